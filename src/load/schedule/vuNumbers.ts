import type { PlannedScenario } from '../../scenario/plan/plan.ts';
import { maxVus } from './pacer.ts';

/**
 * The numbers of virtual users, k6's `__VU`: from 1, each once in a run, the same however many threads there are.
 * First come the users that the plan is sure of, scenario by scenario, then those that the open model may add.
 * @returns the number of a scenario's user, which are counted from 0
 */
export function vuNumbers(
  scenarios: readonly Pick<PlannedScenario, 'executor'>[],
): (scenario: number, user: number) => number {
  let next = 1;
  const blocks = scenarios.map(({ executor }) => {
    const sure = 'preAllocatedVUs' in executor ? executor.preAllocatedVUs : maxVus(executor);
    const block = { sure, first: next, firstExtra: 0 };
    next += sure;
    return block;
  });
  for (const [index, block] of blocks.entries()) {
    const executor = scenarios[index]?.executor;
    block.firstExtra = next;
    if (executor !== undefined) next += Math.max(0, maxVus(executor) - block.sure);
  }
  return (scenario, user) => {
    const block = blocks[scenario];
    if (block === undefined) return user + 1;
    return user < block.sure ? block.first + user : block.firstExtra + user - block.sure;
  };
}
