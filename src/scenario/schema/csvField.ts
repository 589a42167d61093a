import * as z from 'zod';
import { countField, report, scalarField, settingText } from './fields.ts';

const columnsField = z.record(z.string(), scalarField);

const rowKind = z
  .strictObject({
    share: z
      .union([z.number(), settingText], { error: 'a percentage, such as 2 or 2.5%' })
      .optional()
      .meta({
        description:
          'How many of all rows are of this kind, in percent: `3`, `2.5%`. It is kept to the row: where a share is not a whole number of rows, rows go to the largest remainders.',
        examples: [2, '2.5%'],
      }),
    rows: countField.optional().describe('How many rows are of this kind, in place of `share`.'),
    columns: columnsField
      .optional()
      .describe('What stands in columns of rows of this kind; in those not named it is as in other rows.'),
    repeat: z
      .boolean()
      .optional()
      .describe(
        '`true`: a row of this kind is one of the last 100 rows that are of no kind, again; `columns` that are given here are made anew.',
      ),
  })
  .check((context) => {
    const { share, rows, columns, repeat } = context.value;
    if (share === undefined && rows === undefined) {
      const hint = 'Give it share: 2, in percent, or rows: 2000.';
      report(context, 'nothing says how many rows are of this kind', { hint, atKey: true });
    }
    if (share !== undefined && rows !== undefined) {
      const hint = 'Remove one of them.';
      report(context, 'share and rows both say how many rows there are', { hint, atKey: true }, ['rows']);
    }
    if (Object.keys(columns ?? {}).length > 0 || repeat === true) return;
    const hint = 'Give it columns: { email: not-an-address }, or repeat: true.';
    report(context, 'nothing is different in rows of this kind', { hint, atKey: true });
  });

/** A csv that is made while it is sent. */
export const csvField = z
  .strictObject({
    rows: countField.describe('How many rows it has.'),
    columns: columnsField
      .check((context) => {
        if (Object.keys(context.value).length > 0) return;
        report(context, 'the csv has no columns', { hint: `Give it some: { id: "\${row}" }.` });
      })
      .meta({
        description: `The columns, and what stands in each of them: a text with expressions, which are evaluated for every row. \`\${row}\` is the number of the row, from 1.`,
        examples: [{ id: `\${row}`, name: `\${random.string(8)}` }],
      }),
    kinds: z
      .record(z.string(), rowKind)
      .optional()
      .meta({
        description:
          'Rows that are not as the others, by names of your own: `{ invalid: { share: 3, columns: { email: nobody } }, duplicate: { rows: 2000, repeat: true } }`. There are exactly so many of them, spread evenly over the file, in an order that the `seed` decides.',
        examples: [{ invalid: { share: 3, columns: { email: 'nobody' } } }],
      }),
    header: z.boolean().optional().describe('Whether its first line names the columns. Default: `true`.'),
  })
  .describe(
    'A csv file (RFC 4180) that is made while it is sent, and never held whole; with a `seed` it is the same in every run.',
  );

export type CsvField = z.infer<typeof csvField>;
export type RowKindField = z.infer<typeof rowKind>;
