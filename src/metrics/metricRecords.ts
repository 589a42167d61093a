import type { BuiltinSinks } from './builtinSinks.ts';
import type { CustomTable } from './customTable.ts';
import { BUILTIN_METRICS, type BuiltinMetric, type MetricContains } from './names.ts';
import { type Sink, sinkValues } from './sink.ts';
import type { MetricRecord } from './snapshot.ts';
import type { SubmetricTable } from './submetricTable.ts';

/** All metrics and submetrics so far, with the trends' histograms. @param elapsedMs that rates are over */
export function metricRecords(
  builtin: BuiltinSinks,
  submetrics: SubmetricTable,
  custom: CustomTable,
  elapsedMs: number,
): MetricRecord[] {
  const record = (name: string, contains: MetricContains, sink: Sink): MetricRecord => ({
    name,
    type: sink.type,
    contains,
    values: sinkValues(sink, elapsedMs),
    histogram: sink.type === 'trend' ? sink.times.encode() : null,
  });
  const containsOf = (name: string) => BUILTIN_METRICS[name as BuiltinMetric].contains;
  const names = Object.keys(BUILTIN_METRICS) as BuiltinMetric[];
  return [
    ...names.map((name) => record(name, containsOf(name), builtin[name])),
    ...submetrics.all.map(({ name, metric, sink }) => record(name, containsOf(metric), sink)),
    ...custom.all.map(({ name, sink }) => record(name, 'default', sink)),
  ];
}
