import * as z from 'zod';
import { COMPARISONS } from '../expression/condition.ts';

/** A comparison with something of the last response, or of a slot; `exists` and `missing` have null for a value. */
const conditionTermSchema = z.strictObject({
  operand: z.union([
    z.strictObject({ kind: z.enum(['status', 'body']) }),
    z.strictObject({ kind: z.enum(['header', 'jsonPath']), name: z.string() }),
    /** One of the plan's `slots`. */
    z.strictObject({ kind: z.literal('variable'), slot: z.int() }),
  ]),
  /** Whether its length is compared, a number. */
  ofLength: z.literal(true).optional(),
  comparison: z.enum(COMPARISONS),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});

/** Holds where all terms of any of the lists hold. */
export const plannedConditionSchema = z.strictObject({
  /** As it stands in the file, variables unresolved. */
  text: z.string(),
  any: z.array(z.array(conditionTermSchema)),
});

export type PlannedCondition = z.infer<typeof plannedConditionSchema>;
