import { assertNever } from '../base/assertNever.ts';
import { type Mergeable, MergeableList } from './mergeable.ts';
import type { MetricType } from './names.ts';
import type { CustomStats } from './rows.ts';
import type { RequestSeries } from './sample.ts';
import {
  type CounterSink,
  createPlainSink,
  type GaugeSink,
  type RateSink,
  type Sink,
  sinkValues,
  ValueTrendSink,
} from './sink.ts';
import { carriesAll, seriesTags } from './submetric.ts';
import { parseMetricName } from './thresholdExpression.ts';

/** A metric of the user's as one request of one scenario feeds it. */
export interface RecordedMetric {
  readonly name: string;
  readonly type: MetricType;
  /** Index of the series whose responses it is of. */
  readonly series: number;
}

/** A metric of the user's, or one narrowed by tags, and what its values add up to. */
export interface CustomMetric {
  /** As written, tags included. */
  readonly name: string;
  readonly sink: ValueSink;
}

type ValueSink = CounterSink | GaugeSink | RateSink | ValueTrendSink;

/** The user's own metrics, with the submetrics that thresholds name. */
export class CustomTable implements Mergeable<readonly unknown[]> {
  readonly all: readonly CustomMetric[];
  readonly types: Readonly<Record<string, MetricType>>;
  /** By the index of a recorded metric: all that its values go to. */
  readonly #sinks: readonly (readonly ValueSink[])[];
  readonly #list: MergeableList;

  constructor(
    metrics: readonly RecordedMetric[],
    series: readonly RequestSeries[],
    thresholds: readonly { readonly metric: string }[],
  ) {
    this.types = Object.fromEntries(metrics.map((one) => [one.name, one.type]));
    const names = [...new Set(thresholds.map((one) => one.metric))].filter((name) => this.has(name));
    const wanted = [...new Set([...Object.keys(this.types), ...names])].map((name) => {
      const parsed = parseMetricName(name);
      const metric = parsed.ok ? parsed.metric : name;
      const sink = createValueSink(this.types[metric] ?? 'counter');
      return { name, metric, tags: parsed.ok ? parsed.tags : [], sink };
    });
    this.all = wanted;
    this.#sinks = metrics.map((one) => {
      const of = series[one.series];
      const tags = of === undefined ? {} : seriesTags(of);
      const fed = wanted.filter((other) => other.metric === one.name && carriesAll(tags, other.tags));
      return fed.map((other) => other.sink);
    });
    this.#list = new MergeableList(wanted.map((one) => one.sink));
  }

  /** Whether a name, with tags or without, is of one of them. */
  has(name: string): boolean {
    const parsed = parseMetricName(name);
    return parsed.ok && Object.hasOwn(this.types, parsed.metric);
  }

  /** The sink of a metric or submetric by its name as written. */
  find(name: string): Sink | undefined {
    return this.all.find((one) => one.name === name)?.sink;
  }

  /** Counts a value. */
  add(metric: number, value: number): void {
    for (const sink of this.#sinks[metric] ?? []) take(sink, value);
  }

  /** Those without tags, as a snapshot tells them. */
  rows(elapsedMs: number): CustomStats[] {
    const own = this.all.filter((one) => Object.hasOwn(this.types, one.name));
    return own.map(({ name, sink }) => ({ name, type: sink.type, values: sinkValues(sink, elapsedMs) }));
  }

  drain(): readonly unknown[] {
    return this.#list.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#list.absorb(part);
  }
}

function take(sink: ValueSink, value: number): void {
  switch (sink.type) {
    case 'counter':
      sink.add(value);
      break;
    case 'gauge':
      sink.set(value);
      break;
    case 'rate':
      sink.add(value !== 0);
      break;
    case 'trend':
      sink.record(value);
      break;
    default:
      assertNever(sink);
  }
}

function createValueSink(type: MetricType): ValueSink {
  return type === 'trend' ? new ValueTrendSink() : createPlainSink(type);
}
