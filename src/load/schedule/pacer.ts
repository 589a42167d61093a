import { assertNever } from '../../base/assertNever.ts';
import { executorDurationMs } from '../../scenario/plan/phases.ts';
import type { PlannedExecutor, Stage } from '../../scenario/plan/plan.ts';

/**
 * When what is due, by k6's rules: pure functions of the time since the executor began. In the closed model
 * the question is how many virtual users there should be; in the open model when the next iteration starts.
 */

export type ClosedExecutor = Extract<PlannedExecutor, { kind: 'constant-vus' | 'ramping-vus' }>;
export type OpenExecutor = Extract<
  PlannedExecutor,
  { kind: 'constant-arrival-rate' | 'ramping-arrival-rate' }
>;
export type IterationsExecutor = Extract<
  PlannedExecutor,
  { kind: 'shared-iterations' | 'per-vu-iterations' }
>;

/** Rounding of products and quotients of times must not move a step: far below a VU, far above 2^-52. */
const TINY = 1e-9;

/** Virtual users planned at `elapsedMs`. A ramp is linear and counts whole users; a stage of 0 s jumps. */
export function plannedVus(executor: ClosedExecutor, elapsedMs: number): number {
  switch (executor.kind) {
    case 'constant-vus':
      return elapsedMs < executor.durationMs ? executor.vus : 0;
    case 'ramping-vus':
      return rampedVus(executor.startVUs, executor.stages, elapsedMs);
    default:
      return assertNever(executor);
  }
}

function rampedVus(startVUs: number, stages: readonly Stage[], elapsedMs: number): number {
  let from = startVUs;
  let beginMs = 0;
  for (const { durationMs, target } of stages) {
    const endMs = beginMs + durationMs;
    if (elapsedMs < endMs) {
      const steps = Math.floor((Math.abs(target - from) * (elapsedMs - beginMs)) / durationMs + TINY);
      return target > from ? from + steps : from - steps;
    }
    from = target;
    beginMs = endMs;
  }
  return from;
}

/** The first instant after `elapsedMs` at which {@link plannedVus} changes, or null where it does no more. */
export function nextVusChangeMs(executor: ClosedExecutor, elapsedMs: number): number | null {
  if (executor.kind === 'constant-vus') {
    return elapsedMs < executor.durationMs ? executor.durationMs : null;
  }
  let from = executor.startVUs;
  let beginMs = 0;
  for (const { durationMs, target } of executor.stages) {
    const endMs = beginMs + durationMs;
    const difference = Math.abs(target - from);
    if (difference > 0 && durationMs === 0 && beginMs > elapsedMs) return beginMs;
    if (difference > 0 && endMs > elapsedMs) {
      const passed = Math.floor((difference * Math.max(0, elapsedMs - beginMs)) / durationMs + TINY);
      return beginMs + (durationMs * (passed + 1)) / difference;
    }
    from = target;
    beginMs = endMs;
  }
  return null;
}

/** The most virtual users that the executor ever plans. */
export function maxVus(executor: PlannedExecutor): number {
  switch (executor.kind) {
    case 'shared-iterations':
    case 'per-vu-iterations':
    case 'constant-vus':
      return executor.vus;
    case 'ramping-vus':
      return Math.max(executor.startVUs, ...executor.stages.map((stage) => stage.target));
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
    case 'breakpoint':
      return executor.maxVUs;
    default:
      return assertNever(executor);
  }
}

/**
 * When iteration number `hits` (from 0) starts, in milliseconds since the executor began; null where that is
 * past the end. A constant rate is evenly spaced, the first at once. A ramp starts number n when the area
 * under its rate reaches n + 1, as k6 does.
 */
export function nextStartMs(executor: OpenExecutor, hits: number): number | null {
  return startAtAreaMs(executor, executor.kind === 'ramping-arrival-rate' ? hits + 1 : hits);
}

/** When the area under the rate reaches `area`: so many iterations are due by then. Null past the end. */
export function startAtAreaMs(executor: OpenExecutor, area: number): number | null {
  if (executor.kind === 'ramping-arrival-rate') return rampedStartMs(executor, area);
  if (executor.rate <= 0) return null;
  const atMs = (area * executor.timeUnitMs) / executor.rate;
  return atMs < executorDurationMs(executor) - TINY ? atMs : null;
}

/** When the area under the rate reaches `area`. */
function rampedStartMs(
  { startRate, stages, timeUnitMs }: Extract<OpenExecutor, { kind: 'ramping-arrival-rate' }>,
  area: number,
): number | null {
  let fromPerMs = startRate / timeUnitMs;
  let beginMs = 0;
  let left = area;
  for (const { durationMs, target } of stages) {
    const toPerMs = target / timeUnitMs;
    const stageArea = ((fromPerMs + toPerMs) / 2) * durationMs;
    if (left <= stageArea + TINY) {
      // The root of slope/2 · t² + from · t = left, in the form that has no cancellation and takes a slope of 0.
      const slope = (toPerMs - fromPerMs) / durationMs;
      const root = Math.sqrt(Math.max(0, fromPerMs * fromPerMs + 2 * slope * left));
      return beginMs + Math.min(durationMs, (2 * left) / (fromPerMs + root));
    }
    left -= stageArea;
    fromPerMs = toPerMs;
    beginMs += durationMs;
  }
  return null;
}
