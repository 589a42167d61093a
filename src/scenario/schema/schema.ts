import * as z from 'zod';
import { authField } from './authField.ts';
import { breakpointField } from './breakpointField.ts';
import { dataField } from './dataField.ts';
import { envField } from './envField.ts';
import { scenarioField, stagesField } from './executorFields.ts';
import {
  countField,
  durationField,
  few,
  MOST_THREADS,
  settingText,
  tagsField,
  VARIABLE_ALONE,
} from './fields.ts';
import { httpFields, timeoutField } from './httpFields.ts';
import { headersField, queryField, stepsField } from './steps.ts';
import { suitesField } from './suiteField.ts';

const THREADS = `auto, or a number of threads from 1 to ${MOST_THREADS}`;

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

/** Their expressions are checked where all metrics of the file are known. */
export const thresholdsField = z.record(
  z.string(),
  z.union([thresholdField, z.array(thresholdField).min(1)], {
    error: 'an expression such as p(95) < 200, or a list of them',
  }),
);

/** What a threshold looks like, for a message. */
export const THRESHOLD_HINT =
  'Write it like http_req_duration: [p(95) < 200], "http_req_duration{name:login}": [p(95) < 200] or http_req_failed: [rate < 0.01].';

/** A flow with more to it than its steps. */
const flowMap = z.strictObject({
  auth: authField.optional(),
  steps: stepsField.describe('The steps of this flow, run in order in each iteration.'),
});

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
    auth: authField.optional(),
    timeout: timeoutField
      .optional()
      .describe(
        'How long a request may take, redirects included; or its phases, `{ connect: 1s, firstByte: 2s, total: 10s }`. Default: `60s`.',
      ),
    ...httpFields,
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
        'Short form, in place of `scenarios`: how many iterations `vus` users share; `maxDuration` (or `duration`) is then the longest it may take.',
      ),
    maxDuration: durationField
      .optional()
      .describe(
        'Short form, in place of `scenarios`, with `iterations`: when the run ends even if iterations are left; those are counted as dropped. Default: `10m`.',
      ),
    stages: stagesField
      .optional()
      .describe(
        'Short form, in place of `scenarios`: ramps the number of users, `[{ duration: 30s, target: 50 }, …]`.',
      ),
    pacing: durationField
      .optional()
      .describe('Short form, in place of `scenarios`: the least time that an iteration takes.'),
    flow: stepsField.optional().describe('The steps, in a file with one flow.'),
    setup: stepsField
      .optional()
      .describe(
        'Steps that run once before the load, in no figure, for at most 60 s. If one of them fails, no load is sent. What they capture is known in every flow.',
      ),
    teardown: stepsField
      .optional()
      .describe('Steps that run once after the load, in no figure, for at most 60 s.'),
    flows: z
      .record(
        z.string().min(1),
        z
          .union([stepsField, flowMap], { error: 'a list of steps, or a map with auth and steps' })
          .describe('The steps of this flow, run in order in each iteration.'),
      )
      .optional()
      .describe('The flows by name: what a virtual user does in one iteration.'),
    scenarios: z
      .record(z.string().regex(/^[0-9A-Za-z_-]+$/, 'a name of letters, digits, _ and -'), scenarioField)
      .optional()
      .describe('The scenarios by name: how many users run which flow, and for how long.'),
    breakpoint: breakpointField.optional(),
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
        '`true`: HTTP/2 with the `https` origins that offer it, a connection for each virtual user; the run warns of those that do not, and sends them HTTP/1.1. Default: `false`, HTTP/1.1.',
      ),
    threads: z
      .union(
        [z.literal('auto'), z.int().min(1).max(MOST_THREADS), settingText.regex(VARIABLE_ALONE, THREADS)],
        {
          error: THREADS,
        },
      )
      .optional()
      .meta({
        description:
          'How many threads of the engine send the load; users, starts, iterations and rows of data are dealt out to them, and what they count is added up without loss. `auto` takes one as long as one is enough (for 20,000 requests a second, or 100 users who never pause), and never more than half of the cores. What all users share (connections, a login) is for one thread, and so is `breakpoint`. Default: `auto`.',
        examples: ['auto', 2],
      }),
    env: envField
      .optional()
      .describe(
        'What variables are that are set nowhere else: neither by `-e`, nor in the environment, nor in `.env` beside this file. A scenario may have an `env` of its own.',
      ),
    data: dataField.optional(),
    seed: z
      .int()
      .min(0)
      .optional()
      .meta({
        description:
          'Makes all that is random the same in every run, for each virtual user by itself: random expressions, `pick` and `think`. Without it every run is different.',
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
    suites: suitesField.optional(),
  })
  .meta({ title: 'Hotlap scenario', description: 'A Hotlap scenario file: a load test of an HTTP API.' });

/** A scenario file as it was written: defaults not filled in, expressions not resolved. */
export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
