import * as z from 'zod';
import { GENERATOR_REASONS } from './generatorReason.ts';

/** The state of a run as the engine tells it four times a second: a few kilobytes, whatever the rate. */

/** Response times in milliseconds; all 0 where `count` is 0. Percentiles from an HDR histogram, 3 significant digits. */
export const latencySchema = z.strictObject({
  count: z.int(),
  avg: z.number(),
  min: z.number(),
  med: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});

/** All that was counted in a stretch of time. */
export const windowSchema = z.strictObject({
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  iterations: z.int(),
  /** Of `iterations`, those that a step that failed ended early. */
  earlyIterations: z.int(),
  droppedIterations: z.int(),
  /** Iterations that a stop cut short. */
  interruptedIterations: z.int(),
  checksPassed: z.int(),
  checksFailed: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
  /** `http_req_duration`: in the open model from the intended start. */
  latencyMs: latencySchema,
  /** `http_req_service_time`: from sending to the last byte. */
  serviceMs: latencySchema,
});

/** The name of the row for all endpoints beyond those that a snapshot has room for. */
export const OTHER_ENDPOINTS = '(others)';

export const endpointSchema = z.strictObject({
  scenario: z.string(),
  name: z.string(),
  /** The path of the group that its step is in, `::checkout::login`; left out outside of any. */
  group: z.string().optional(),
  method: z.string(),
  /** Origin-relative, with its expressions unevaluated. */
  path: z.string(),
  requests: z.int(),
  failed: z.int(),
  perSec: z.number(),
  /** From the intended start. */
  latencyMs: latencySchema,
  /** From sending, where that differs: in the open model; null in the closed one. */
  serviceMs: latencySchema.nullable().default(null),
});

export const thresholdStatusSchema = z.strictObject({
  metric: z.string(),
  expression: z.string(),
  /** In the metric's own unit (ms, ratio, count, per second); null where nothing was measured, with `ok` too: so far. */
  value: z.number().nullable(),
  /** The right side of the expression. */
  limit: z.number(),
  /** null where nothing was measured yet. */
  ok: z.boolean().nullable(),
  /** How far `value` is from `limit` as a share of `limit`: positive on the wrong side, negative with room left. */
  margin: z.number().nullable(),
  /** Milliseconds from the start of the load at which it last turned red, while it is red. */
  failingSinceMs: z.number().nullable(),
  abortOnFail: z.boolean(),
});

export const checkStatsSchema = z.strictObject({
  name: z.string(),
  /** The path of the group that its step is in, `::checkout::login`; '' outside of any. */
  group: z.string().default(''),
  passes: z.int(),
  fails: z.int(),
});

/** How long the steps of a group took together, pauses included. */
export const groupStatsSchema = z.strictObject({
  /** k6's: `::checkout::login`. */
  path: z.string(),
  durationMs: latencySchema,
});

/** One of the first requests that failed, or whose expectation failed; secrets are redacted before it is made. */
export const failureSchema = z.strictObject({
  /** The same of all that fail alike: by step, status, error and what was expected; '' in an older record. */
  kind: z.string().default(''),
  elapsedMs: z.number(),
  scenario: z.string(),
  name: z.string(),
  method: z.string(),
  url: z.string(),
  /** 0 where no response came. */
  status: z.int(),
  /** k6's error code (1050 timeout, 1212 refused, 1220 reset, 1000 + status …), 0 where the request itself was fine. */
  errorCode: z.int(),
  /** What was expected, or what went wrong, in one line. */
  reason: z.string(),
  /** The beginning of the response body, at most 400 characters; empty where there is none. */
  excerpt: z.string(),
  place: z.strictObject({ line: z.int(), column: z.int() }).nullable(),
  /** Of the trace that the request carried; left out, none. */
  traceId: z.string().optional(),
});

/** How many failures there were of a kind; '' for all those kinds that were too many to be told apart. */
export const failureCountSchema = z.strictObject({ kind: z.string(), count: z.int() });

