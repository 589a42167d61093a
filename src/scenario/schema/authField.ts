import * as z from 'zod';
import { hasExpression, report, runtimeText, settingText } from './fields.ts';
import { headerNameProblem } from './headers.ts';

/** Told of an auth with none of them. */
export const NO_AUTH = 'nothing says how to authenticate';
const KINDS = ['bearer', 'basic', 'apiKey', 'login'] as const;
const FORMS =
  'bearer: a token, basic: { user, password }, apiKey: { name, value }, login: { flow }, or the word none';

const basicField = z.strictObject({
  user: runtimeText.describe(`The name of the user; it may come from a data row: \`\${users.name}\`.`),
  password: runtimeText.describe(`The password, best as \`\${secret:PASSWORD}\`.`),
});

const apiKeyField = z.strictObject({
  name: settingText.min(1).describe('What the header or the query parameter is called: `X-API-Key`.'),
  value: runtimeText.min(1).describe(`The key, best as \`\${secret:API_KEY}\`.`),
  in: z.enum(['header', 'query']).optional().describe('Where it goes: `header` (the default) or `query`.'),
});

const headerName = settingText.check((context) => {
  if (hasExpression(context.value)) return;
  const wrong = headerNameProblem(context.value);
  if (wrong !== null) report(context, wrong.message, { hint: wrong.hint });
});

const loginField = z.strictObject({
  flow: z
    .string()
    .describe(
      'The flow that logs in. It is run before the first request that needs it, and must capture the token; a request or an expectation in it that fails ends the iteration.',
    ),
  per: z
    .enum(['vu', 'shared'])
    .optional()
    .describe('`vu` (the default): each virtual user logs in once. `shared`: one login for all of them.'),
  token: z
    .string()
    .optional()
    .describe('The name under which the flow captures the token. Default: `token`.'),
  header: headerName
    .optional()
    .describe(
      'The header that the token goes into, as it is. Default: `Authorization`, there with `Bearer` before it.',
    ),
  refresh: z
    .string()
    .optional()
    .describe(
      'The flow that gets a new token after a 401, with what the login captured. Default: the login flow itself.',
    ),
});

const authMap = z
  .strictObject({
    bearer: runtimeText
      .min(1)
      .optional()
      .describe(
        `A token that goes into the header \`Authorization: Bearer …\`, best as \`\${secret:TOKEN}\`; also one that was captured, \`\${token}\`.`,
      ),
    basic: basicField.optional().describe('A user and a password: HTTP’s basic authentication.'),
    apiKey: apiKeyField.optional().describe('A key in a header or a query parameter.'),
    login: loginField
      .optional()
      .describe(
        'A flow that logs in and captures a token for all requests. After a 401 the token is fetched again, once for all users who share it, and the request is sent once more.',
      ),
  })
  .check((context) => {
    const [first, second] = KINDS.filter((kind) => context.value[kind] !== undefined);
    if (first === undefined) {
      report(context, NO_AUTH, { hint: `Give ${FORMS}.` });
    } else if (second !== undefined) {
      const hint = 'Keep one of them; a step may have an auth of its own.';
      report(context, `${first} and ${second} exclude each other`, { hint, atKey: true }, [second]);
    }
  });

/** How requests authenticate: at the top, on a scenario, a flow or a step, the nearest counts. */
export const authField = z.union([z.literal('none'), authMap], { error: FORMS }).meta({
  description:
    'How requests to the target authenticate: `bearer`, `basic`, `apiKey` or `login`; `none` for not at all. That of a step counts before that of its flow, that of the scenario, and that of the file.',
  examples: ['none', { bearer: `\${secret:TOKEN}` }, { login: { flow: 'login', per: 'shared' } }],
});

export type AuthField = z.infer<typeof authField>;
