import * as z from 'zod';
import { parseJsonPath } from '../../base/jsonPath.ts';
import { suggestion } from '../../base/nearest.ts';
import { parseDurationLimit } from './durationLimit.ts';
import { hasExpression, report, runtimeText, settingText, VARIABLE_ALONE } from './fields.ts';
import { patternText } from './patternField.ts';
import { valueField } from './valueField.ts';

const STATUS = 'a status such as 200, or a class such as 2xx';
const statusClass = z.string().regex(/^[1-5]xx$/, STATUS);
const statusText = settingText.regex(VARIABLE_ALONE, STATUS);
const statusField = z.union([z.int().min(100).max(599), statusClass, statusText], { error: STATUS });

const containsField = runtimeText.describe('A text that must occur in it.');
const matchesField = patternText.describe(
  'A regular expression (JavaScript) that must match somewhere in it.',
);

const bodyMatch = z
  .strictObject({ contains: containsField.optional(), matches: matchesField.optional() })
  .check((context) => {
    if (Object.keys(context.value).length > 0) return;
    report(context, 'there is nothing to expect here', { hint: 'Give contains or matches.' });
  });
const headerMatch = z
  .strictObject({
    equals: runtimeText.optional().describe('The whole value.'),
    contains: containsField.optional(),
    matches: matchesField.optional(),
  })
  .check((context) => {
    if (Object.keys(context.value).length > 0) return;
    report(context, 'there is nothing to expect here', { hint: 'Give equals, contains or matches.' });
  });

const DURATION = 'a duration such as < 300ms';
const durationLimit = z
  .union([z.number().positive(), settingText], { error: DURATION })
  .check((context) => {
    const { value } = context;
    if (typeof value === 'number' || hasExpression(value) || parseDurationLimit(value) !== null) return;
    report(context, `"${value}" is no limit for a time`, { hint: `Write ${DURATION}.` });
  })
  .meta({
    description:
      'How long the response may take: `< 300ms`, with `<`, `<=`, `>` or `>=`; a time alone is the longest. It is the response time, as `http_req_duration` counts it.',
    examples: ['< 300ms'],
  });

const EXPECT_KEYS = ['status', 'header', 'body', 'duration', 'failRequest'];

/** What a response must hold; keys that begin with `$` are JSON paths and the value they must have. */
export const expectField = z
  .object({
    status: z
      .union([statusField, z.array(statusField).min(1)], {
        error: 'a status such as 200, a class such as 2xx, or a list of these',
      })
      .optional()
      .meta({
        description:
          'The status that is expected: `200`, a class `2xx`, or a list `[200, 404]`. A status that is listed here does not count as failed in `http_req_failed`.',
        examples: [200, '2xx', [200, 404]],
      }),
    header: z
      .record(
        z.string(),
        z.union([runtimeText, z.number(), headerMatch], {
          error: 'a text, or a map with equals, contains or matches',
        }),
      )
      .optional()
      .describe(
        'Header names, and the value each must have: a text, or `{ contains: … }` or `{ matches: … }`.',
      ),
    body: z
      .union([containsField, bodyMatch], {
        error: 'a text that the body contains, or a map with contains or matches',
      })
      .optional()
      .describe(
        'What the body must hold: a text, or `{ contains: … }`, or `{ matches: … }` with a regular expression.',
      ),
    duration: durationLimit.optional(),
    failRequest: z
      .boolean()
      .optional()
      .describe(
        '`true`: where one of these expectations fails, the request counts as failed too, in `http_req_failed`. Default: `false`.',
      ),
  })
  .catchall(valueField)
  .superRefine((_, context) => checkKeys(context), {
    // Also where a value is wrong: an unknown key is told as that, whatever stands at it.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .meta({
    patternProperties: { '^\\$': z.toJSONSchema(valueField, { io: 'input', unrepresentable: 'any' }) },
    additionalProperties: false,
  });

function checkKeys(context: z.core.ParsePayload<object>): void {
  for (const key of Object.keys(context.value)) {
    if (EXPECT_KEYS.includes(key)) continue;
    const path = parseJsonPath(key);
    if (path.ok) continue;
    context.issues = context.issues.filter((issue) => issue.path?.[0] !== key);
    if (key.startsWith('$')) {
      const hint = "Write it like $.orders[0]['unit price'].";
      report(context, path.message, { hint, atKey: true }, [key]);
    } else {
      const hint = `${suggestion(key, EXPECT_KEYS)} A JSON path begins with $.`;
      report(context, `unknown key "${key}"`, { hint, atKey: true }, [key]);
    }
  }
}
