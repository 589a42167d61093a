import type { MetricContains } from './names.ts';
import { type Sink, sinkValues } from './sink.ts';
import type { MetricRecord } from './snapshot.ts';

/** A metric's values so far. @param elapsedMs that rates are over */
export function metricRecord(
  name: string,
  contains: MetricContains,
  sink: Sink,
  elapsedMs: number,
): MetricRecord {
  return {
    name,
    type: sink.type,
    contains,
    values: sinkValues(sink, elapsedMs),
    histogram: sink.type === 'trend' ? sink.times.encode() : null,
  };
}
