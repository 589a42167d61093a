import * as z from 'zod';
import { templateSchema } from '../expression/template.ts';

/** Both ends count: 200 to 299 for `2xx`, 404 to 404 for `404`. */
const statusRangeSchema = z.strictObject({ from: z.int(), to: z.int() });

/** What a response must hold; each is one k6 check, under `name`. */
export const plannedCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), name: z.string(), accept: z.array(statusRangeSchema) }),
  z.strictObject({
    kind: z.literal('header'),
    name: z.string(),
    header: z.string(),
    match: z.enum(['equals', 'contains', 'matches']),
    value: templateSchema,
  }),
  z.strictObject({
    kind: z.literal('body'),
    name: z.string(),
    match: z.enum(['contains', 'matches']),
    value: templateSchema,
  }),
  z.strictObject({
    kind: z.literal('jsonPath'),
    name: z.string(),
    path: z.string(),
    equals: z.json(),
    /** In place of `equals`, where a captured value is in it: JSON text. */
    text: templateSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('jsonExists'),
    name: z.string(),
    path: z.string(),
    /** False: nothing may stand there. */
    exists: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('jsonNumber'),
    name: z.string(),
    path: z.string(),
    of: z.enum(['value', 'length']),
    comparison: z.enum(['<', '<=', '>', '>=', '==']),
    limit: z.number(),
  }),
  z.strictObject({
    kind: z.literal('jsonContains'),
    name: z.string(),
    path: z.string(),
    part: z.json(),
    /** In place of `part`, where a captured value is in it: JSON text. */
    text: templateSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('jsonMatches'),
    name: z.string(),
    path: z.string(),
    pattern: z.string(),
  }),
  /** On the response time. */
  z.strictObject({
    kind: z.literal('duration'),
    name: z.string(),
    comparison: z.enum(['<', '<=', '>', '>=']),
    limitMs: z.number(),
  }),
]);

/** The texts of a check that are made for each response. */
export function checkTemplates(check: PlannedCheck): z.infer<typeof templateSchema>[] {
  if (check.kind === 'jsonPath' || check.kind === 'jsonContains')
    return check.text === undefined ? [] : [check.text];
  return 'value' in check ? [check.value] : [];
}

export type PlannedCheck = z.infer<typeof plannedCheckSchema>;
export type StatusRange = z.infer<typeof statusRangeSchema>;
