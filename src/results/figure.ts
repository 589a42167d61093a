import * as z from 'zod';

/** A figure and how far it wanders by itself: the standard error of the figure, from the run's own intervals. */
export const figureSchema = z.strictObject({ value: z.number(), noise: z.number() });

export type Figure = z.infer<typeof figureSchema>;
