import * as z from 'zod';
import { csvField } from './csvField.ts';
import { jsonField, report, runtimeText, scalarField, settingText } from './fields.ts';

const contentTypeField = settingText
  .min(1)
  .check((context) => {
    if (/^[\x20-\x7e]*$/.test(context.value)) return;
    report(context, 'a content type is of plain ASCII characters', { hint: 'Write it like image/png.' });
  })
  .meta({
    description: 'Its content type. Default: by the ending of the file’s name.',
    examples: ['image/png', 'application/octet-stream'],
  });
const filenameField = settingText
  .min(1)
  .describe('The name of the file as the server is told it. Default: its own, or `data.csv`.');

const FILE =
  'A file that is sent as it is; its path is taken from this file’s folder. A run asks before it reads one outside of the workspace (in a terminal: `--allow-file`). A large one is read while it is sent.';
const fileField = settingText.min(1).describe(FILE);

const file = { file: fileField, contentType: contentTypeField.optional() };
const csv = { csv: csvField, contentType: contentTypeField.optional() };

/** A body other than text: a file, or rows that are made up. */
const bodyContent = [z.strictObject(file), z.strictObject(csv)] as const;

/** The body of a request: a text, a file or generated rows. */
export const bodyField = z
  .union([runtimeText, ...bodyContent], { error: 'a text, or a map with file or csv' })
  .meta({
    description:
      'The body as text (give a `Content-Type` header with it); or `{ file: photo.png }`, a file as it is; or `{ csv: { rows: …, columns: … } }`, rows that are made while they are sent.',
    examples: [{ file: 'photo.png' }],
  });

const partField = z.union(
  [
    scalarField,
    z.strictObject({ ...file, filename: filenameField.optional() }),
    z.strictObject({ ...csv, filename: filenameField.optional() }),
    z.strictObject({ json: jsonField.describe('A part that holds JSON.') }),
  ],
  { error: 'a text, a number, true, false, or a map with file, csv or json' },
);

/** The parts of a form with files, by name; a list repeats the name. */
export const multipartField = z
  .record(
    z.string(),
    z.union([partField, z.array(partField).min(1)], { error: 'a part, or a list of parts' }),
  )
  .check((context) => {
    if (Object.keys(context.value).length > 0) return;
    report(context, 'the form has no parts', { hint: 'Give it some: { photo: { file: photo.png } }.' });
  })
  .meta({
    description:
      'The body as a form with files (`multipart/form-data`): names, and texts, `{ file: photo.png }`, `{ csv: … }` or `{ json: … }`; a list repeats its name.',
    examples: [{ title: 'A photo', photo: { file: 'photo.png' } }],
  });

export type BodyContent = Exclude<z.infer<typeof bodyField>, string>;
export type MultipartPart = z.infer<typeof partField>;
export type MultipartField = z.infer<typeof multipartField>;
