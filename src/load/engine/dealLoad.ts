import type { Plan } from '../../scenario/plan/plan.ts';
import { DealtRows } from '../program/dealtRows.ts';
import { sharedIterations } from '../schedule/iterationPool.ts';
import type { Share } from '../schedule/share.ts';

/** Deals the load of a plan to so many threads; they share the memory in it. */
export function dealLoad(plan: Plan, threads: number): Share[] {
  const arrivalSeed = Math.floor(Math.random() * 2 ** 32);
  const iterations = sharedIterations(
    plan.scenarios.map(({ executor }) => executor),
    threads,
  );
  const rows = (plan.data ?? []).map((one) => DealtRows.memory(one, true));
  return Array.from({ length: threads }, (_, thread) => ({
    thread,
    threads,
    arrivalSeed,
    iterations,
    rows,
  }));
}
