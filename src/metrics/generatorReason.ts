/** By what the generator was seen to be the limit. */
export const GENERATOR_REASONS = ['missed-starts', 'late-starts', 'cpu', 'event-loop', 'machine'] as const;
export type GeneratorReason = (typeof GENERATOR_REASONS)[number];
