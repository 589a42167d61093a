import * as z from 'zod';
import { authField } from './authField.ts';
import { bodyField, multipartField } from './bodyFields.ts';
import { captureField } from './captureField.ts';
import { expectField } from './expectField.ts';
import { jsonField, report, runtimeText, scalarField, settingText, tagsField } from './fields.ts';
import {
  type CallStep,
  flowStepSchemas,
  type GroupStep,
  type PickStep,
  type RepeatStep,
  type ThinkStep,
  type WhenStep,
} from './flowSteps.ts';
import { headerNameProblem, headerValueProblem } from './headers.ts';
import { stepRedirectsField, timeoutField } from './httpFields.ts';
import { metricField } from './metricField.ts';

/** The methods that most APIs are made of; offered first. */
export const COMMON_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
/** The rest of the registered ones that a client may send. */
export const RARE_METHODS = [
  'ACL',
  'BIND',
  'CHECKOUT',
  'COPY',
  'LINK',
  'LOCK',
  'MERGE',
  'MKACTIVITY',
  'MKCALENDAR',
  'MKCOL',
  'MOVE',
  'NOTIFY',
  'PROPFIND',
  'PROPPATCH',
  'PURGE',
  'QUERY',
  'REBIND',
  'REPORT',
  'SEARCH',
  'SUBSCRIBE',
  'TRACE',
  'UNBIND',
  'UNLINK',
  'UNLOCK',
  'UNSUBSCRIBE',
] as const;
export const METHODS = [...COMMON_METHODS, ...RARE_METHODS] as const;
export type Method = (typeof METHODS)[number];

/** Header names and values; null drops a header that the file sets for every request. */
export const headersField = z
  .record(
    z.string(),
    z.union([scalarField, z.null()], { error: 'a text, a number, true, false, or null to drop the header' }),
  )
  .check((context) => {
    for (const [name, value] of Object.entries(context.value)) {
      const wrongName = headerNameProblem(name);
      const wrong = wrongName ?? (typeof value === 'string' ? headerValueProblem(name, value) : null);
      if (wrong === null) continue;
      report(context, wrong.message, { hint: wrong.hint, atKey: wrongName !== null }, [name]);
    }
  });

/** Query parameters; a list repeats the name. */
export const queryField = z.record(
  z.string(),
  z.union([scalarField, z.array(scalarField)], { error: 'a text, a number, true, false or a list of these' }),
);

const methodFields = Object.fromEntries(
  METHODS.map((method) => [
    method,
    runtimeText
      .min(1)
      .optional()
      .describe(
        `Sends a ${method} request to this path of the target (it begins with \`/\`), or to this whole URL. Expressions such as \`\${random.int(1, 9)}\` may stand in the path, not in scheme, host or port.`,
      ),
  ]),
) as unknown as Record<Method, z.ZodOptional<z.ZodString>>;

/** Connections that one user may have at once to a host. */
const MOST_AT_ONCE = 1000;

/** Told of a step with no method. */
export const NO_REQUEST = 'the step has no request';

