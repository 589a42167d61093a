import * as z from 'zod';
import { GENERATOR_REASONS } from './generatorReason.ts';
import { latencySchema } from './latency.ts';
import { thresholdStatusSchema } from './thresholdStatus.ts';

/** One rate that a breakpoint run tried, by what began in it. */
const triedStepSchema = z.strictObject({
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

export type TriedStep = z.infer<typeof triedStepSchema>;
export type Breakpoint = z.infer<typeof breakpointSchema>;
