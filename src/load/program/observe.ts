import type { Observation } from '../check/condition.ts';
import type { Instruction } from './instruction.ts';

/**
 * Tells each request what conditions may look at in its response: those that can be reached from it with no
 * other request between. All else is not read.
 */
export function attachObservations(
  instructions: readonly Instruction[],
  observations: readonly Observation[],
): void {
  if (observations.length === 0) return;
  const reached = reachedSlots(instructions);
  for (const [at, instruction] of instructions.entries()) {
    // Of those that are sent at once, the last one in the file counts as the last.
    const request = instruction.kind === 'parallel' ? instruction.requests.at(-1) : instruction;
    if (request?.kind !== 'request') continue;
    for (const slot of reached[at + 1] ?? []) {
      const observation = observations[slot];
      if (observation !== undefined) request.observe(observation);
    }
  }
}

/** For each position, the slots that are looked at from there on before the next request. */
function reachedSlots(instructions: readonly Instruction[]): Set<number>[] {
  const reached = instructions.map((): Set<number> => new Set());
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = instructions.length - 1; at >= 0; at--) {
      if (gather(instructions, at, reached)) changed = true;
    }
  }
  return reached;
}

/** @returns whether there is anything new at the position */
function gather(instructions: readonly Instruction[], at: number, reached: readonly Set<number>[]): boolean {
  const instruction = instructions[at];
  const here = reached[at];
  if (instruction === undefined || here === undefined) return false;
  const before = here.size;
  if (instruction.kind === 'when' || instruction.kind === 'until') {
    for (const slot of instruction.condition.slots) here.add(slot);
  }
  for (const next of successors(instruction, at)) {
    for (const slot of reached[next] ?? []) here.add(slot);
  }
  return here.size > before;
}

function successors(instruction: Instruction, at: number): readonly number[] {
  switch (instruction.kind) {
    case 'request':
    case 'parallel':
      return [];
    case 'jump':
      return [instruction.to];
    case 'pick':
      return instruction.branches.map((branch) => branch.to);
    case 'when':
    case 'count':
    case 'until':
      return [at + 1, instruction.to];
    default:
      return [at + 1];
  }
}
