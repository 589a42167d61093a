import { assertNever } from '../../base/assertNever.ts';
import { formatDurationMs } from '../../base/duration.ts';
import type { PlannedExecutor, Stage } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { ScenarioEntry, StageEntry } from '../schema/executorFields.ts';
import type { PlanContext } from './planContext.ts';

/** k6's. */
export const GRACE_MS = 30_000;
/** A scenario runs for a second at least. */
export const LEAST_DURATION_MS = 1000;
/** More would take this machine down before it takes the API down. */
export const MOST_VUS = 10_000;
const MOST_PER_SEC = 1_000_000;

/** What the command line puts in place of the file's numbers. */
export interface Overrides {
  readonly vus?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** A scenario's executor with k6's defaults filled in and its rules checked. */
export function planExecutor(context: PlanContext, entry: ScenarioEntry, path: Path): PlannedExecutor {
  switch (entry.executor) {
    case 'constant-vus':
      return {
        kind: 'constant-vus',
        vus: planVus(context, entry.vus, 1, [...path, 'vus'], 1),
        durationMs: planDuration(context, entry.duration, [...path, 'duration']),
      };
    case 'ramping-vus':
      return planRamp(context, entry.stages, entry.startVUs, entry.gracefulRampDown, path, 'startVUs');
    case 'constant-arrival-rate':
      return planConstantRate(context, entry, path);
    case 'ramping-arrival-rate':
      return planRampingRate(context, entry, path);
    case 'shared-iterations':
    case 'per-vu-iterations':
      return planIterations(context, entry, path);
    default:
      return assertNever(entry);
  }
}

/** How long iterations under way may go on after the end; k6's 30 seconds unless given. */
export function planGracefulStop(context: PlanContext, entry: ScenarioEntry, path: Path): number {
  return context.durationMs(entry.gracefulStop, [...path, 'gracefulStop'], GRACE_MS);
}

/** The least time of an iteration; nothing where there is none. */
export function planPacing(
  context: PlanContext,
  value: string | number | undefined,
  executor: PlannedExecutor['kind'],
  path: Path,
): { pacingMs?: number } {
  const pacingMs = context.durationMs(value, [...path, 'pacing'], 0);
  if (value === undefined || pacingMs <= 0) return {};
  if (executor === 'constant-arrival-rate' || executor === 'ramping-arrival-rate') {
    const message = 'pacing has no use here: the rate says when iterations start';
    context.error([...path, 'pacing'], message, 'Remove it, or use constant-vus.', { atKey: true });
  }
  return { pacingMs };
}

/** A number of virtual users, checked against what one machine carries. */
export function planVus(
  context: PlanContext,
  value: string | number | undefined,
  fallback: number,
  path: Path,
  least: number,
): number {
  const vus = context.count(value, path, fallback);
  if (vus < least)
    context.error(path, `it must be at least ${least}`, `Give it ${least} or more virtual users.`);
  if (vus > MOST_VUS) {
    context.error(
      path,
      `${vus} virtual users are more than one machine carries`,
      `Give it at most ${MOST_VUS}.`,
    );
  }
  return vus;
}

/** How long something is run, checked against the least there is. */
export function planDuration(context: PlanContext, value: string | number, path: Path): number {
  const durationMs = context.durationMs(value, path, LEAST_DURATION_MS);
  if (durationMs < LEAST_DURATION_MS) {
    context.error(path, 'a run must last at least 1s', 'Write it like 10s; a plain number is milliseconds.');
  }
  return durationMs;
}

/** `vusKey` is what the file calls the number of users at the start. */
export function planRamp(
  context: PlanContext,
  stages: readonly StageEntry[],
  startVUs: string | number | undefined,
  gracefulRampDown: string | number | undefined,
  path: Path,
  vusKey: 'startVUs' | 'vus',
): PlannedExecutor {
  const start = planVus(context, startVUs, 1, [...path, vusKey], 0);
  const planned = stages.map((stage, index): Stage => {
    const at = [...path, 'stages', index];
    const target = planVus(context, stage.target, 0, [...at, 'target'], 0);
    return planStage(context, stage, target, at);
  });
  if (start === 0 && planned.every((stage) => stage.target === 0)) {
    context.error(
      [...path, 'stages'],
      'no stage has any virtual user',
      `Give ${vusKey} or a target more than 0.`,
    );
  }
  checkStagesLast(context, planned, path);
  const gracefulRampDownMs = context.durationMs(gracefulRampDown, [...path, 'gracefulRampDown'], GRACE_MS);
  return { kind: 'ramping-vus', startVUs: start, stages: planned, gracefulRampDownMs };
}

function planStage(context: PlanContext, stage: StageEntry, target: number, path: Path): Stage {
  const durationMs = context.durationMs(stage.duration, [...path, 'duration'], 0);
  const name = stage.name === undefined ? '' : context.text(stage.name, [...path, 'name']).trim();
  if (name !== '' && durationMs === 0) {
    const message = 'a stage of 0s has no figures to be told under a name';
    context.error([...path, 'name'], message, 'Give the name to the stage that follows it.', { atKey: true });
  }
  return { durationMs, target, ...(name === '' ? {} : { name }) };
}

function checkStagesLast(context: PlanContext, stages: readonly Stage[], path: Path): void {
  if (stages.some((stage) => stage.durationMs > 0)) return;
  context.error([...path, 'stages'], 'the stages last 0s in all', 'Give at least one of them a duration.');
}

type IterationsEntry = ScenarioEntry & { executor: 'shared-iterations' | 'per-vu-iterations' };

function planIterations(context: PlanContext, entry: IterationsEntry, path: Path): PlannedExecutor {
  const vus = planVus(context, entry.vus, 1, [...path, 'vus'], 1);
  const iterations = context.count(entry.iterations, [...path, 'iterations'], 1);
  if (iterations < 1) {
    context.error([...path, 'iterations'], 'it must be at least 1', 'Give it 1 or more iterations.');
  } else if (entry.executor === 'shared-iterations' && iterations < vus) {
    const message = `${iterations} iterations cannot be shared by ${vus} virtual users`;
    context.error([...path, 'iterations'], message, `Give it ${vus} or more, or lower vus.`);
  }
  const maxDurationMs = planDuration(context, entry.maxDuration ?? '10m', [...path, 'maxDuration']);
  return { kind: entry.executor, vus, iterations, maxDurationMs };
}

type ArrivalEntry = ScenarioEntry & { executor: 'constant-arrival-rate' | 'ramping-arrival-rate' };
type ArrivalExecutor = Extract<PlannedExecutor, { whenBusy: string }>;

function planConstantRate(
  context: PlanContext,
  entry: ScenarioEntry & { executor: 'constant-arrival-rate' },
  path: Path,
): PlannedExecutor {
  const arrival = planArrival(context, entry, path);
  const rate = planRate(context, entry.rate, arrival.timeUnitMs, [...path, 'rate']);
  if (rate < 1)
    context.error(
      [...path, 'rate'],
      'rate must be at least 1',
      'For less than one a second, raise timeUnit: 1m.',
    );
  const durationMs = planDuration(context, entry.duration, [...path, 'duration']);
  return { kind: 'constant-arrival-rate', rate, durationMs, ...arrival };
}

function planRampingRate(
  context: PlanContext,
  entry: ScenarioEntry & { executor: 'ramping-arrival-rate' },
  path: Path,
): PlannedExecutor {
  const arrival = planArrival(context, entry, path);
  const { timeUnitMs } = arrival;
  const startRate = planRate(context, entry.startRate ?? 0, timeUnitMs, [...path, 'startRate']);
  const stages = entry.stages.map((stage, index): Stage => {
    const at = [...path, 'stages', index];
    const target = planRate(context, stage.target, timeUnitMs, [...at, 'target']);
    return planStage(context, stage, target, at);
  });
  if (startRate === 0 && stages.every((stage) => stage.target === 0)) {
    context.error([...path, 'stages'], 'no stage has any rate', 'Give startRate or a target more than 0.');
  }
  checkStagesLast(context, stages, path);
  return { kind: 'ramping-arrival-rate', startRate, stages, ...arrival };
}

/** A rate per `timeUnitMs`, checked against what one machine starts. */
export function planRate(
  context: PlanContext,
  value: string | number,
  timeUnitMs: number,
  path: Path,
): number {
  const rate = context.count(value, path, 1);
  if (timeUnitMs > 0 && (rate * 1000) / timeUnitMs > MOST_PER_SEC) {
    const message = `${rate} iterations in ${formatDurationMs(timeUnitMs)} are more than one machine starts`;
    context.error(path, message, `Give it at most ${MOST_PER_SEC} a second.`);
  }
  return rate;
}

/** What the executors of the open model have in common: the users, and what becomes of a start without one. */
function planArrival(
  context: PlanContext,
  entry: ArrivalEntry,
  path: Path,
): Pick<ArrivalExecutor, 'timeUnitMs' | 'preAllocatedVUs' | 'maxVUs' | 'whenBusy' | 'arrival'> {
  const timeUnitMs = context.durationMs(entry.timeUnit, [...path, 'timeUnit'], 1000);
  if (timeUnitMs <= 0)
    context.error([...path, 'timeUnit'], 'timeUnit must be more than 0', 'Write it like 1s.');
  const preAllocatedVUs = planVus(context, entry.preAllocatedVUs, 0, [...path, 'preAllocatedVUs'], 0);
  const most = entry.preAllocatedVUs === undefined ? MOST_VUS : preAllocatedVUs;
  const maxVUs = planVus(context, entry.maxVUs, most, [...path, 'maxVUs'], 0);
  if (maxVUs < preAllocatedVUs) {
    const message = `maxVUs (${maxVUs}) is less than preAllocatedVUs (${preAllocatedVUs})`;
    context.error([...path, 'maxVUs'], message, `Raise it to ${preAllocatedVUs} or more, or remove it.`);
  } else if (maxVUs === 0) {
    const key = entry.maxVUs === undefined ? 'preAllocatedVUs' : 'maxVUs';
    const message = 'there is no virtual user to run the iterations';
    context.error([...path, key], message, 'Give it 1 or more, or leave it out.');
  }
  const arrival = entry.arrival === 'poisson' ? { arrival: entry.arrival } : {};
  return { timeUnitMs, preAllocatedVUs, maxVUs, whenBusy: entry.whenBusy ?? 'wait', ...arrival };
}

/**
 * Puts the command line's numbers in place, as k6 does: a duration turns stages into constant users; users
 * alone change how many there are (of a ramp: at its start; of an arrival rate: how many may be used).
 */
export function overrideExecutor(executor: PlannedExecutor, { vus, durationMs }: Overrides): PlannedExecutor {
  switch (executor.kind) {
    case 'constant-vus':
      return { ...executor, vus: vus ?? executor.vus, durationMs: durationMs ?? executor.durationMs };
    case 'ramping-vus':
      if (durationMs === undefined) return { ...executor, startVUs: vus ?? executor.startVUs };
      return { kind: 'constant-vus', vus: vus ?? Math.max(1, executor.startVUs), durationMs };
    case 'shared-iterations':
    case 'per-vu-iterations':
      return {
        ...executor,
        vus: vus ?? executor.vus,
        iterations:
          executor.kind === 'shared-iterations'
            ? Math.max(vus ?? 0, executor.iterations)
            : executor.iterations,
        maxDurationMs: durationMs ?? executor.maxDurationMs,
      };
    case 'constant-arrival-rate':
      return { ...executor, ...rateUsers(executor, vus), durationMs: durationMs ?? executor.durationMs };
    case 'ramping-arrival-rate': {
      const users = rateUsers(executor, vus);
      return { ...executor, ...users, stages: shortened(executor.stages, durationMs) };
    }
    case 'breakpoint':
      return executor;
    default:
      return assertNever(executor);
  }
}

function rateUsers(
  executor: ArrivalExecutor,
  vus: number | undefined,
): Pick<ArrivalExecutor, 'preAllocatedVUs' | 'maxVUs'> {
  return { preAllocatedVUs: vus ?? executor.preAllocatedVUs, maxVUs: vus ?? executor.maxVUs };
}

/** The stages squeezed or stretched into a duration. */
function shortened(stages: readonly Stage[], durationMs: number | undefined): Stage[] {
  const totalMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  const factor = durationMs === undefined || totalMs === 0 ? 1 : durationMs / totalMs;
  return stages.map((stage) => ({ ...stage, durationMs: stage.durationMs * factor }));
}
