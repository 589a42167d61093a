import { decompress, doDecode } from 'hdr-histogram-js/dist/JsHistogram.encoding.js';
import { encodeCounts } from './histogramEncoding.ts';
import type { Latency } from './latency.ts';
import type { Mergeable } from './mergeable.ts';

/** The longest time that is told apart, about an hour; what is longer is counted as this long. */
export const HIGHEST_US = 3_600_000_000;

/** HDR's layout for 3 significant digits: 2048 steps of 1 µs, then 1024 steps for each doubling. */
const HALF_STEPS = 1024;
const ALL_COUNTS = 23 * HALF_STEPS;
/** Reaches 131 ms: most series need no more, and a longer time makes the array grow (twice at most). */
const FIRST_COUNTS = 8 * HALF_STEPS;

/** The index at which HDR counts a time. Its own computation takes three times as long, for the same result. */
function countsIndex(us: number): number {
  const bucket = 21 - Math.clz32(us | (2 * HALF_STEPS - 1));
  return bucket * HALF_STEPS + (us >>> bucket);
}

/** The longest time that is counted at `index`. */
function highestAt(index: number): number {
  const bucket = Math.max(Math.floor(index / HALF_STEPS) - 1, 0);
  return (index - bucket * HALF_STEPS + 1) * 2 ** bucket - 1;
}

/** Nearest rank of a percentile; the shave keeps 99.9 % of 1000 at rank 999 in spite of binary fractions. */
export function rankOf(percentile: number, count: number): number {
  return Math.max(1, Math.ceil(((percentile * count) / 100) * (1 - 1e-14)));
}

/** What a histogram has counted, as plain data: `counts[n]` at each index `at[n]`. */
export interface HistogramPart {
  readonly at: Uint16Array;
  readonly counts: Float64Array;
  readonly count: number;
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly clamped: number;
}

/**
 * Times in integer microseconds, counted as HdrHistogram does with 3 significant digits (a percentile is
 * within 0.1 % of the nearest-rank sample), with the exact sum, least and greatest beside it. Its size does not
 * depend on how much is recorded.
 */
export class TimeHistogram implements Mergeable<HistogramPart | null> {
  #counts = new Float64Array(FIRST_COUNTS);
  /** Computed again only where there is something new. */
  #latency: Latency | null = null;
  count = 0;
  sumUs = 0;
  minUs = Number.POSITIVE_INFINITY;
  maxUs = 0;
  /** How many were longer than {@link HIGHEST_US} and counted as that long. */
  clamped = 0;

  /** Counts one time; whatever is not above 0 counts as 0. Allocates nothing but at the array's rare growth. */
  record(durationUs: number): void {
    // Half of what a request has to tell: it was not blocked, did not connect, had no TLS, came in one piece.
    if (!(durationUs > 0)) {
      this.#counts[0] = (this.#counts[0] ?? 0) + 1;
      this.count++;
      this.minUs = 0;
      return;
    }
    let us = durationUs;
    if (us > HIGHEST_US) {
      us = HIGHEST_US;
      this.clamped++;
    }
    const index = countsIndex(us);
    if (index >= this.#counts.length) this.#growTo(index + 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.count++;
    this.sumUs += us;
    if (us < this.minUs) this.minUs = us;
    if (us > this.maxUs) this.maxUs = us;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#forget();
  }

