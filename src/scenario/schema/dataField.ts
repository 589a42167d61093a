import * as z from 'zod';
import { isReserved } from '../expression/expression.ts';
import { report, settingText } from './fields.ts';

const dataEntry = z.strictObject({
  file: settingText
    .min(1)
    .describe(
      'A csv file whose first line names the columns (commas, semicolons or tabs between them, as that line has most of; a byte order mark at the start is no part of it), or a json file with a list of maps; its path is taken from this file’s folder. A run asks before it reads one outside of the workspace (in a terminal: `--allow-file`).',
    ),
  order: z
    .enum(['sequential', 'random', 'unique'])
    .optional()
    .describe(
      '`sequential` (the default): the rows in the order of the file, each to whoever asks next. `random`: any row each time. `unique`: in the order of the file, and never one row to two at the same time.',
    ),
  per: z
    .enum(['vu', 'iteration'])
    .optional()
    .describe('`iteration` (the default): a row for each iteration. `vu`: each virtual user keeps its row.'),
  atEnd: z
    .enum(['recycle', 'stop'])
    .optional()
    .describe(
      'When all rows are used: `recycle` begins again with the first (with `unique`: with those that nobody uses any more); `stop` lets each user stop that finds none. Default: `recycle`, with `unique` `stop`.',
    ),
});

/** Data files by name. */
export const dataField = z
  .record(z.string(), dataEntry)
  .check((context) => {
    for (const name of Object.keys(context.value)) {
      if (/^[A-Za-z_]\w*$/.test(name) && !isReserved(name) && name !== 'random') continue;
      const hint = 'Use letters, digits and _, with no digit at the beginning, and no name of an expression.';
      report(context, `"${name}" is no name for data`, { hint, atKey: true }, [name]);
    }
  })
  .meta({
    description: `Data files by name, read once and shared by all users: \`users: { file: users.csv }\`. A row’s value is \`\${users.email}\` in paths, headers, queries and bodies.`,
    examples: [{ users: { file: 'users.csv', order: 'unique', per: 'vu' } }],
  });

export type DataField = z.infer<typeof dataField>;
