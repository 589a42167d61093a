import * as z from 'zod';
import { report } from './fields.ts';

const memberField = z
  .union(
    [
      z.string().min(1),
      z.strictObject({
        file: z
          .string()
          .min(1)
          .optional()
          .describe('The scenario file; its path is taken from this file’s folder. Left out: this file.'),
        scenario: z
          .string()
          .min(1)
          .optional()
          .describe('Its scenario. Left out: all of the file, at once, in one run.'),
      }),
    ],
    { error: 'the name of a scenario, other.perf.yaml#name, or { file: other.perf.yaml, scenario: name }' },
  )
  .check((context) => {
    const { value } = context;
    if (typeof value === 'string' || value.file !== undefined || value.scenario !== undefined) return;
    report(context, 'nothing says what to run here', { hint: 'Give it a scenario, a file, or both.' });
  });

const MOST_MEMBERS = 100;
const MOST_SUITES = 100;

const membersField = z
  .array(memberField)
  .min(1)
  .max(MOST_MEMBERS)
  .describe('What is run, one after the other.');

const suiteField = z.union(
  [
    membersField,
    z.strictObject({
      description: z.string().optional().describe('What the suite is for, in your own words.'),
      scenarios: membersField.describe(
        'What is run, one after the other: scenarios of this file by name, `other.perf.yaml#name`, or `other.perf.yaml`, all of it at once.',
      ),
    }),
  ],
  { error: 'a list of scenarios, or { description: …, scenarios: [ … ] }' },
);

/** Suites by name. */
export const suitesField = z
  .record(z.string().regex(/^[0-9A-Za-z_-]+$/, 'a name of letters, digits, _ and -'), suiteField)
  .check((context) => {
    const count = Object.keys(context.value).length;
    if (count <= MOST_SUITES) return;
    report(context, `${count} suites are too many`, { hint: `Give at most ${MOST_SUITES}.` });
  })
  .meta({
    description:
      'Suites by name: scenarios of this file and of others that are run in order, with one verdict: `quick: [browse, other.perf.yaml#pay]`. A file may hold nothing else.',
    examples: [{ quick: ['browse', 'other.perf.yaml#pay'] }],
  });

export type SuitesField = z.infer<typeof suitesField>;
export type SuiteEntry = z.infer<typeof memberField>;

/** A file that holds nothing but suites. */
export const suitesFileSchema = z.strictObject({
  name: z.string().min(1).optional(),
  description: z.string().optional(),
  suites: suitesField,
});

/** Whether all that a file has are suites, so that it needs neither a target nor a flow. */
export function hasSuitesOnly(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('suites' in data)) return false;
  return Object.keys(data).every((key) => Object.hasOwn(suitesFileSchema.shape, key));
}
