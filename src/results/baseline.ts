import { z } from 'zod';
import { gitSchema, machineSchema } from './record.ts';

/** A figure and how far it wanders by itself: the standard error of the figure, from the run's own intervals. */
export const figureSchema = z.strictObject({ value: z.number(), noise: z.number() });

/** `.hotlap/baselines/<scenario>.json`: small, sorted, reviewable, meant to be committed. */
export const baselineSchema = z.strictObject({
  version: z.literal(1),
  scenario: z.string(),
  setAt: z.iso.datetime(),
  runId: z.string(),
  scenarioHash: z.string(),
  git: gitSchema.nullable(),
  machine: machineSchema,
  durationMs: z.number(),
  requests: z.int(),
  p50Ms: figureSchema,
  p95Ms: figureSchema,
  p99Ms: figureSchema,
  requestsPerSec: figureSchema,
  failedRate: z.number(),
  /** By request name. */
  endpoints: z.record(z.string(), z.strictObject({ p95Ms: z.number(), requests: z.int() })),
  /** The first ten hotspots: function and place to self share. */
  hotspots: z.array(z.strictObject({ function: z.string(), file: z.string(), self: z.number() })),
});

export type Figure = z.infer<typeof figureSchema>;
export type Baseline = z.infer<typeof baselineSchema>;
