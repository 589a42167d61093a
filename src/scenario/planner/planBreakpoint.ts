import { mostSteps } from '../plan/phases.ts';
import type { PlannedExecutor, PlannedScenario } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { BreakpointField } from '../schema/breakpointField.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';
import { planTags } from './planRequest.ts';
import { GRACE_MS, type Overrides, planDuration, planRate, planVus } from './planScenario.ts';

type BreakpointExecutor = Extract<PlannedExecutor, { kind: 'breakpoint' }>;

type SearchOverrides = Overrides & { readonly iterations?: number | undefined };

const PATH: Path = ['breakpoint'];
const MOST_VUS = 10_000;
/** Each is told in every snapshot; and more would take half an hour and more. */
const MOST_STEPS = 100;

/** Keys that say how the load goes, which a breakpoint does itself. */
const OTHERS = ['vus', 'duration', 'stages', 'iterations', 'maxDuration', 'pacing', 'scenarios'] as const;

/** The one scenario of a file that looks for a breakpoint. @param flow that each iteration runs */
export function planBreakpoint(
  context: PlanContext,
  file: ScenarioFile,
  entry: BreakpointField,
  {
    name,
    flow,
    overrides,
  }: { readonly name: string; readonly flow: string; readonly overrides: SearchOverrides },
): PlannedScenario {
  for (const key of OTHERS) {
    if (file[key] === undefined) continue;
    const message = `${key} and breakpoint exclude each other: breakpoint says itself how the load goes`;
    context.error([key], message, `Remove ${key}, or breakpoint.`, { atKey: true });
  }
  if (Object.keys(file.thresholds ?? {}).length === 0) {
    const hint =
      'Add thresholds, such as http_req_duration: [p(95) < 200] and http_req_failed: [rate < 0.01].';
    context.error(PATH, 'nothing says when the API has given way', hint, { atKey: true });
  }
  refuseOverrides(context, overrides);
  return {
    name,
    flow,
    startTimeMs: 0,
    gracefulStopMs: context.durationMs(entry.gracefulStop, [...PATH, 'gracefulStop'], GRACE_MS),
    tags: planTags(context, entry.tags, [...PATH, 'tags']),
    executor: planSearch(context, entry),
    place: context.place(PATH),
  };
}

/** What the command line would put in place of numbers that a search does not have. */
function refuseOverrides(context: PlanContext, { durationMs, vus, iterations }: SearchOverrides): void {
  if (durationMs !== undefined) {
    const message = 'a duration from outside has no use here: how long it takes depends on what holds';
    context.error([...PATH, 'stepDuration'], message, 'Set breakpoint.stepDuration in the file.');
  }
  if (vus !== undefined) {
    const message = '--vus has no use here: a search raises the rate, and takes as many users as that needs';
    context.error(PATH, message, 'Leave it out; breakpoint.maxVUs says how many there may be.', {
      atKey: true,
    });
  }
  if (iterations !== undefined) {
    const message = '--iterations has no use here: it would take the place of the search';
    context.error(PATH, message, 'Leave it out, or run another file.', { atKey: true });
  }
}

function planSearch(context: PlanContext, entry: BreakpointField): BreakpointExecutor {
  const rate = (value: string | number, key: string) => planRate(context, value, 1000, [...PATH, key]);
  const startRate = rate(entry.start, 'start');
  const step = entry.step === undefined ? startRate : rate(entry.step, 'step');
  const maxRate = entry.max === undefined ? startRate * MOST_STEPS : rate(entry.max, 'max');
  const target = entry.target === undefined ? null : rate(entry.target, 'target');
  const executor: BreakpointExecutor = {
    kind: 'breakpoint',
    search: entry.search ?? 'steps',
    startRate,
    step,
    stepMs: planDuration(context, entry.stepDuration ?? '20s', [...PATH, 'stepDuration']),
    maxRate,
    target,
    maxVUs: planVus(context, entry.maxVUs, MOST_VUS, [...PATH, 'maxVUs'], 1),
  };
  const known = checkRates(context, executor, entry);
  if (known && mostSteps(executor) > MOST_STEPS) {
    const message = `from ${startRate}/s to ${maxRate}/s by ${step} may take ${mostSteps(executor)} steps`;
    const hint = `Make it ${MOST_STEPS} at the most: raise step, lower max, or use search: bisection.`;
    context.error([...PATH, entry.step === undefined ? 'start' : 'step'], message, hint);
  }
  return executor;
}

/** @returns whether they are such that the steps can be counted */
function checkRates(
  context: PlanContext,
  { startRate, step, maxRate, target }: BreakpointExecutor,
  entry: BreakpointField,
): boolean {
  const least = (value: number, key: string) => {
    if (value >= 1) return true;
    context.error([...PATH, key], 'it must be at least 1', 'Give it 1 or more iterations a second.');
    return false;
  };
  if (!least(startRate, 'start') || (entry.step !== undefined && !least(step, 'step'))) return false;
  if (maxRate < startRate) {
    const message = `max (${maxRate}) is less than start (${startRate})`;
    context.error([...PATH, 'max'], message, 'Raise max, or lower start.');
    return false;
  }
  if (target !== null && (target < startRate || target > maxRate)) {
    const isLow = target < startRate;
    const message = `target (${target}) is ${isLow ? `less than start (${startRate})` : `more than max (${maxRate})`}, so it would never be tried`;
    context.error([...PATH, 'target'], message, isLow ? 'Lower start to it, or further.' : 'Raise max.');
    return false;
  }
  return true;
}
