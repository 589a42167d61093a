import * as z from 'zod';
import { nearest } from '../../base/nearest.ts';
import { hasExpression, jsonField, report, runtimeText, settingText } from './fields.ts';
import { patternText } from './patternField.ts';

const BOUND = `a number, or a variable such as \${MIN:-1}`;

const limitField = (number: z.ZodNumber) =>
  z
    .union([number, settingText], { error: BOUND })
    .check((context) => {
      const { value } = context;
      if (typeof value === 'number' || hasExpression(value)) return;
      report(context, `"${value}" is no number`, { hint: hintOf(value) });
    })
    .meta({ examples: [0] });

/** Who writes `above: "> 5"`, or `length: "> 0"`, has thresholds in mind. */
function hintOf(text: string): string {
  const [, sign = '', number = ''] = /^\s*(<=|>=|<|>|==?)\s*(-?[\d.]+)\s*$/.exec(text) ?? [];
  const word = Object.hasOwn(OTHER_WORDS, sign) ? OTHER_WORDS[sign] : undefined;
  if (word === undefined || word === 'equals') return 'Write a number without quotes.';
  return `The comparison is a key here: ${word}: ${number}.`;
}

const bounds = (what: string, number: z.ZodNumber) => ({
  above: limitField(number).optional().describe(`${what} must be more than this number.`),
  below: limitField(number).optional().describe(`${what} must be less than this number.`),
  atLeast: limitField(number).optional().describe(`${what} must be this number or more.`),
  atMost: limitField(number).optional().describe(`${what} must be this number or less.`),
});

const ofLength = z
  .looseObject(bounds('The length', z.int().min(0)))
  .check((context) => checkKeys(context, BOUNDS, 'Give above, below, atLeast or atMost.'))
  .meta({ additionalProperties: false });

const BOUNDS = ['above', 'below', 'atLeast', 'atMost'];
const ALL = ['exists', ...BOUNDS, 'length', 'contains', 'matches', 'equals'];
const KEYS = `${ALL.slice(0, -1).join(', ')} or ${ALL.at(-1)}`;
const LENGTH = 'a whole number, or a map with above, below, atLeast or atMost';

/** What the value at a JSON path must be, where it need not be equal to one value. */
const valueMatch = z
  .looseObject({
    exists: z
      .boolean()
      .optional()
      .describe('`true`: something must stand there, be it `null`; `false`: nothing may.'),
    ...bounds('The value (a number, or a text that is one)', z.number()),
    length: z
      .union([limitField(z.int().min(0)), ofLength], { error: LENGTH })
      .optional()
      .describe(
        'How many entries a list has, characters a text, or keys a map: `3`, or `{ above: 0 }`, with `above`, `below`, `atLeast` and `atMost`.',
      ),
    contains: jsonField
      .optional()
      .describe('A text that must occur in the text, or a value that must be an entry of the list.'),
    matches: patternText
      .optional()
      .describe('A regular expression (JavaScript) that must match somewhere in the text or number.'),
    equals: jsonField
      .optional()
      .describe('The value must be equal to this; the way to expect a whole map: `{ equals: { id: 1 } }`.'),
  })
  .check((context) => {
    checkKeys(context, ALL, `Give ${KEYS}. To expect an empty map, write equals: {}.`);
  })
  .meta({ additionalProperties: false });

/** Words of other tools, and signs. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  '>': 'above',
  '<': 'below',
  '>=': 'atLeast',
  '<=': 'atMost',
  '=': 'equals',
  '==': 'equals',
  gt: 'above',
  lt: 'below',
  gte: 'atLeast',
  lte: 'atMost',
  min: 'atLeast',
  max: 'atMost',
  eq: 'equals',
  is: 'equals',
  value: 'equals',
  size: 'length',
  count: 'length',
  includes: 'contains',
  regex: 'matches',
  match: 'matches',
  present: 'exists',
};

type Context = Parameters<typeof report>[0];

function checkKeys(context: Context, known: readonly string[], hint: string): void {
  const given = Object.keys(context.value as object);
  if (given.length === 0) report(context, 'there is nothing to expect here', { hint });
  for (const key of given) {
    if (known.includes(key)) continue;
    const word = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : nearest(key, known);
    const meant = word === undefined || !known.includes(word) ? hint : `Did you mean "${word}"?`;
    const whole = known.includes('equals') ? ' To compare with a whole map, write equals: { … }.' : '';
    const message = `"${key}" is nothing that can be expected of a ${whole === '' ? 'length' : 'value'}`;
    report(context, message, { hint: `${meant}${whole}`, atKey: true }, [key]);
  }
}

/** What may be expected of the value at a JSON path: the value itself, or a map that says what it must be. */
export const valueField = z
  .union([runtimeText, z.number(), z.boolean(), z.null(), z.array(jsonField), valueMatch], {
    error: `a value, or a map with ${KEYS}`,
  })
  .describe(
    'A key that begins with `$` is a JSON path, such as `$.orders[0].state`, and the value there must be equal to this; or a map says what it must be: `{ exists: true }`, `{ above: 5, atMost: 10 }`, `{ length: { above: 0 } }`, `{ contains: a }`, `{ matches: "^a" }`. A whole map is expected by `{ equals: { id: 1 } }`.',
  );

export type ValueMatch = z.infer<typeof valueMatch>;
