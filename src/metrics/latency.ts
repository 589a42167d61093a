import * as z from 'zod';

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

/** Of nothing. */
export const NO_LATENCY: Latency = { count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 };

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

export type Latency = z.infer<typeof latencySchema>;
export type LatencyBound = z.infer<typeof latencyBoundSchema>;
