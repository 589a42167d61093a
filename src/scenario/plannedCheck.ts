import * as z from 'zod';

/** Both ends count: 200 to 299 for `2xx`, 404 to 404 for `404`. */
export const statusRangeSchema = z.strictObject({ from: z.int(), to: z.int() });

/** What a response must hold; each is one k6 check, under `name`. */
export const plannedCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), name: z.string(), accept: z.array(statusRangeSchema) }),
  z.strictObject({
    kind: z.literal('header'),
    name: z.string(),
    header: z.string(),
    match: z.enum(['equals', 'contains', 'matches']),
    value: z.string(),
  }),
  z.strictObject({
    kind: z.literal('body'),
    name: z.string(),
    match: z.enum(['contains', 'matches']),
    value: z.string(),
  }),
  z.strictObject({ kind: z.literal('jsonPath'), name: z.string(), path: z.string(), equals: z.json() }),
]);

export type PlannedCheck = z.infer<typeof plannedCheckSchema>;
export type StatusRange = z.infer<typeof statusRangeSchema>;
