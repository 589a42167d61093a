import * as z from 'zod';
import { plannedPieceSchema } from '../expression/piece.ts';
import { plannedCaptureSchema, plannedDataSchema, templateSchema } from '../expression/template.ts';
import { authChoiceSchema, plannedAuthSchema } from './plannedAuth.ts';
import { plannedCheckSchema } from './plannedCheck.ts';
import { type PlannedCondition, plannedConditionSchema } from './plannedCondition.ts';
import { plannedHttpFields, plannedLimitsSchema } from './plannedHttp.ts';
import { plannedMetricSchema } from './plannedMetric.ts';
import {
  type PlannedNormalThink,
  type PlannedThink,
  plannedNormalThinkSchema,
  plannedThinkSchema,
} from './plannedThink.ts';

/**
 * The plan: all that the engine needs to run, as plain data that can cross a process border. Built from a
 * scenario file here, later from a k6 script too. Environment variables are already resolved in it; what
 * is left of expressions is evaluated per request.
 */

/** Line and column (from 1) of the step in the file that the plan came from. */
const sourcePlaceSchema = z.strictObject({ line: z.int(), column: z.int() });

/** `body` is the encoded text; its content type is among `headers` already. */
const plannedRequestSchema = z.strictObject({
  kind: z.literal('request'),
  /** Index among all requests of the plan, from 0: the endpoint's number in the recorder. */
  id: z.int(),
  method: z.string(),
  /** Scheme, host and port, never an expression: consent and connections depend on it. */
  origin: z.string(),
  /** Path and query. */
  path: templateSchema,
  /** The `name` tag: given in the file, or method and path with their expressions unevaluated. */
  name: z.string(),
  headers: z.array(z.tuple([z.string(), templateSchema])),
  body: templateSchema.nullable(),
  /** In place of `body`, where it is not just a text. */
  pieces: z.array(plannedPieceSchema).optional(),
  timeoutMs: z.number(),
  limits: plannedLimitsSchema.optional(),
  /** How many are followed; left out, 10. */
  redirects: z.int().optional(),
  checks: z.array(plannedCheckSchema),
  /** Whether one that fails fails the request too. */
  checksFail: z.literal(true).optional(),
  /** Its own, or that of its flow. */
  auth: authChoiceSchema.optional(),
  /** In lower case: headers of the step itself, in place of which no auth of the file or the scenario comes. */
  ownHeaders: z.array(z.string()).optional(),
  /** Where one finds nothing, the iteration ends. */
  captures: z.array(plannedCaptureSchema).optional(),
  /** The user's own. */
  metrics: z.array(plannedMetricSchema).optional(),
  stopOnFail: z.boolean(),
  tags: z.record(z.string(), z.string()),
  place: sourcePlaceSchema.nullable(),
});

/** Requests that are sent at once; so many at the most, in all and to one host. */
const plannedParallelSchema = z.strictObject({
  kind: z.literal('parallel'),
  requests: z.array(plannedRequestSchema),
  max: z.int(),
  maxPerHost: z.int(),
});

/** The steps of another flow of the plan. Flows never call each other in a circle. */
const plannedCallSchema = z.strictObject({ kind: z.literal('call'), flow: z.string() });

const repeatFields = {
  kind: z.literal('repeat'),
  /** From the start of a turn to the start of the next. */
  everyMs: z.number(),
  /** How often; or until when, and how many turns and how long until the last may start. */
  rule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('count'), count: z.int() }),
    z.strictObject({
      kind: z.literal('until'),
      condition: plannedConditionSchema,
      maxTurns: z.int().nullable(),
      maxMs: z.number().nullable(),
      stopOnFail: z.boolean(),
      place: sourcePlaceSchema.nullable(),
    }),
  ]),
};

