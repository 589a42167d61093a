import type { Instruction } from './instruction.ts';

type Pause = Extract<Instruction, { kind: 'think' | 'normalThink' | 'pacing' }>;

/** Farther from the mean, a pause would be as long as chance has it. */
const MOST_DEVIATIONS = 3;

/**
 * How long a pause is: evenly from a range; by the normal distribution (Box and Muller), cut at three deviations
 * from the mean and at 0; or what is left of the least time of an iteration. At 0 or below there is none.
 * @param elapsedMs since the iteration began
 */
export function pauseMs(pause: Pause, chance: { random(): number }, elapsedMs: number): number {
  if (pause.kind === 'pacing') return pause.leastMs - elapsedMs;
  if (pause.kind === 'think') return pause.minMs + chance.random() * (pause.maxMs - pause.minMs);
  // 1 - random is never 0, whose logarithm is endless.
  const radius = Math.sqrt(-2 * Math.log(1 - chance.random()));
  const standard = radius * Math.cos(2 * Math.PI * chance.random());
  const cut = Math.min(MOST_DEVIATIONS, Math.max(-MOST_DEVIATIONS, standard));
  return Math.max(0, pause.meanMs + cut * pause.deviationMs);
}
