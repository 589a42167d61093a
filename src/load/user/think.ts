import type { Branch, Instruction } from '../program/instruction.ts';

type Think = Extract<Instruction, { kind: 'think' | 'normalThink' }>;

/** Farther from the mean, a pause would be as long as chance has it. */
const MOST_DEVIATIONS = 3;

/**
 * How long a user thinks: evenly from a range, or by the normal distribution (Box and Muller), cut at three
 * deviations from the mean and at 0.
 */
export function thinkMs(think: Think, chance: { random(): number }): number {
  if (think.kind === 'think') return think.minMs + chance.random() * (think.maxMs - think.minMs);
  // 1 - random is never 0, whose logarithm is endless.
  const radius = Math.sqrt(-2 * Math.log(1 - chance.random()));
  const standard = radius * Math.cos(2 * Math.PI * chance.random());
  const cut = Math.min(MOST_DEVIATIONS, Math.max(-MOST_DEVIATIONS, standard));
  return Math.max(0, think.meanMs + cut * think.deviationMs);
}

type Pick = Extract<Instruction, { kind: 'pick' }>;

/** The branch that chance takes, by the weights. */
export function chosenBranch({ branches, total }: Pick, chance: { random(): number }): Branch | undefined {
  const chosen = chance.random() * total;
  return branches.find((one) => chosen < one.below) ?? branches.at(-1);
}
