import * as z from 'zod';
import { parseJsonPath } from '../../base/jsonPath.ts';
import { isReserved } from '../expression/expression.ts';
import { patternProblem } from '../expression/pattern.ts';
import { report, settingText } from './fields.ts';
import { headerNameProblem } from './headers.ts';

const WAYS = ['json', 'header', 'cookie', 'regex'] as const;
const SOURCE =
  'a JSON path such as $.access_token, or a map such as { header: Location }, { cookie: sid } or { regex: … }';

const jsonPathText = z.string().check((context) => {
  const path = parseJsonPath(context.value);
  if (path.ok) return;
  const hint = `Write ${SOURCE}.`;
  report(context, path.message, { hint });
});

const captureMap = z
  .strictObject({
    json: jsonPathText.optional().describe('A JSON path in the body: `$.orders[0].id`.'),
    header: settingText
      .check((context) => {
        const wrong = headerNameProblem(context.value);
        if (wrong !== null) report(context, wrong.message, { hint: wrong.hint });
      })
      .optional()
      .describe('The name of a response header; its value is captured.'),
    cookie: settingText
      .min(1)
      .optional()
      .describe('The name of a cookie that the response sets; its value is captured.'),
    regex: z
      .string()
      .min(1)
      .check((context) => {
        const wrong = patternProblem(context.value);
        if (wrong !== null) report(context, wrong.message, { hint: wrong.hint });
      })
      .optional()
      .describe(
        'A regular expression (JavaScript) that is looked for in the body; its first group is captured, or all of it where it has none.',
      ),
    secret: z
      .boolean()
      .optional()
      .describe(
        '`true`: no failure and no excerpt shows the value. Without it that is so for names such as `token` or `password`, for cookies, and for what goes into an `Authorization` header or into `auth`.',
      ),
  })
  .check((context) => {
    const [first, second] = WAYS.filter((way) => context.value[way] !== undefined);
    if (first === undefined) {
      report(context, 'nothing says what to capture', { hint: 'Give json, header, cookie or regex.' });
    } else if (second !== undefined) {
      const hint = 'Keep one of them; capture the other under another name.';
      report(context, `${first} and ${second} exclude each other`, { hint, atKey: true }, [second]);
    }
  });

/** Names, and where in the response their values are found. */
export const captureField = z
  .record(z.string(), z.union([jsonPathText, captureMap], { error: SOURCE }))
  .check((context) => {
    for (const name of Object.keys(context.value)) {
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        const hint = 'Use letters, digits and _, with no digit at the beginning.';
        report(context, `"${name}" is no name for a captured value`, { hint, atKey: true }, [name]);
      } else if (isReserved(name)) {
        const message = `\${${name}} is an expression already`;
        report(context, message, { hint: 'Give it another name.', atKey: true }, [name]);
      }
    }
  })
  .meta({
    description: `Takes values out of the response, for the later steps of this iteration: \`token: $.access_token\` and then \`\${token}\`. A text is a JSON path; \`{ header: Location }\`, \`{ cookie: sid }\` and \`{ regex: … }\` look elsewhere. Where nothing is found, a check fails and the iteration ends here.`,
    examples: [{ token: '$.access_token' }],
  });

export type CaptureField = z.infer<typeof captureField>;
