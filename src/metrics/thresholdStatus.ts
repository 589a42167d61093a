import * as z from 'zod';

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

export type ThresholdStatus = z.infer<typeof thresholdStatusSchema>;
