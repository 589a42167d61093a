import type { Snapshot } from '../metrics/snapshot.ts';
import type { Interval } from './record.ts';

/** Rows that a record holds at most; ten minutes at four a second, and ten hours cost no more. */
export const INTERVAL_LIMIT = 2400;

/** A snapshot's interval as a row of the record. */
export function intervalOf(snapshot: Snapshot): Interval {
  const { interval } = snapshot;
  const { count, med, p95, p99 } = interval.latencyMs;
  return {
    elapsedMs: snapshot.elapsedMs,
    durationMs: interval.durationMs,
    requests: interval.requests,
    failed: interval.failed,
    vus: snapshot.vus,
    p50Ms: count === 0 ? null : med,
    p95Ms: count === 0 ? null : p95,
    p99Ms: count === 0 ? null : p99,
  };
}

/** The mean of what two intervals measured, by their requests; null where neither had any. */
function weighted(a: number | null, aRequests: number, b: number | null, bRequests: number): number | null {
  if (a === null || b === null) return a ?? b;
  const requests = aRequests + bRequests;
  return requests === 0 ? a : (a * aRequests + b * bRequests) / requests;
}

/** Two neighbours as one: counts add up, percentiles are weighted by requests, VUs are the most of both. */
export function joinIntervals(first: Interval, second: Interval): Interval {
  const mean = (key: 'p50Ms' | 'p95Ms' | 'p99Ms') =>
    weighted(first[key], first.requests, second[key], second.requests);
  return {
    elapsedMs: second.elapsedMs,
    durationMs: first.durationMs + second.durationMs,
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    vus: Math.max(first.vus, second.vus),
    p50Ms: mean('p50Ms'),
    p95Ms: mean('p95Ms'),
    p99Ms: mean('p99Ms'),
  };
}

/** The intervals of a run so far: of bounded size, neighbours being joined in pairs whenever it is full. */
export class IntervalLog {
  #rows: Interval[] = [];
  /** How many snapshots make a row. */
  #perRow = 1;
  #inLast = 0;

  add(snapshot: Snapshot): void {
    const next = intervalOf(snapshot);
    const last = this.#rows.at(-1);
    if (last !== undefined && this.#inLast < this.#perRow) {
      this.#rows[this.#rows.length - 1] = joinIntervals(last, next);
      this.#inLast++;
      return;
    }
    if (this.#rows.length >= INTERVAL_LIMIT) this.#halve();
    this.#rows.push(next);
    this.#inLast = 1;
  }

  get rows(): readonly Interval[] {
    return this.#rows;
  }

  #halve(): void {
    const halved: Interval[] = [];
    for (let index = 0; index < this.#rows.length; index += 2) {
      const [first, second] = [this.#rows[index], this.#rows[index + 1]];
      if (first && second) halved.push(joinIntervals(first, second));
      else if (first) halved.push(first);
    }
    this.#rows = halved;
    this.#perRow *= 2;
  }
}
