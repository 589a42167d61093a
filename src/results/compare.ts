import { z } from 'zod';

/**
 * `better`, `worse`: the difference is beyond the noise that both runs measured; `same`: it is within 10 %
 * and within the noise; `inconclusive`: it is larger than 10 % but the noise is larger still.
 */
export const deltaSchema = z.strictObject({
  before: z.number(),
  after: z.number(),
  /** (after − before) / before; null where before is 0. */
  change: z.number().nullable(),
  /** Two standard errors of the difference, in the figure's unit. */
  noise: z.number(),
  judgement: z.enum(['better', 'worse', 'same', 'inconclusive']),
});

export const comparisonSchema = z.strictObject({
  baselineSetAt: z.string(),
  baselineSha: z.string().nullable(),
  p50Ms: deltaSchema,
  p95Ms: deltaSchema,
  p99Ms: deltaSchema,
  requestsPerSec: deltaSchema,
  /** Differences in how the two were run, that make the comparison doubtful: another machine, another scenario text. */
  caveats: z.array(z.string()),
  /** Self shares then and now, by function, where they differ the most; at most five. */
  hotspots: z.array(
    z.strictObject({ function: z.string(), file: z.string(), before: z.number(), after: z.number() }),
  ),
});

export type Delta = z.infer<typeof deltaSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