export type PlannedRequest = z.infer<typeof plannedRequestSchema>;
/** One branch is taken at random, by weight (any positive numbers). */
export interface PlannedPick {
  kind: 'pick';
  branches: { weight: number; steps: PlannedStep[] }[];
}
/** Steps whose time together is measured. */
export interface PlannedGroup {
  kind: 'group';
  name: string;
  steps: PlannedStep[];
}
export interface PlannedRepeat {
  kind: 'repeat';
  everyMs: number;
  rule: z.infer<typeof repeatFields.rule>;
  steps: PlannedStep[];
}
export interface PlannedWhen {
  kind: 'when';
  condition: PlannedCondition;
  steps: PlannedStep[];
  otherwise: PlannedStep[];
}
export type PlannedParallel = z.infer<typeof plannedParallelSchema>;
export type PlannedStep =
  | PlannedRequest
  | PlannedParallel
  | PlannedThink
  | PlannedNormalThink
  | PlannedPick
  | PlannedGroup
  | PlannedRepeat
  | PlannedWhen
  | z.infer<typeof plannedCallSchema>;

const plannedStepSchema: z.ZodType<PlannedStep> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    plannedRequestSchema,
    plannedParallelSchema,
    plannedThinkSchema,
    plannedNormalThinkSchema,
    plannedPickSchema,
    plannedGroupSchema,
    plannedRepeatSchema,
    plannedWhenSchema,
    plannedCallSchema,
  ]),
);
const plannedStepsSchema = z.array(plannedStepSchema);
const plannedPickSchema = z.strictObject({
  kind: z.literal('pick'),
  branches: z.array(z.strictObject({ weight: z.number(), steps: plannedStepsSchema })),
});
const plannedGroupSchema = z.strictObject({
  kind: z.literal('group'),
  name: z.string(),
  steps: plannedStepsSchema,
});
const plannedRepeatSchema = z.strictObject({ ...repeatFields, steps: plannedStepsSchema });
const plannedWhenSchema = z.strictObject({
  kind: z.literal('when'),
  condition: plannedConditionSchema,
  steps: plannedStepsSchema,
  otherwise: plannedStepsSchema,
});

const stageSchema = z.strictObject({
  durationMs: z.number(),
  target: z.number(),
  /** What the phase is called; left out, it is told by what it does. */
  name: z.string().optional(),
});

/** How a set number of iterations is given out; both end early once all are done. */
const iterationsFields = { vus: z.int(), iterations: z.int(), maxDurationMs: z.number() };

/** What the open model's executors have in common. */
const arrivalFields = {
  /** The period that rates are for. */
  timeUnitMs: z.number(),
  preAllocatedVUs: z.int(),
  maxVUs: z.int(),
  /**
   * What becomes of a start that finds no VU free: it waits for one, and its latency counts from the intended
   * start; or it is dropped, as in k6.
   */
  whenBusy: z.enum(['wait', 'drop']),
  /** Random gaps by the exponential distribution; left out, the starts are evenly spaced. */
  arrival: z.literal('poisson').optional(),
};

/** k6's executors with k6's meanings; all times in milliseconds. */
const plannedExecutorSchema = z.discriminatedUnion('kind', [
  /** `iterations` in all, shared by the VUs. */
  z.strictObject({ kind: z.literal('shared-iterations'), ...iterationsFields }),
  /** `iterations` for each VU. */
  z.strictObject({ kind: z.literal('per-vu-iterations'), ...iterationsFields }),
  z.strictObject({ kind: z.literal('constant-vus'), vus: z.int(), durationMs: z.number() }),
  z.strictObject({
    kind: z.literal('ramping-vus'),
    startVUs: z.int(),
    stages: z.array(stageSchema),
    gracefulRampDownMs: z.number(),
  }),
  z.strictObject({
    kind: z.literal('constant-arrival-rate'),
    /** Iterations started per `timeUnitMs`. */
    rate: z.number(),
    durationMs: z.number(),
    ...arrivalFields,
  }),
  z.strictObject({
    kind: z.literal('ramping-arrival-rate'),
    startRate: z.number(),
    /** The targets are rates. */
    stages: z.array(stageSchema),
    ...arrivalFields,
  }),
  /** Not k6's: one constant arrival rate after the other, until the thresholds fail. All rates per second. */
  z.strictObject({
    kind: z.literal('breakpoint'),
    /** Up by `step`; or twice as high each time, then halving what is between, down to `step`. */
    search: z.enum(['steps', 'bisection']),
    startRate: z.number(),
    step: z.number(),
    stepMs: z.number(),
    maxRate: z.number(),
    target: z.number().nullable(),
    maxVUs: z.int(),
  }),
]);

