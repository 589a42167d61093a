import type { ThresholdStatus } from '../src/metrics/thresholdStatus.ts';
import type { Phase } from '../src/scenario/plan/phases.ts';
import { methodOf } from './thresholds.ts';

/** A threshold as a line on a chart. */
export interface Limit {
  /** `p95 < 100`. */
  readonly label: string;
  /** `< 100`, where there is little room. */
  readonly short: string;
  readonly value: number;
  readonly failing: boolean;
}

const STEPS_S = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/**
 * The right end of the time axis: the smallest of some round times that holds what was measured, so that a
 * run of an hour is not a speck in its first minute; the plan's end where that is nearer.
 */
export function timeEndMs(elapsedMs: number, durationMs: number, finished: boolean): number {
  if (finished) return Math.max(elapsedMs, 1000);
  const step = STEPS_S.find((seconds) => seconds * 1000 >= elapsedMs);
  const roundMs = step === undefined ? Math.ceil(elapsedMs / 86_400_000) * 86_400_000 : step * 1000;
  return elapsedMs <= durationMs ? Math.min(durationMs, roundMs) : elapsedMs;
}

/** The upper end of a scale from 0: the least round number over `max`; limits count where they are not far off. */
export function topOf(max: number, limits: readonly number[], least: number): number {
  const near = limits.filter((limit) => limit <= Math.max(max, least) * 4);
  const wanted = Math.max(max * 1.05, least, ...near.map((limit) => limit * 1.12));
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * magnitude >= wanted * (1 - 1e-9));
  return (step ?? 10) * magnitude;
}

/** The thresholds on the response time of all requests, as lines; those on one endpoint are no line here. */
export function latencyLimits(thresholds: readonly ThresholdStatus[]): Limit[] {
  return thresholds
    .filter((one) => one.metric === 'http_req_duration' && /</.test(one.expression))
    .map(({ expression, limit, ok }) => {
      const method = methodOf(expression).replace(/^p\((.*)\)$/, 'p$1');
      const short = expression.slice(expression.indexOf('<')).trim();
      return { label: `${method} ${short}`, short, value: limit, failing: ok === false };
    });
}

/** Where phases meet within the first `endMs` milliseconds. */
export function phaseTimes(phases: readonly Phase[], endMs: number): number[] {
  const all = phases.flatMap((phase) => [phase.startMs, phase.endMs]);
  return [...new Set(all.filter((ms) => ms > 0 && ms < endMs))];
}

/** Positions for labels of `height` that want to be at `wanted`: as near as they can be without overlap, within 0 to `room`. */
export function spread(wanted: readonly number[], height: number, room: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let next = height / 2;
  for (const index of order) {
    placed[index] = Math.max(next, placed[index] ?? 0);
    next = (placed[index] ?? 0) + height;
  }
  let last = room - height / 2;
  for (const index of order.reverse()) {
    placed[index] = Math.min(last, placed[index] ?? 0);
    last = (placed[index] ?? 0) - height;
  }
  return placed;
}
