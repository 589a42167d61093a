import { type HistogramPart, TimeHistogram } from './histogram.ts';
import type { Mergeable } from './mergeable.ts';
import type { GeneratorHealth, LatencyBound, Window } from './snapshot.ts';

/** The first second is left out: a process that has just begun stumbles once, and that says nothing of the run. */
const SETTLED_MS = 1000;
/** With fewer starts a 99th percentile is just the slowest one. */
const ENOUGH_STARTS = 100;

interface StartPart {
  readonly delays: HistogramPart | null;
  readonly late: HistogramPart | null;
  readonly missed: number;
}

/** How the starts of the open model fared: on time, late, or not at all. */
export class StartLog implements Mergeable<StartPart> {
  readonly #delays = new TimeHistogram();
  /** Only of those for which a virtual user was free. */
  readonly #late = new TimeHistogram();
  #missed = 0;
  #settled = false;

  /** @param waited whether it had to wait for a virtual user */
  started(delayUs: number, waited: boolean): void {
    this.#delays.record(delayUs);
    if (!waited) this.#late.record(delayUs);
  }

  missed(count: number): void {
    this.#missed += count;
  }

  drain(): StartPart {
    const missed = this.#missed;
    this.#missed = 0;
    return { delays: this.#delays.drain(), late: this.#late.drain(), missed };
  }

  absorb({ delays, late, missed }: StartPart): void {
    this.#delays.absorb(delays);
    this.#late.absorb(late);
    this.#missed += missed;
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
}

/**
 * How far the starts that were missed could move the percentiles: each stands for as many requests as an
 * iteration made on average, all as slow as the slowest. null where none was missed, or nothing measured.
 */
export function latencyBound(
  times: TimeHistogram,
  { iterations, interruptedIterations }: Pick<Window, 'iterations' | 'interruptedIterations'>,
  missedStarts: number,
): LatencyBound | null {
  if (missedStarts === 0 || times.count === 0) return null;
  const perIteration = Math.max(1, times.count / Math.max(1, iterations + interruptedIterations));
  const missing = Math.round(missedStarts * perIteration);
  const [med = 0, p90 = 0, p95 = 0, p99 = 0] = [50, 90, 95, 99].map((percentile) => {
    const rank = (percentile / 100) * (times.count + missing);
    return rank > times.count ? times.maxMs : times.percentileMs((100 * rank) / times.count);
  });
  return { missing, med, p90, p95, p99 };
}