const plannedScenarioSchema = z.strictObject({
  name: z.string(),
  flow: z.string(),
  startTimeMs: z.number(),
  gracefulStopMs: z.number(),
  /** The least time that an iteration takes; left out, none. */
  pacingMs: z.number().optional(),
  tags: z.record(z.string(), z.string()),
  auth: authChoiceSchema.optional(),
  executor: plannedExecutorSchema,
  place: sourcePlaceSchema.nullable(),
});

const plannedThresholdSchema = z.strictObject({
  /** Metric or submetric as written: `http_req_duration{name:login}`. */
  metric: z.string(),
  /** The expression as written: `p(95) < 100`. */
  expression: z.string(),
  abortOnFail: z.boolean(),
  delayAbortEvalMs: z.number(),
  place: sourcePlaceSchema.nullable(),
});

/** What the flows are called in a plan that run once, before and after the load: k6's groups. */
export const SETUP_FLOW = '::setup';
export const TEARDOWN_FLOW = '::teardown';

export const planSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  /** Absolute path of the file, or null where there is none. */
  file: z.string().nullable(),
  /** The origin that is being tested, and whose process may be profiled: `http://localhost:3000`. */
  target: z.string(),
  /** All origins that the flows reach, the target first. */
  origins: z.array(z.string()),
  scenarios: z.array(plannedScenarioSchema),
  flows: z.record(z.string(), z.array(plannedStepSchema)),
  thresholds: z.array(plannedThresholdSchema),
  tags: z.record(z.string(), z.string()),
  /** The names of the values that are known only at run time, by slot: captured ones, and `users.email`. */
  slots: z.array(z.string()).optional(),
  data: z.array(plannedDataSchema).optional(),
  auths: z.array(plannedAuthSchema).optional(),
  /** That of the file. */
  auth: authChoiceSchema.optional(),
  /** Decides all random numbers of each virtual user. */
  seed: z.int().optional(),
  ...plannedHttpFields,
  /** How many threads of the engine send the load; left out, it is for the engine to say. */
  threads: z.union([z.literal('auto'), z.int().min(1)]).optional(),
  /** HTTP/2 for the origins that offer it over TLS; else HTTP/1.1. */
  http2: z.strictObject({ place: sourcePlaceSchema.nullable() }).optional(),
  /** Values that no result may show, from the environment. */
  secrets: z.array(z.string()),
  /** So long at the start of the load nothing is counted. */
  warmupMs: z.number(),
  /** Whether the file asks for the profiler (`profile: { auto: true }`). */
  profile: z.boolean(),
});

export type {
  PlannedCapture,
  PlannedData,
  Template,
  TemplateBase64,
  TemplateCall,
  TemplatePart,
  TemplateSlot,
} from '../expression/template.ts';
export type { PlannedCheck, StatusRange } from './plannedCheck.ts';
export type { PlannedCondition } from './plannedCondition.ts';
export type { PlannedNormalThink, PlannedThink } from './plannedThink.ts';
export type Stage = z.infer<typeof stageSchema>;
export type PlannedExecutor = z.infer<typeof plannedExecutorSchema>;
export type PlannedScenario = z.infer<typeof plannedScenarioSchema>;
export type PlannedThreshold = z.infer<typeof plannedThresholdSchema>;
export type Plan = z.infer<typeof planSchema>;
