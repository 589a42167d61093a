import * as z from 'zod';

/** Both ends count; a fixed pause has the same twice. */
export const plannedThinkSchema = z.strictObject({
  kind: z.literal('think'),
  minMs: z.number(),
  maxMs: z.number(),
});

/** By the normal distribution, cut at three deviations from the mean and at 0. */
export const plannedNormalThinkSchema = z.strictObject({
  kind: z.literal('normalThink'),
  meanMs: z.number(),
  deviationMs: z.number(),
});

export type PlannedThink = z.infer<typeof plannedThinkSchema>;
export type PlannedNormalThink = z.infer<typeof plannedNormalThinkSchema>;
