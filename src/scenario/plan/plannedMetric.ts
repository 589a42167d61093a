import * as z from 'zod';
import { templateSchema } from '../expression/template.ts';

const common = { name: z.string(), type: z.enum(['trend', 'gauge', 'counter', 'rate']) };

/** A number of a response, or one that was captured, that goes into a metric of the user's. */
export const plannedMetricSchema = z.discriminatedUnion('from', [
  z.strictObject({ ...common, from: z.literal('json'), path: z.string() }),
  /** A text that is a number. */
  z.strictObject({ ...common, from: z.literal('text'), text: templateSchema }),
]);

export type PlannedMetric = z.infer<typeof plannedMetricSchema>;