/** How the generator itself fared since the last snapshot. */
export const generatorSchema = z.strictObject({
  /** Event-loop delay of the engine, 99th percentile, in milliseconds. */
  loopDelayP99Ms: z.number(),
  /** CPU of the engine process as a share of one core: above 1 where several threads send the load. */
  cpuShare: z.number(),
  memoryBytes: z.number(),
  /** CPU of the whole machine as a share of all its cores. */
  machineCpuShare: z.number(),
  /** How late iterations started against the plan, 99th percentile over the run, in milliseconds; 0 in the closed model. */
  startDelayP99Ms: z.number(),
  /** The same of those for which a VU was free, so that only the generator can have held them up; 0 for fewer than 100. */
  lateStartP99Ms: z.number(),
  /** Iterations of the open model that were due and never started, over the run. */
  missedStarts: z.int(),
  /** The threads that send the load, numbered from 1; left out where there is one. The delay above is that of the latest. */
  threads: z
    .strictObject({
      count: z.int(),
      busiest: z.int(),
      /** CPU of the busiest as a share of one core. */
      busiestCpuShare: z.number(),
      latest: z.int(),
    })
    .optional(),
});

/**
 * What the percentiles are at least, in milliseconds, had no request that was never sent been faster than the
 * slowest that was, and the first of an iteration than its start had waited. How much higher they are, nobody knows.
 */
export const latencyBoundSchema = z.strictObject({
  /** Requests that were never sent: those of the iterations that were due and never started. */
  missing: z.int(),
  med: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
});

/** What a phase of a scenario (a stage) counted: all that was to start in it. */
export const phaseStatsSchema = z.strictObject({
  scenario: z.string(),
  /** `spike`, or what it does: `hold 50 VUs`. */
  name: z.string(),
  /** From the start of the load, as planned, in milliseconds. */
  startMs: z.number(),
  endMs: z.number(),
  /** How much of it was measured so far: without the warm-up. */
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  perSec: z.number(),
  iterations: z.int(),
  droppedIterations: z.int(),
  /** The most virtual users at work that a snapshot saw. */
  vus: z.int(),
  latencyMs: latencySchema,
});

/** One rate that a breakpoint run tried, by what began in it. */
export const triedStepSchema = z.strictObject({
  /** Iterations per second that were asked for. */
  rate: z.number(),
  /** From the start of the load, in milliseconds. */
  startMs: z.number(),
  /** How long iterations were started, without the warm-up. */
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  /** Requests per second. */
  perSec: z.number(),
  /** Iterations that had not ended when their time to finish was over. */
  unfinished: z.int(),
  latencyMs: latencySchema,
  /** `generator-limited`: it did not hold, and by what is known that may be the generator's doing. */
  outcome: z.enum(['held', 'broke', 'generator-limited']),
  /** The threshold that failed first, `failingSinceMs` from the start of the load; null where none did. */
  broken: thresholdStatusSchema.nullable(),
  /** What shows that the generator was the limit. */
  limits: z.array(z.enum(GENERATOR_REASONS)),
});

/** A search for the highest rate at which the thresholds hold, each step by its own figures. */
export const breakpointSchema = z.strictObject({
  /** Iterations per second that the user wants held. */
  target: z.number().nullable(),
  /** The highest rate that held; 0 where none did so far. */
  holds: z.number(),
  /** In the order in which they were tried. */
  steps: z.array(triedStepSchema),
  /** The rate of the step under way. */
  trying: z.number().nullable(),
  /**
   * Why the search is over; null while it goes on. `broke`: the next rate up does not hold; `max`: all held up to
   * the highest that may be tried; `generator`: the generator was the limit before the API gave way.
   */
  end: z.enum(['broke', 'max', 'generator', 'stopped']).nullable(),
});

/** One of the user's own metrics so far, under k6's names, as in a {@link metricRecordSchema}. */
export const customStatsSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['counter', 'gauge', 'rate', 'trend']),
  values: z.record(z.string(), z.number()),
});

