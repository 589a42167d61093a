import * as z from 'zod';
import { latencySchema } from './latency.ts';

/** The rows of a snapshot: what it tells of each endpoint, check, group, phase, metric and slow request. */

export const endpointSchema = z.strictObject({
  scenario: z.string(),
  name: z.string(),
  /** The path of the group that its step is in, `::checkout::login`; left out outside of any. */
  group: z.string().optional(),
  /** It is of a login, whose steps are sent as they are needed; left out, it is not. */
  isLogin: z.literal(true).optional(),
  method: z.string(),
  /** Origin-relative, with its expressions unevaluated. */
  path: z.string(),
  requests: z.int(),
  /** How many of those that share a row had no request; left out, none, or it is no such row. */
  unsent: z.int().optional(),
  failed: z.int(),
  perSec: z.number(),
  /** From the intended start. */
  latencyMs: latencySchema,
  /** From sending, where that differs: in the open model; null in the closed one. */
  serviceMs: latencySchema.nullable().default(null),
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

/** One of the user's own metrics so far, under k6's names, as in a metric's record. */
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

export type EndpointStats = z.infer<typeof endpointSchema>;
export type CheckStats = z.infer<typeof checkStatsSchema>;
export type GroupStats = z.infer<typeof groupStatsSchema>;
export type PhaseStats = z.infer<typeof phaseStatsSchema>;
export type CustomStats = z.infer<typeof customStatsSchema>;
export type SlowRequest = z.infer<typeof slowRequestSchema>;
