import type { Snapshot } from '../metrics/snapshot.ts';

/** Points that are kept: two minutes of snapshots, where a profile window is about two seconds. */
const POINT_LIMIT = 480;
/** How far beyond the last snapshot the last rate is believed: a window may end just before the next one. */
const BEYOND_MS = 1000;

interface Point {
  readonly atMs: number;
  readonly requests: number;
}

/** How many requests had ended at any moment of the last minutes of a run, by interpolation between snapshots. */
export class RequestTimeline {
  #points: Point[] = [{ atMs: 0, requests: 0 }];

  add({ elapsedMs, total }: Snapshot): void {
    if (elapsedMs <= (this.#points.at(-1)?.atMs ?? 0)) return;
    this.#points.push({ atMs: elapsedMs, requests: total.requests });
    if (this.#points.length > POINT_LIMIT) this.#points.shift();
  }

  /** Requests that ended between two moments, in milliseconds from the start of the load. */
  between(startMs: number, endMs: number): number {
    return Math.max(0, Math.round(this.#until(endMs) - this.#until(startMs)));
  }

  #until(atMs: number): number {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    if (!first || !last || atMs <= first.atMs) return first?.requests ?? 0;
    if (atMs > last.atMs) {
      const before = this.#points.at(-2) ?? last;
      return interpolate(before, last, Math.min(atMs, last.atMs + BEYOND_MS));
    }
    const after = this.#points.findIndex((point) => point.atMs >= atMs);
    const [from, to] = [this.#points[after - 1], this.#points[after]];
    return from && to ? interpolate(from, to, atMs) : last.requests;
  }
}

function interpolate(from: Point, to: Point, atMs: number): number {
  const spanMs = to.atMs - from.atMs;
  if (spanMs <= 0) return to.requests;
  return from.requests + ((to.requests - from.requests) * (atMs - from.atMs)) / spanMs;
}
