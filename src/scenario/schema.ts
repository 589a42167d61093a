import { z } from 'zod';
import { metricType, parseMetricName, thresholdProblem } from '../metrics/thresholdExpression.ts';
import { dataField } from './dataField.ts';
import { countField, durationField, few, hasExpression, report, settingText, tagsField } from './fields.ts';
import { headersField, queryField, stepsField } from './steps.ts';

const stage = z.strictObject({
  duration: durationField.describe('How long the way to `target` takes; `0s` jumps.'),
  target: countField.describe(
    'The number of virtual users (or the rate) at the end of this stage; the way there is linear.',
  ),
});
const stagesField = z
  .array(stage)
  .min(1)
  .meta({ examples: [[{ duration: '30s', target: 10 }]] });

const common = {
  flow: z
    .string()
    .optional()
    .describe('The name of the flow that each iteration runs. Needed where the file has more than one.'),
  startTime: durationField
    .optional()
    .describe('When this scenario begins, from the start of the run. Default: `0s`.'),
  gracefulStop: durationField
    .optional()
    .describe('How long iterations under way may take to finish once the scenario ends. Default: `30s`.'),
  tags: tagsField.optional().describe('Tags on all samples of this scenario, for submetrics.'),
};

const constantVus = z.strictObject({
  executor: z
    .literal('constant-vus')
    .describe('A fixed number of virtual users, each running its flow again and again.'),
  vus: countField.optional().describe('The number of virtual users. Default: 1.'),
  duration: durationField.describe('How long the scenario runs; at least `1s`.'),
  ...common,
});
const rampingVus = z.strictObject({
  executor: z.literal('ramping-vus').describe('A number of virtual users that follows `stages`.'),
  startVUs: countField.optional().describe('The number of virtual users at the start. Default: 1.'),
  stages: stagesField.describe('The stages, one after the other: `{ duration: 30s, target: 50 }`.'),
  gracefulRampDown: durationField
    .optional()
    .describe(
      'How long an iteration may take to finish when its user is taken away by a falling stage. Default: `30s`.',
    ),
  ...common,
});
const iterations = {
  vus: countField.optional().describe('The number of virtual users. Default: 1.'),
  maxDuration: durationField
    .optional()
    .describe(
      'When the scenario ends even if iterations are left; those are counted as dropped. Default: `10m`.',
    ),
  ...common,
};
const sharedIterations = z.strictObject({
  executor: z
    .literal('shared-iterations')
    .describe('A set number of iterations, shared by the virtual users: whoever is free takes the next.'),
  iterations: countField.optional().describe('The number of iterations in all. Default: 1.'),
  ...iterations,
});
const perVuIterations = z.strictObject({
  executor: z.literal('per-vu-iterations').describe('A set number of iterations for each virtual user.'),
  iterations: countField.optional().describe('The number of iterations of each virtual user. Default: 1.'),
  ...iterations,
});

const arrival = {
  timeUnit: durationField.optional().describe('The period that rates are for. Default: `1s`.'),
  preAllocatedVUs: countField
    .optional()
    .describe('The virtual users that are ready at the start. Left out: they are made as they are needed.'),
  maxVUs: countField
    .optional()
    .describe('The most virtual users there may be. Default: `preAllocatedVUs`, and without that 10000.'),
  whenBusy: z
    .enum(['wait', 'drop'])
    .optional()
    .describe(
      'What becomes of a start that finds no virtual user free. `wait` (the default): it waits for one, and its response time counts from when it should have started. `drop`: it is left out and counted in `dropped_iterations`, as in k6.',
    ),
  ...common,
};
const constantArrivalRate = z.strictObject({
  executor: z
    .literal('constant-arrival-rate')
    .describe(
      'Starts `rate` iterations every `timeUnit`, however long they take (the open model); response times count from the intended start.',
    ),
  rate: countField.describe('The number of iterations to start in each `timeUnit`.'),
  duration: durationField.describe('How long the scenario runs; at least `1s`.'),
  ...arrival,
});
const rampingArrivalRate = z.strictObject({
  executor: z
    .literal('ramping-arrival-rate')
    .describe('Starts iterations at a rate that follows `stages`, however long they take (the open model).'),
  startRate: countField.optional().describe('The rate at the start. Default: 0.'),
  stages: stagesField.describe(
    'The stages, one after the other; each `target` is a rate: `{ duration: 30s, target: 200 }`.',
  ),
  ...arrival,
});

