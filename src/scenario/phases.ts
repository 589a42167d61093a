import { assertNever } from '../base/assertNever.ts';
import type { Plan, PlannedExecutor } from './plan.ts';

/** A named part of a run: `ramp to 50 VUs`, `hold 50 VUs`, `200 iterations/s`. */
export interface Phase {
  readonly label: string;
  /** From the start of the load, in milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/** How long an executor starts iterations, without its graceful stop. */
export function executorDurationMs(executor: PlannedExecutor): number {
  if (executor.kind === 'ramping-vus')
    return executor.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  return executor.durationMs;
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
      return [{ label: `hold ${executor.vus} ${executor.vus === 1 ? 'VU' : 'VUs'}`, startMs, endMs }];
    case 'constant-arrival-rate': {
      const perSec = (executor.rate * 1000) / executor.timeUnitMs;
      return [{ label: `hold ${Number(perSec.toPrecision(4))} iterations/s`, startMs, endMs }];
    }
    case 'ramping-vus': {
      const phases: Phase[] = [];
      let from = executor.startVUs;
      let at = startMs;
      for (const { target, durationMs } of executor.stages) {
        const label = from === target ? `hold ${target} VUs` : `ramp ${from} → ${target} VUs`;
        if (durationMs > 0) phases.push({ label, startMs: at, endMs: at + durationMs });
        from = target;
        at += durationMs;
      }
      return phases;
    }
    default:
      return assertNever(executor);
  }
}
