import type { Figure } from './figure.ts';
import { joinIntervals } from './intervalLog.ts';
import type { Interval, RunRecord } from './record.ts';

/** Batches of about a second: long enough that neighbours hardly depend on each other, short enough to have many. */
const BATCH_MS = 1000;

/** Student's t at 97.5 % for 1 to 10 degrees of freedom. */
const STUDENT_T = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];
const NORMAL = 1.96;

export interface RunFigures {
  readonly p50Ms: Figure;
  readonly p95Ms: Figure;
  readonly p99Ms: Figure;
  readonly requestsPerSec: Figure;
}

/** Joins a run's intervals into batches of at least a second; a shorter rest goes with the last one. */
export function batchesOf(intervals: readonly Interval[]): Interval[] {
  const batches: Interval[] = [];
  let open: Interval | null = null;
  for (const interval of intervals) {
    open = open === null ? interval : joinIntervals(open, interval);
    // Snapshots are a few milliseconds early as often as late.
    if (open.durationMs < BATCH_MS * 0.95) continue;
    batches.push(open);
    open = null;
  }
  const last = batches.pop();
  if (open !== null) batches.push(last === undefined ? open : joinIntervals(last, open));
  else if (last !== undefined) batches.push(last);
  return batches;
}

/**
 * How far a run's figure wanders by itself, by the method of batch means (Law, Simulation Modeling and
 * Analysis, 9.5.3): the run is cut into n batches of about a second, the figure is taken of each, and the
 * standard error of their mean is s / sqrt(n), s being the standard deviation over the batches with n − 1.
 * With few batches s itself is uncertain, so it is widened by Student's t over the normal quantile: twice the
 * noise is then a 95 % interval for ten batches as for a hundred. With fewer than two batches nothing is known
 * of the noise, and the whole figure is given for it. A ramp counts as noise too: that errs on the side of
 * 'inconclusive'.
 */
export function standardError(batches: readonly number[], value: number): number {
  const n = batches.length;
  if (n < 2) return Math.abs(value);
  const mean = batches.reduce((sum, one) => sum + one, 0) / n;
  const squares = batches.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const quantile = STUDENT_T[n - 2] ?? NORMAL + 2.6 / (n - 1);
  return (Math.sqrt(squares / (n - 1)) / Math.sqrt(n)) * (quantile / NORMAL);
}

/** A run's main figures, each with its noise. The values are those of the whole run, not means of batches. */
export function figuresOf(record: Pick<RunRecord, 'summary' | 'intervals'>): RunFigures {
  const { latencyMs, requestsPerSec } = record.summary;
  const batches = batchesOf(record.intervals).filter((one) => one.durationMs > 0);
  const figure = (value: number, key: 'p50Ms' | 'p95Ms' | 'p99Ms'): Figure => {
    const values = batches.map((one) => one[key]).filter((one) => one !== null);
    return { value, noise: standardError(values, value) };
  };
  const rates = batches.map((one) => (one.requests * 1000) / one.durationMs);
  return {
    p50Ms: figure(latencyMs.med, 'p50Ms'),
    p95Ms: figure(latencyMs.p95, 'p95Ms'),
    p99Ms: figure(latencyMs.p99, 'p99Ms'),
    requestsPerSec: { value: requestsPerSec, noise: standardError(rates, requestsPerSec) },
  };
}