const scenarioField = z
  .discriminatedUnion('executor', [
    sharedIterations,
    perVuIterations,
    constantVus,
    rampingVus,
    constantArrivalRate,
    rampingArrivalRate,
  ])
  .describe('Who runs which flow, how often and for how long.');

const thresholdObject = z.strictObject({
  threshold: z.string().describe('The expression: `p(95) < 200`.'),
  abortOnFail: z
    .boolean()
    .optional()
    .describe('`true` ends the run as soon as the threshold fails. Default: `false`.'),
  delayAbortEval: durationField
    .optional()
    .describe('How long to gather samples before `abortOnFail` may act. Default: `0s`.'),
});
const thresholdField = z.union([z.string(), thresholdObject], { error: 'an expression such as p(95) < 200' });

type ThresholdEntry = z.infer<typeof thresholdField>;

/** A threshold as written, with its path below `thresholds`. */
export interface ThresholdLine {
  readonly metric: string;
  readonly expression: string;
  readonly abortOnFail: boolean;
  readonly delayAbortEval: string | number;
  readonly path: readonly (string | number)[];
}

/** All thresholds in the order of the file, whichever way they are written. */
export function thresholdEntries(
  thresholds: Readonly<Record<string, ThresholdEntry | readonly ThresholdEntry[]>>,
): ThresholdLine[] {
  return Object.entries(thresholds).flatMap(([metric, value]) => {
    const isList = typeof value !== 'string' && 'length' in value;
    const list: readonly ThresholdEntry[] = isList ? value : [value];
    return list.map((entry, index): ThresholdLine => {
      const path = isList ? [metric, index] : [metric];
      if (typeof entry === 'string') {
        return { metric, expression: entry, abortOnFail: false, delayAbortEval: 0, path };
      }
      const { threshold, abortOnFail = false, delayAbortEval = 0 } = entry;
      return { metric, expression: threshold, abortOnFail, delayAbortEval, path: [...path, 'threshold'] };
    });
  });
}

const thresholdsField = z
  .record(
    z.string(),
    z.union([thresholdField, z.array(thresholdField).min(1)], {
      error: 'an expression such as p(95) < 200, or a list of them',
    }),
  )
  .check((context) => {
    for (const { metric, expression, path } of thresholdEntries(context.value)) {
      if (hasExpression(metric) || hasExpression(expression)) continue;
      const wrong = thresholdProblem(metric, expression);
      if (wrong === null) continue;
      const atKey = isMetricWrong(metric);
      const where = atKey ? [metric] : [...path];
      report(context, wrong, { hint: THRESHOLD_HINT, code: 'threshold-invalid', atKey }, where);
    }
  });

/** Whether the fault of a threshold lies in the metric, whatever the expression. */
function isMetricWrong(metric: string): boolean {
  const name = parseMetricName(metric);
  return !name.ok || metricType(name.metric) === undefined;
}

/** What a threshold looks like, for a message. */
export const THRESHOLD_HINT =
  'Write it like http_req_duration: [p(95) < 200], "http_req_duration{name:login}": [p(95) < 200] or http_req_failed: [rate < 0.01].';

const EXAMPLE_TARGET = `\${API_URL:-http://localhost:3000}`;

