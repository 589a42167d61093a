import { assertNever } from '../../base/assertNever.ts';
import type { Plan, PlannedExecutor, Stage } from './plan.ts';

/** A named part of a run: `ramp to 50 VUs`, `hold 50 VUs`, `200 iterations/s`. */
export interface Phase {
  readonly label: string;
  /** From the start of the load, in milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/** How long an executor starts iterations at the most, without its graceful stop. */
export function executorDurationMs(executor: PlannedExecutor): number {
  switch (executor.kind) {
    case 'shared-iterations':
    case 'per-vu-iterations':
      return executor.maxDurationMs;
    case 'ramping-vus':
    case 'ramping-arrival-rate':
      return executor.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    case 'breakpoint':
      return mostSteps(executor) * executor.stepMs;
    default:
      return executor.durationMs;
  }
}

/** How many rates a breakpoint tries at the most; one more where its target is not among them. */
export function mostSteps(executor: Extract<PlannedExecutor, { kind: 'breakpoint' }>): number {
  const { search, startRate, step, maxRate, target } = executor;
  const extra = target === null ? 0 : 1;
  if (search === 'steps') return Math.ceil((maxRate - startRate) / step - 1e-9) + 1 + extra;
  const doublings = Math.max(0, Math.ceil(Math.log2(maxRate / startRate) - 1e-9));
  const widest = Math.max(startRate, maxRate / 2);
  return 1 + doublings + Math.max(0, Math.ceil(Math.log2(widest / step) - 1e-9)) + 1 + extra;
}

/** When the last scenario stops starting iterations, in milliseconds from the start of the load. */
export function planDurationMs(plan: Pick<Plan, 'scenarios'>): number {
  return Math.max(0, ...plan.scenarios.map((one) => one.startTimeMs + executorDurationMs(one.executor)));
}

/** The phases of one executor that starts at `startMs`. */
export function phasesOf(executor: PlannedExecutor, startMs: number): Phase[] {
  const endMs = startMs + executorDurationMs(executor);
  switch (executor.kind) {
    case 'constant-vus':
      return [{ label: `hold ${counted(executor.vus)}`, startMs, endMs }];
    case 'shared-iterations':
      return [{ label: `${executor.iterations} iterations by ${counted(executor.vus)}`, startMs, endMs }];
    case 'per-vu-iterations':
      return [
        { label: `${executor.iterations} iterations by each of ${counted(executor.vus)}`, startMs, endMs },
      ];
    case 'constant-arrival-rate':
      return [{ label: `hold ${perSec(executor.rate, executor.timeUnitMs)} iterations/s`, startMs, endMs }];
    case 'ramping-vus':
      return stagePhases(executor.startVUs, executor.stages, startMs, String, counted);
    case 'ramping-arrival-rate': {
      const shown = (rate: number) => perSec(rate, executor.timeUnitMs);
      const whole = (rate: number) => `${shown(rate)} iterations/s`;
      return stagePhases(executor.startRate, executor.stages, startMs, shown, whole);
    }
    case 'breakpoint':
      return [{ label: 'raising the rate', startMs, endMs }];
    default:
      return assertNever(executor);
  }
}

/** Phases that figures are told of, in all scenarios together: each costs a few hundred bytes in every snapshot. */
const MOST_TOLD = 50;

/**
 * The phases of each scenario whose figures are told apart: those of its stages, where it has more than one. Of
 * very many the last ones are one.
 */
export function toldPhases(scenarios: Plan['scenarios']): Phase[][] {
  const all = scenarios.map(({ executor, startTimeMs }) =>
    'stages' in executor ? phasesOf(executor, startTimeMs) : [],
  );
  const staged = all.filter((phases) => phases.length > 1).length;
  const room = Math.max(2, Math.floor(MOST_TOLD / Math.max(1, staged)));
  return all.map((phases) => (phases.length > 1 ? withinRoom(phases, room) : []));
}

function withinRoom(phases: readonly Phase[], room: number): Phase[] {
  if (phases.length <= room) return [...phases];
  const rest = phases.slice(room - 1);
  const { startMs, endMs } = { startMs: rest[0]?.startMs ?? 0, endMs: rest.at(-1)?.endMs ?? 0 };
  return [...phases.slice(0, room - 1), { label: `the ${rest.length} stages after`, startMs, endMs }];
}

function counted(vus: number): string {
  return `${vus} ${vus === 1 ? 'VU' : 'VUs'}`;
}

function perSec(rate: number, timeUnitMs: number): string {
  return String(Number(((rate * 1000) / timeUnitMs).toPrecision(4)));
}

function stagePhases(
  start: number,
  stages: readonly Stage[],
  startMs: number,
  shown: (value: number) => string,
  whole: (value: number) => string,
): Phase[] {
  const phases: Phase[] = [];
  let from = start;
  let at = startMs;
  for (const { target, durationMs, name } of stages) {
    const does = from === target ? `hold ${whole(target)}` : `ramp ${shown(from)} → ${whole(target)}`;
    if (durationMs > 0) phases.push({ label: name ?? does, startMs: at, endMs: at + durationMs });
    from = target;
    at += durationMs;
  }
  return phases;
}

/** Whether iterations start at their time, whatever the last ones take. */
export function isOpenModel({ kind }: PlannedExecutor): boolean {
  return kind === 'constant-arrival-rate' || kind === 'ramping-arrival-rate' || kind === 'breakpoint';
}
