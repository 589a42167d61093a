import { forOneThread } from '../../scenario/plan/oneThread.ts';
import type { Plan, PlannedScenario, PlannedStep } from '../../scenario/plan/plan.ts';
import { requestsOf, stepsBelow } from '../../scenario/plan/plannedSteps.ts';
import { maxVus } from '../schedule/pacer.ts';

/** What one thread is trusted with, where it is left to us: well below what it can send (40,000 a second and more). */
const REQUESTS_PER_SEC = 20_000;
/** Users who never pause send as fast as the API answers. */
const RESTLESS_USERS = 100;
const PAUSING_USERS = 10_000;

/**
 * How many threads send the load of a plan: as many as it says; where it leaves that to us, one unless what it
 * asks for is more than one is trusted with, and never on more than half of the cores, since the API is most often
 * on the same machine. Never more than there are users.
 */
export function threadCount(plan: Plan, cores: number): number {
  if (forOneThread(plan) !== null) return 1;
  const users = plan.scenarios.reduce((sum, { executor }) => sum + maxVus(executor), 0);
  const { threads = 'auto' } = plan;
  const wanted = threads === 'auto' ? Math.min(needed(plan), Math.floor(cores / 2)) : threads;
  return Math.max(1, Math.min(wanted, users));
}

/** Whether one thread can send what a plan asks for with ease. */
export function isEasy(plan: Plan): boolean {
  return needed(plan) <= 1;
}

/** Scenarios that may run side by side are taken as if they did. */
function needed(plan: Plan): number {
  return Math.ceil(plan.scenarios.reduce((sum, one) => sum + partOfThread(plan, one), 0));
}

function partOfThread(plan: Plan, { executor, flow, pacingMs = 0 }: PlannedScenario): number {
  const steps = reachedSteps(plan, flow);
  switch (executor.kind) {
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const peak =
        executor.kind === 'constant-arrival-rate'
          ? executor.rate
          : Math.max(executor.startRate, ...executor.stages.map(({ target }) => target));
      const requests = Math.max(1, requestsOf(steps).length);
      return (peak * requests * 1000) / executor.timeUnitMs / REQUESTS_PER_SEC;
    }
    default: {
      const pauses = pacingMs > 0 || steps.some(hasPause);
      return maxVus(executor) / (pauses ? PAUSING_USERS : RESTLESS_USERS);
    }
  }
}

/** The steps of a flow and of those that it calls, each flow once. */
function reachedSteps(plan: Plan, flow: string): PlannedStep[] {
  const reached = new Set([flow]);
  const look = (step: PlannedStep): void => {
    if (step.kind === 'call') reached.add(step.flow);
    for (const below of stepsBelow(step)) below.forEach(look);
  };
  // A set that grows while it is gone through shows what was added, too.
  for (const name of reached) plan.flows[name]?.forEach(look);
  return [...reached].flatMap((name) => plan.flows[name] ?? []);
}

function hasPause(step: PlannedStep): boolean {
  if (step.kind === 'think' || step.kind === 'normalThink') return true;
  if (step.kind === 'repeat' && step.everyMs > 0) return true;
  return stepsBelow(step).some((below) => below.some(hasPause));
}
