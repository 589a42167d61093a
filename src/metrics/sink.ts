import { assertNever } from '../base/assertNever.ts';
import { type HistogramPart, TimeHistogram } from './histogram.ts';
import type { Mergeable } from './mergeable.ts';
import type { MetricType } from './names.ts';
import type { ThresholdExpression } from './thresholdExpression.ts';
import { ValueHistogram } from './valueHistogram.ts';

/** What a metric's samples add up to, by its type; one for each metric and submetric. All are {@link Mergeable}. */
export type Sink = CounterSink | GaugeSink | RateSink | TrendSink | ValueTrendSink;

export class CounterSink implements Mergeable<number> {
  readonly type = 'counter';
  total = 0;

  get empty(): boolean {
    return this.total === 0;
  }

  add(amount: number): void {
    this.total += amount;
  }

  drain(): number {
    const { total } = this;
    this.total = 0;
    return total;
  }

  absorb(total: number): void {
    this.total += total;
  }
}

type GaugePart = Pick<GaugeSink, 'value' | 'min' | 'max'> | null;

export class GaugeSink implements Mergeable<GaugePart> {
  readonly type = 'gauge';
  value = 0;
  min = 0;
  max = 0;
  empty = true;

  set(value: number): void {
    this.min = this.empty ? value : Math.min(this.min, value);
    this.max = this.empty ? value : Math.max(this.max, value);
    this.value = value;
    this.empty = false;
  }

  drain(): GaugePart {
    if (this.empty) return null;
    const { value, min, max } = this;
    this.empty = true;
    return { value, min, max };
  }

  /** Of several threads' last values, the one that is absorbed last stays. */
  absorb(part: GaugePart): void {
    if (part === null) return;
    this.set(part.min);
    this.set(part.max);
    this.value = part.value;
  }
}

type RatePart = Pick<RateSink, 'trues' | 'total'>;

export class RateSink implements Mergeable<RatePart> {
  readonly type = 'rate';
  trues = 0;
  total = 0;

  get empty(): boolean {
    return this.total === 0;
  }

  add(value: boolean): void {
    this.total++;
    if (value) this.trues++;
  }

  drain(): RatePart {
    const { trues, total } = this;
    this.trues = 0;
    this.total = 0;
    return { trues, total };
  }

  absorb({ trues, total }: RatePart): void {
    this.trues += trues;
    this.total += total;
  }
}

export class TrendSink implements Mergeable<HistogramPart | null> {
  readonly type = 'trend';
  readonly times = new TimeHistogram();

  get empty(): boolean {
    return this.times.count === 0;
  }

  /** Integer microseconds. */
  record(durationUs: number): void {
    this.times.record(durationUs);
  }

  drain(): HistogramPart | null {
    return this.times.drain();
  }

  absorb(part: HistogramPart | null): void {
    this.times.absorb(part);
  }
}

/** Of values that are no times, in a unit of their own. */
export class ValueTrendSink implements Mergeable<unknown> {
  readonly type = 'trend';
  readonly times = new ValueHistogram();

  get empty(): boolean {
    return this.times.count === 0;
  }

  record(value: number): void {
    this.times.record(value);
  }

  drain(): ReturnType<ValueHistogram['drain']> {
    return this.times.drain();
  }

  absorb(part: ReturnType<ValueHistogram['drain']>): void {
    this.times.absorb(part);
  }
}

export function createSink(type: MetricType): Exclude<Sink, ValueTrendSink> {
  return type === 'trend' ? new TrendSink() : createPlainSink(type);
}

/** A sink that is the same for times and for values of any other unit. */
export function createPlainSink(type: Exclude<MetricType, 'trend'>): CounterSink | GaugeSink | RateSink {
  switch (type) {
    case 'counter':
      return new CounterSink();
    case 'gauge':
      return new GaugeSink();
    case 'rate':
      return new RateSink();
    default:
      return assertNever(type);
  }
}

/** Per second; 0 before any time has passed. */
export function perSec(count: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (count * 1000) / elapsedMs : 0;
}

/**
 * The left side of a threshold, in the metric's unit. An empty sink reads 0 as k6 has it at the end of a run,
 * but an empty rate has no value: null.
 */
export function aggregate(
  sink: Sink,
  { method, percentile }: Pick<ThresholdExpression, 'method' | 'percentile'>,
  elapsedMs: number,
): number | null {
  switch (sink.type) {
    case 'counter':
      return method === 'rate' ? perSec(sink.total, elapsedMs) : sink.total;
    case 'gauge':
      return sink.value;
    case 'rate':
      return sink.empty ? null : sink.trues / sink.total;
    case 'trend':
      if (method === 'avg') return sink.times.avgMs;
      if (method === 'min') return sink.times.minMs;
      if (method === 'max') return sink.times.maxMs;
      return sink.times.percentileMs(method === 'p' ? (percentile ?? 0) : 50);
    default:
      return assertNever(sink);
  }
}

/** All values of a metric under k6's names, as a record keeps them. */
export function sinkValues(sink: Sink, elapsedMs: number): Record<string, number> {
  switch (sink.type) {
    case 'counter':
      return { count: sink.total, rate: perSec(sink.total, elapsedMs) };
    case 'gauge':
      return { value: sink.value, min: sink.min, max: sink.max };
    case 'rate':
      return {
        rate: sink.empty ? 0 : sink.trues / sink.total,
        passes: sink.trues,
        fails: sink.total - sink.trues,
      };
    case 'trend': {
      const { count, avg, min, med, max, p90, p95, p99 } = sink.times.latency();
      return { count, avg, min, med, max, 'p(90)': p90, 'p(95)': p95, 'p(99)': p99 };
    }
    default:
      return assertNever(sink);
  }
}