/** One of the slowest requests of the run. */
export const slowRequestSchema = z.strictObject({
  scenario: z.string(),
  name: z.string(),
  method: z.string(),
  status: z.int(),
  /** `http_req_duration`. */
  durationMs: z.number(),
  traceId: z.string(),
});

export const snapshotSchema = z.strictObject({
  seq: z.int(),
  /** From the start of the load, in milliseconds. */
  elapsedMs: z.number(),
  /** `stopping`: no new iterations, those under way may finish. */
  phase: z.enum(['running', 'stopping', 'done']),
  vus: z.int(),
  vusMax: z.int(),
  /** Since the last snapshot. */
  interval: windowSchema,
  /** Since the start. */
  total: windowSchema,
  endpoints: z.array(endpointSchema),
  /** Those that have begun, by scenario and time; none of a scenario without stages. */
  phases: z.array(phaseStatsSchema),
  groups: z.array(groupStatsSchema),
  /** Left out where the user has none. */
  custom: z.array(customStatsSchema).optional(),
  /** By their traces, the slowest first; left out where requests carry none. */
  slowest: z.array(slowRequestSchema).optional(),
  thresholds: z.array(thresholdStatusSchema),
  checks: z.array(checkStatsSchema),
  /** New ones since the last snapshot; the first three of each kind, of at most 50 kinds. */
  failures: z.array(failureSchema),
  /** Of each kind, over the run; left out where nothing has failed. */
  failureCounts: z.array(failureCountSchema).optional(),
  generator: generatorSchema,
  /** Tokens fetched again after a 401, and logins that failed, over the run; left out where there were none. */
  logins: z.strictObject({ refreshes: z.int(), failures: z.int() }).optional(),
  /** null where every request that was due was sent. */
  bound: latencyBoundSchema.nullable(),
  /** null where the run does not look for one. */
  breakpoint: breakpointSchema.nullable(),
});

/** A metric's final (or so far) values under k6's names, with its histogram where it is a trend. */
export const metricRecordSchema = z.strictObject({
  /** `http_req_duration` or a submetric, `http_req_duration{name:login}`. */
  name: z.string(),
  type: z.enum(['counter', 'gauge', 'rate', 'trend']),
  contains: z.enum(['default', 'time', 'data']),
  /**
   * counter: `count`, `rate`; gauge: `value`, `min`, `max`; rate: `rate`, `passes`, `fails` (passes counts
   * the true values, as k6 does); trend: `count`, `avg`, `min`, `med`, `max`, `p(90)`, `p(95)`, `p(99)` in ms.
   */
  values: z.record(z.string(), z.number()),
  /** HDR histogram in microseconds, V2 compressed, base64; trends only. */
  histogram: z.string().nullable(),
});

export type Latency = z.infer<typeof latencySchema>;
export type Window = z.infer<typeof windowSchema>;
export type EndpointStats = z.infer<typeof endpointSchema>;
export type PhaseStats = z.infer<typeof phaseStatsSchema>;
export type TriedStep = z.infer<typeof triedStepSchema>;
export type Breakpoint = z.infer<typeof breakpointSchema>;
export type ThresholdStatus = z.infer<typeof thresholdStatusSchema>;
export type GroupStats = z.infer<typeof groupStatsSchema>;
export type SlowRequest = z.infer<typeof slowRequestSchema>;
export type CustomStats = z.infer<typeof customStatsSchema>;
export type CheckStats = z.infer<typeof checkStatsSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type FailureCount = z.infer<typeof failureCountSchema>;
export type GeneratorHealth = z.infer<typeof generatorSchema>;
/** What can be seen of the generator from within its process, whatever it sends. */
export type EngineHealth = Pick<
  GeneratorHealth,
  'loopDelayP99Ms' | 'cpuShare' | 'memoryBytes' | 'machineCpuShare' | 'threads'
>;
export type LatencyBound = z.infer<typeof latencyBoundSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;
export type MetricRecord = z.infer<typeof metricRecordSchema>;