/** A single request. */
export const requestStep = z
  .strictObject({
    ...methodFields,
    name: settingText
      .min(1)
      .optional()
      .describe(
        'What the request is called in results and in submetrics such as `http_req_duration{name:login}`. Without it: method and path.',
      ),
    headers: headersField
      .optional()
      .describe('Headers of this request, over those of the file; `null` drops one of the file’s.'),
    query: queryField.optional().describe('Query parameters, added to the path; over those of the file.'),
    json: jsonField
      .optional()
      .describe(
        'The body as JSON. An expression that is a value by itself and gives a number (`random.int`, `vu`, `iter`, `now`, a number from `random.item`) is sent as a number, also where it stands between quotes; a variable is always text.',
      ),
    form: queryField.optional().describe('The body as a form (`application/x-www-form-urlencoded`).'),
    multipart: multipartField.optional(),
    body: bodyField.optional(),
    expect: expectField
      .optional()
      .describe(
        `What the response must hold. Each expectation is a k6 check: it is counted, and a run fails on it only by a threshold on \`checks\`; with \`failRequest: true\` the request counts as failed too. Captured values may stand in it, \`\${token}\`, and those of data rows.`,
      ),
    capture: captureField.optional(),
    metric: metricField.optional(),
    auth: authField.optional(),
    timeout: timeoutField
      .optional()
      .describe(
        'How long the request may take, or phases of it; what is not said is as in the file’s `timeout`.',
      ),
    redirects: stepRedirectsField,
    stopOnFail: z
      .boolean()
      .optional()
      .describe(
        '`true`: where the request or one of its expectations fails, this iteration ends. Default: `false`.',
      ),
    tags: tagsField.optional().describe('Tags on the samples of this request, for submetrics.'),
  })
  .check((context) => {
    const methods = METHODS.filter((method) => context.value[method] !== undefined);
    if (methods.length === 0) {
      report(context, NO_REQUEST, {
        hint: 'Give it a method and a path, such as GET: /health, or parallel, think, pick, group, repeat, when or call.',
      });
    }
    for (const second of methods.slice(1)) {
      report(
        context,
        `the step has two requests, ${methods[0]} and ${second}`,
        { hint: 'Make two steps of it: each begins with - .', atKey: true },
        [second],
      );
    }
    const bodies = (['json', 'form', 'multipart', 'body'] as const).filter(
      (key) => context.value[key] !== undefined,
    );
    for (const second of bodies.slice(1)) {
      report(
        context,
        `the request has two bodies, ${bodies[0]} and ${second}`,
        { hint: 'Keep one of json, form, multipart and body.', atKey: true },
        [second],
      );
    }
  })
  .meta({
    examples: [
      { GET: '/orders', name: 'orders', query: { page: `\${random.int(1, 9)}` }, expect: { status: '2xx' } },
      {
        POST: '/login',
        json: { user: `\${users.email}`, password: `\${users.password}` },
        expect: { status: 200, '$.state': 'active', '$.token': { exists: true } },
        capture: { token: '$.token', session: { cookie: 'sid' } },
        stopOnFail: true,
      },
    ],
  });

const parallelStep = z
  .strictObject({
    parallel: z
      .array(requestStep)
      .min(1)
      .describe(
        'Requests that this user sends at once, over more connections, as a browser does; the iteration goes on when all have ended. What one captures is known afterwards, not in the others.',
      ),
    max: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .optional()
      .describe('How many are under way at once at the most; the others wait. Default: 20, as k6’s `batch`.'),
    maxPerHost: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .optional()
      .describe('The same for each host. Default: 6, as k6’s `batchPerHost`.'),
  })
  .meta({ examples: [{ parallel: [{ GET: '/app.js' }, { GET: '/app.css' }, { GET: '/logo.png' }] }] });

export type ParallelStep = z.infer<typeof parallelStep>;
export type RequestStep = z.infer<typeof requestStep>;
/** One step of a flow: a request, a pause, or steps below it. */
export type Step =
  | RequestStep
  | ParallelStep
  | ThinkStep
  | PickStep<Step>
  | GroupStep<Step>
  | RepeatStep<Step>
  | WhenStep<Step>
  | CallStep;

/** What a step is, for a message. */
export const A_STEP = 'a step: a map such as GET: /health, think: 1s, or group: login with steps';

export const stepSchema: z.ZodType<Step> = z
  .lazy(() => z.union([requestStep, parallelStep, ...flowSteps], { error: A_STEP }))
  .meta({
    id: 'step',
    description:
      'A request, several at once (`parallel`), a pause (`think`), a weighted choice (`pick`), or steps with a name (`group`), repeated (`repeat`), under a condition (`when`) or of another flow (`call`).',
  });

export const stepsField = z.array(stepSchema).min(1);
const flowSteps = flowStepSchemas(stepsField);
