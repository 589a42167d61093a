import { rankOf } from './histogram.ts';
import type { Latency } from './latency.ts';
import type { Mergeable } from './mergeable.ts';

/** Steps for each doubling: values that share one differ by less than 0.1 %. */
const STEPS = 1024;
const LEAST_EXPONENT = -40;
const GREATEST_EXPONENT = 100;

interface Bucket {
  count: number;
  mean: number;
}

interface ValuePart {
  /** Key, count and mean of each bucket. */
  readonly buckets: readonly (readonly [key: number, count: number, mean: number])[];
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** Which bucket a value is counted in; keys are in the order of the values. */
function keyOf(value: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log2(size));
  if (exponent < LEAST_EXPONENT) return 0;
  const capped = Math.min(exponent, GREATEST_EXPONENT);
  const step = Math.min(STEPS - 1, Math.max(0, Math.floor((size / 2 ** capped - 1) * STEPS)));
  const key = (capped - LEAST_EXPONENT) * STEPS + step + 1;
  return value < 0 ? -key : key;
}

/**
 * Values of a metric of the user's, of any size and sign. Its percentiles are exact where the values are few or
 * whole numbers below 2048, else within 0.1 %; it does not grow with how much is recorded. It tells its figures
 * under the names of times, in the metric's own unit.
 */
export class ValueHistogram implements Mergeable<ValuePart | null> {
  readonly #buckets = new Map<number, Bucket>();
  #keys: number[] | null = null;
  #sum = 0;
  count = 0;
  minMs = 0;
  maxMs = 0;

  record(value: number): void {
    this.#put(keyOf(value), 1, value);
    this.#sum += value;
    this.#widen(value, value);
    this.count++;
  }

  get avgMs(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  percentileMs(percentile: number): number {
    return this.#percentiles([percentile])[0] ?? 0;
  }

  latency(): Latency {
    const [med = 0, p90 = 0, p95 = 0, p99 = 0] = this.#percentiles([50, 90, 95, 99]);
    const { count, avgMs: avg, minMs: min, maxMs: max } = this;
    return { count, avg, min, med, p90, p95, p99, max };
  }

  drain(): ValuePart | null {
    if (this.count === 0) return null;
    const { count, minMs: min, maxMs: max } = this;
    const buckets = [...this.#buckets].map(([key, one]) => [key, one.count, one.mean] as const);
    const part = { buckets, count, sum: this.#sum, min, max };
    this.#buckets.clear();
    this.#keys = null;
    this.#sum = 0;
    this.count = 0;
    this.minMs = 0;
    this.maxMs = 0;
    return part;
  }

  absorb(part: ValuePart | null): void {
    if (part === null) return;
    for (const [key, count, mean] of part.buckets) this.#put(key, count, mean);
    this.#sum += part.sum;
    this.#widen(part.min, part.max);
    this.count += part.count;
  }

  /** What {@link decodeValues} reads. */
  encode(): string {
    const pairs = this.#sorted().map((key) => {
      const bucket = this.#buckets.get(key);
      return [bucket?.mean ?? 0, bucket?.count ?? 0];
    });
    return VALUES + JSON.stringify(pairs);
  }

  #put(key: number, count: number, mean: number): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      this.#buckets.set(key, { count, mean });
      this.#keys = null;
      return;
    }
    bucket.count += count;
    // So that a bucket of one value keeps it to the last digit.
    bucket.mean += ((mean - bucket.mean) * count) / bucket.count;
  }

  #widen(min: number, max: number): void {
    this.minMs = this.count === 0 ? min : Math.min(this.minMs, min);
    this.maxMs = this.count === 0 ? max : Math.max(this.maxMs, max);
  }

  #sorted(): readonly number[] {
    this.#keys ??= [...this.#buckets.keys()].sort((a, b) => a - b);
    return this.#keys;
  }

  #percentiles(percentiles: readonly number[]): number[] {
    const pairs = this.#sorted().map((key) => this.#buckets.get(key) ?? { count: 0, mean: 0 });
    return percentilesOf(pairs, percentiles, this.count).map((value) =>
      Math.min(Math.max(value, this.minMs), this.maxMs),
    );
  }
}

/** By nearest rank; percentiles in rising order. */
function percentilesOf(buckets: readonly Bucket[], percentiles: readonly number[], count: number): number[] {
  if (count === 0) return percentiles.map(() => 0);
  let index = -1;
  let reached = 0;
  return percentiles.map((percentile) => {
    const rank = rankOf(percentile, count);
    while (reached < rank && index < buckets.length - 1) reached += buckets[++index]?.count ?? 0;
    return buckets[index]?.mean ?? 0;
  });
}

const VALUES = 'values:';

/** Whether a record's histogram is of values, not of times. */
export function isOfValues(encoded: string): boolean {
  return encoded.startsWith(VALUES);
}

/** A percentile of what {@link ValueHistogram.encode} wrote. */
export function encodedPercentile(encoded: string, percentile: number): number {
  const pairs = JSON.parse(encoded.slice(VALUES.length)) as [mean: number, count: number][];
  const buckets = pairs.map(([mean, count]) => ({ mean, count }));
  const count = buckets.reduce((sum, one) => sum + one.count, 0);
  return percentilesOf(buckets, [percentile], count)[0] ?? 0;
}