/** The scenario file, whole: the one source of its types, its problems, its JSON Schema, completion and hover. */
export const scenarioFileSchema = z
  .strictObject({
    name: settingText.min(1).optional().describe('What the test is called. Without it: the file’s name.'),
    description: z.string().optional().describe('What the test is for, in your own words.'),
    target: settingText.min(1).meta({
      description:
        'The API under test: scheme, host and port, such as `http://localhost:3000`, and a base path if all paths share one. The process that listens there is the one that is profiled.',
      examples: ['http://localhost:3000', EXAMPLE_TARGET],
    }),
    headers: headersField
      .check(few('headers'))
      .optional()
      .describe('Headers of every request; a step may override or drop (`null`) them.'),
    query: queryField
      .check(few('query parameters'))
      .optional()
      .describe('Query parameters of every request; a step may override them.'),
    timeout: durationField.optional().describe('How long a response may take. Default: `60s`.'),
    vus: countField
      .optional()
      .describe(
        'Short form, in place of `scenarios`: the number of virtual users (with `stages`: at the start). Default: 1.',
      ),
    duration: durationField
      .optional()
      .describe('Short form, in place of `scenarios`: how long `vus` users run the flow.'),
    iterations: countField
      .optional()
      .describe(
        'Short form, in place of `scenarios`: how many iterations `vus` users share; `duration` is then the longest it may take.',
      ),
    stages: stagesField
      .optional()
      .describe(
        'Short form, in place of `scenarios`: ramps the number of users, `[{ duration: 30s, target: 50 }, …]`.',
      ),
    flow: stepsField.optional().describe('The steps, in a file with one flow.'),
    setup: stepsField
      .optional()
      .describe(
        'Steps that run once before the load, in no figure, for at most 60 s. If one of them fails, no load is sent.',
      ),
    teardown: stepsField
      .optional()
      .describe('Steps that run once after the load, in no figure, for at most 60 s.'),
    flows: z
      .record(
        z.string().min(1),
        stepsField.describe('The steps of this flow, run in order in each iteration.'),
      )
      .optional()
      .describe('The flows by name: what a virtual user does in one iteration.'),
    scenarios: z
      .record(z.string().regex(/^[0-9A-Za-z_-]+$/, 'a name of letters, digits, _ and -'), scenarioField)
      .optional()
      .describe('The scenarios by name: how many users run which flow, and for how long.'),
    warmup: durationField
      .optional()
      .describe(
        'So long at the start of the load nothing is counted, in no figure and no threshold: caches fill, code is compiled. It is part of the time that the scenarios run. Default: `0s`.',
      ),
    thresholds: thresholdsField
      .optional()
      .describe(
        'When the run fails, by k6’s grammar: metrics (or submetrics, `http_req_duration{name:login}`) and expressions such as `p(95) < 200`. Times are in milliseconds.',
      ),
    http2: z
      .boolean()
      .optional()
      .describe(
        '`true`: HTTP/2 with the `https` origins that offer it, a connection for each virtual user. Default: `false`, HTTP/1.1.',
      ),
    data: dataField.optional(),
    seed: z
      .int()
      .min(0)
      .optional()
      .meta({
        description:
          'Makes all that is random the same in every run, for each virtual user by itself: `${random.int(…)}` and the like, `pick` and `think`. Without it every run is different.',
        examples: [42],
      }),
    profile: z
      .union(
        [
          z.boolean(),
          z.strictObject({
            auto: z
              .boolean()
              .describe(
                '`true`: find the process that listens on the target’s port and profile it in every run of this file.',
              ),
          }),
        ],
        { error: 'true, false, or { auto: true }' },
      )
      .optional()
      .meta({
        description:
          '`{ auto: true }` (or `true`) profiles every run of this file, not only those started with the profiler.',
        examples: [{ auto: true }],
      }),
    tags: tagsField.optional().describe('Tags on all samples of the run.'),
  })
  .meta({ title: 'Hotlap scenario', description: 'A Hotlap scenario file: a load test of an HTTP API.' });

/** A scenario file as it was written: defaults not filled in, expressions not resolved. */
export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
export type ScenarioEntry = z.infer<typeof scenarioField>;
export type StageEntry = z.infer<typeof stage>;