  /** Counts all that `other` has counted too: the same as if every time had been recorded here. */
  add(other: TimeHistogram): void {
    const counts = other.#counts;
    if (counts.length > this.#counts.length) this.#growTo(counts.length);
    for (let index = 0; index < counts.length; index++) {
      this.#counts[index] = (this.#counts[index] ?? 0) + (counts[index] ?? 0);
    }
    this.count += other.count;
    this.sumUs += other.sumUs;
    this.minUs = Math.min(this.minUs, other.minUs);
    this.maxUs = Math.max(this.maxUs, other.maxUs);
    this.clamped += other.clamped;
  }

  /** All that it has counted, null where that is nothing; it is empty then. */
  drain(): HistogramPart | null {
    if (this.count === 0) return null;
    const { count, sumUs, minUs, maxUs, clamped } = this;
    const last = countsIndex(maxUs);
    const at: number[] = [];
    for (let index = countsIndex(minUs); index <= last; index++) {
      if ((this.#counts[index] ?? 0) > 0) at.push(index);
    }
    const counts = Float64Array.from(at, (index) => this.#counts[index] ?? 0);
    for (const index of at) this.#counts[index] = 0;
    this.#forget();
    return { at: Uint16Array.from(at), counts, count, sumUs, minUs, maxUs, clamped };
  }

  /** Counts what another has drained: the same as if every time had been recorded here. */
  absorb(part: HistogramPart | null): void {
    if (part === null) return;
    const last = part.at[part.at.length - 1] ?? 0;
    if (last >= this.#counts.length) this.#growTo(last + 1);
    for (let n = 0; n < part.at.length; n++) {
      const index = part.at[n] ?? 0;
      this.#counts[index] = (this.#counts[index] ?? 0) + (part.counts[n] ?? 0);
    }
    this.count += part.count;
    this.sumUs += part.sumUs;
    this.minUs = Math.min(this.minUs, part.minUs);
    this.maxUs = Math.max(this.maxUs, part.maxUs);
    this.clamped += part.clamped;
  }

  /** Times at several percentiles (0 to 100, in rising order), in microseconds, in one pass; 0 where it is empty. */
  percentilesUs(percentiles: readonly number[]): number[] {
    const found: number[] = [];
    if (this.count === 0) return percentiles.map(() => 0);
    let index = countsIndex(this.minUs) - 1;
    let reached = 0;
    for (const percentile of percentiles) {
      const rank = rankOf(percentile, this.count);
      while (reached < rank && index < this.#counts.length) reached += this.#counts[++index] ?? 0;
      const us = percentile === 0 ? this.minUs : highestAt(index);
      found.push(Math.min(Math.max(us, this.minUs), this.maxUs));
    }
    return found;
  }

  /** The time at one percentile, in milliseconds; 0 where it is empty. */
  percentileMs(percentile: number): number {
    return (this.percentilesUs([percentile])[0] ?? 0) / 1000;
  }

  /** Mean in milliseconds, to the microsecond; 0 where it is empty. */
  get avgMs(): number {
    return this.count === 0 ? 0 : Math.round(this.sumUs / this.count) / 1000;
  }

  get minMs(): number {
    return this.count === 0 ? 0 : this.minUs / 1000;
  }

  get maxMs(): number {
    return this.maxUs / 1000;
  }

  latency(): Latency {
    if (this.#latency?.count === this.count) return this.#latency;
    const [med = 0, p90 = 0, p95 = 0, p99 = 0] = this.percentilesUs([50, 90, 95, 99]);
    this.#latency = {
      count: this.count,
      avg: this.avgMs,
      min: this.minMs,
      med: med / 1000,
      p90: p90 / 1000,
      p95: p95 / 1000,
      p99: p99 / 1000,
      max: this.maxMs,
    };
    return this.#latency;
  }

  /**
   * What is in `whole` and in none of `parts`, where `rest` are the histograms that make it up: so that many
   * are joined for the price of a few.
   */
  static rest(
    whole: TimeHistogram,
    parts: readonly TimeHistogram[],
    rest: readonly TimeHistogram[],
  ): TimeHistogram {
    const joined = new TimeHistogram();
    joined.#counts = whole.#counts.slice();
    for (const part of parts) {
      for (let index = 0; index < part.#counts.length; index++) {
        joined.#counts[index] = (joined.#counts[index] ?? 0) - (part.#counts[index] ?? 0);
      }
    }
    for (const one of rest) {
      joined.count += one.count;
      joined.sumUs += one.sumUs;
      joined.minUs = Math.min(joined.minUs, one.minUs);
      joined.maxUs = Math.max(joined.maxUs, one.maxUs);
    }
    return joined;
  }

  /** HdrHistogram's V2 compressed encoding in base64, which its libraries in any language read. */
  encode(): string {
    const used = Math.min(countsIndex(this.maxUs) + 1, this.#counts.length);
    return encodeCounts(this.#counts, used, this.maxUs);
  }

  /** All but the counts, which the caller has cleared. */
  #forget(): void {
    this.#latency = null;
    this.count = 0;
    this.sumUs = 0;
    this.minUs = Number.POSITIVE_INFINITY;
    this.maxUs = 0;
    this.clamped = 0;
  }

  #growTo(length: number): void {
    const grown = new Float64Array(Math.min(ALL_COUNTS, Math.max(length, this.#counts.length * 2)));
    grown.set(this.#counts);
    this.#counts = grown;
  }
}

/** A histogram read back from a record. */
export interface DecodedHistogram {
  readonly count: number;
  /** Nearest rank, in milliseconds, within 0.1 %; 0 where it is empty. */
  percentileMs(percentile: number): number;
}

/**
 * Reads what {@link TimeHistogram.encode} wrote.
 * @throws Error where the text is no such histogram
 */
export function decodeHistogram(base64: string): DecodedHistogram {
  const hdr = doDecode(decompress(Buffer.from(base64, 'base64')), 64);
  return {
    count: hdr.totalCount,
    percentileMs: (percentile) =>
      hdr.totalCount === 0 ? 0 : Math.min(hdr.getValueAtPercentile(percentile), hdr.maxValue) / 1000,
  };
}
