import * as z from 'zod';
import { breakpointSchema } from './breakpoint.ts';
import { failureCountSchema, failureSchema } from './failure.ts';
import { latencyBoundSchema, latencySchema } from './latency.ts';
import {
  checkStatsSchema,
  customStatsSchema,
  endpointSchema,
  groupStatsSchema,
  phaseStatsSchema,
  slowRequestSchema,
} from './rows.ts';
import { thresholdStatusSchema } from './thresholdStatus.ts';

/** All that was counted in a stretch of time. */
const windowSchema = z.strictObject({
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  iterations: z.int(),
  /** Of `iterations`, those that a step that failed ended early. */
  earlyIterations: z.int(),
  droppedIterations: z.int(),
  /** Iterations that a stop cut short. */
  interruptedIterations: z.int(),
  /** Requests of theirs that had no response by then, and are no part of `requests`; left out, none. */
  unansweredRequests: z.int().optional(),
  checksPassed: z.int(),
  checksFailed: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
  /** `http_req_duration`: in the open model from the intended start. */
  latencyMs: latencySchema,
  /** `http_req_service_time`: from sending to the last byte. */
  serviceMs: latencySchema,
});

/** How the generator itself fared since the last snapshot. */
const generatorSchema = z.strictObject({
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

/** The state of a run as the engine tells it four times a second: a few kilobytes, whatever the rate. */
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

export type Window = z.infer<typeof windowSchema>;
export type GeneratorHealth = z.infer<typeof generatorSchema>;
/** What can be seen of the generator from within its process, whatever it sends. */
export type EngineHealth = Pick<
  GeneratorHealth,
  'loopDelayP99Ms' | 'cpuShare' | 'memoryBytes' | 'machineCpuShare' | 'threads'
>;
export type Snapshot = z.infer<typeof snapshotSchema>;
export type MetricRecord = z.infer<typeof metricRecordSchema>;
