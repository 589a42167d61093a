import { type HistogramPart, TimeHistogram } from './histogram.ts';
import type { LatencyBound } from './latency.ts';
import type { Mergeable } from './mergeable.ts';
import type { GeneratorHealth, Window } from './snapshot.ts';

/** The first second is left out: a process that has just begun stumbles once, and that says nothing of the run. */
const SETTLED_MS = 1000;
/** With fewer starts a 99th percentile is just the slowest one. */
const ENOUGH_STARTS = 100;

interface StartPart {
  readonly delays: HistogramPart | null;
  readonly late: HistogramPart | null;
  readonly missed: number;
  readonly waits: HistogramPart | null;
}

/** How the starts of the open model fared: on time, late, or not at all. */
export class StartLog implements Mergeable<StartPart> {
  readonly #delays = new TimeHistogram();
  /** Only of those for which a virtual user was free. */
  readonly #late = new TimeHistogram();
  #missed = 0;
  /** How long those had waited that were missed after a wait. */
  readonly #waits = new TimeHistogram();
  #settled = false;

  /** @param waited whether it had to wait for a virtual user */
  started(delayUs: number, waited: boolean): void {
    this.#delays.record(delayUs);
    if (!waited) this.#late.record(delayUs);
  }

  /** @param waitedUs how long each of them had waited for a virtual user when it was given up */
  missed(count: number, waitedUs = 0): void {
    this.#missed += count;
    if (waitedUs > 0) for (let index = 0; index < count; index++) this.#waits.record(waitedUs);
  }

  drain(): StartPart {
    const missed = this.#missed;
    this.#missed = 0;
    return { delays: this.#delays.drain(), late: this.#late.drain(), missed, waits: this.#waits.drain() };
  }

  absorb({ delays, late, missed, waits }: StartPart): void {
    this.#delays.absorb(delays);
    this.#late.absorb(late);
    this.#missed += missed;
    this.#waits.absorb(waits);
  }

  /** As of now; to be asked about once in each interval. */
  read(elapsedMs: number): Pick<GeneratorHealth, 'startDelayP99Ms' | 'lateStartP99Ms' | 'missedStarts'> {
    if (!this.#settled && elapsedMs >= SETTLED_MS) {
      this.#settled = true;
      this.#late.reset();
    }
    return {
      startDelayP99Ms: this.#delays.percentileMs(99),
      lateStartP99Ms: this.#late.count >= ENOUGH_STARTS ? this.#late.percentileMs(99) : 0,
      missedStarts: this.#missed,
    };
  }

  /** {@link latencyBound} of the response times so far. */
  bound(
    times: TimeHistogram,
    counts: Pick<Window, 'iterations' | 'interruptedIterations'>,
  ): LatencyBound | null {
    return latencyBound(times, this.#waits, counts, this.#missed);
  }
}

/**
 * What the percentiles are at least, had no request that was never sent been faster than the slowest that was:
 * each start that was missed stands for as many requests as an iteration made on average, and its first one took
 * no less than the start had waited. null where none was missed, or nothing measured.
 * @param waits how long those had waited that were missed after a wait
 */
function latencyBound(
  times: TimeHistogram,
  waits: TimeHistogram,
  { iterations, interruptedIterations }: Pick<Window, 'iterations' | 'interruptedIterations'>,
  missedStarts: number,
): LatencyBound | null {
  if (missedStarts === 0 || times.count === 0) return null;
  const perIteration = Math.max(1, times.count / Math.max(1, iterations + interruptedIterations));
  const missing = Math.round(missedStarts * perIteration);
  const [med = 0, p90 = 0, p95 = 0, p99 = 0] = [50, 90, 95, 99].map((percentile) => {
    const rank = (percentile / 100) * (times.count + missing);
    if (rank <= times.count) return times.percentileMs((100 * rank) / times.count);
    // The longest waits stand at the very end, behind all that were sent.
    const behind = times.count + missing - rank;
    if (behind >= waits.count) return times.maxMs;
    return Math.max(times.maxMs, waits.percentileMs((100 * (waits.count - behind)) / waits.count));
  });
  return { missing, med, p90, p95, p99 };
}
