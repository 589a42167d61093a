import { HotlapError } from '../base/errors.ts';
import { type DecodedHistogram, decodeHistogram } from '../metrics/histogram.ts';
import type { PhaseStats } from '../metrics/rows.ts';
import { perSec } from '../metrics/sink.ts';
import type { MetricRecord } from '../metrics/snapshot.ts';
import { isTrendStat } from '../metrics/thresholdExpression.ts';
import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import { encodedPercentile, isOfValues } from '../metrics/valueHistogram.ts';
import type { RunRecord } from './record.ts';
import { type ExportedGroup, rootGroup } from './rootGroup.ts';

/** k6's `summaryTrendStats` where none are given. */
const DEFAULT_TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'] as const;

/** A metric's aggregates, and whether each of its thresholds was crossed: `true` is a failure. */
export type ExportedMetric = Record<string, number | Record<string, boolean>>;

/** The shape of k6's `--summary-export`. */
export interface SummaryExport {
  readonly root_group: ExportedGroup;
  readonly metrics: Readonly<Record<string, ExportedMetric>>;
}

/**
 * Reads a list as `--summary-trend-stats` takes it: `avg,p(99),count`.
 * @throws HotlapError `usage`
 */
export function parseTrendStats(list: string): string[] {
  const stats = list.split(',').map((one) => one.trim());
  for (const stat of stats) {
    if (isTrendStat(stat)) continue;
    throw new HotlapError({
      code: 'usage',
      message: `"${stat}" is no trend statistic`,
      hint: 'write a list of avg, min, med, max, count and p(N), N from 0 to 100, as in avg,p(95),p(99.9)',
    });
  }
  return stats;
}

/** A run in the shape of k6's `--summary-export`; metrics that no sample reached are left out, as k6 does. */
export function summaryExport(
  record: Pick<RunRecord, 'metrics' | 'thresholds' | 'checks' | 'phases' | 'groups'>,
  trendStats: readonly string[] = DEFAULT_TREND_STATS,
): SummaryExport {
  const phases = record.phases.flatMap((one, index) => exportPhase(one, index, record.phases, trendStats));
  const metrics = record.metrics
    .map((metric) => ({ metric, thresholds: record.thresholds.filter((one) => one.metric === metric.name) }))
    .filter(({ metric, thresholds }) => thresholds.length > 0 || wasObserved(metric))
    .map(({ metric, thresholds }) => [metric.name, exportMetric(metric, thresholds, trendStats)] as const)
    .concat(phases)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    root_group: rootGroup(record),
    metrics: Object.fromEntries(metrics),
  };
}

/** A phase's figures as submetrics; a percentile that a record does not keep of phases is left out. */
function exportPhase(
  phase: PhaseStats,
  index: number,
  phases: readonly PhaseStats[],
  trendStats: readonly string[],
): [string, ExportedMetric][] {
  const { requests, failed, iterations, droppedIterations, durationMs, latencyMs } = phase;
  const { count, avg, min, med, max, p90, p95, p99 } = latencyMs;
  const known: Readonly<Record<string, number>> = {
    ...{ count, avg, min, med, max },
    ...{ 'p(50)': med, 'p(90)': p90, 'p(95)': p95, 'p(99)': p99 },
  };
  const times = trendStats.flatMap((stat) =>
    known[stat] === undefined ? [] : [[stat, known[stat]] as const],
  );
  const counter = (amount: number) => ({ count: amount, rate: perSec(amount, durationMs) });
  // Two stages may do the same.
  const before = phases
    .slice(0, index)
    .filter((one) => one.scenario === phase.scenario && one.name === phase.name).length;
  const tags = `{scenario:${phase.scenario},phase:${phase.name}${before > 0 ? ` (${before + 1})` : ''}}`;
  return [
    [`http_req_duration${tags}`, Object.fromEntries(times)],
    [`http_req_failed${tags}`, { passes: failed, fails: requests - failed, value: failed / (requests || 1) }],
    [`http_reqs${tags}`, counter(requests)],
    [`iterations${tags}`, counter(iterations)],
    [`dropped_iterations${tags}`, counter(droppedIterations)],
  ];
}

function wasObserved({ type, values }: MetricRecord): boolean {
  if (type === 'gauge') return true;
  return type === 'rate' ? (values.passes ?? 0) + (values.fails ?? 0) > 0 : (values.count ?? 0) > 0;
}

function exportMetric(
  metric: MetricRecord,
  thresholds: readonly ThresholdStatus[],
  trendStats: readonly string[],
): ExportedMetric {
  const exported: ExportedMetric = valuesOf(metric, trendStats);
  if (thresholds.length === 0) return exported;
  const crossed = thresholds.map(({ expression, ok }) => [expression, ok === false] as const);
  return { ...exported, thresholds: Object.fromEntries(crossed) };
}

function valuesOf(metric: MetricRecord, trendStats: readonly string[]): Record<string, number> {
  const { type, values } = metric;
  if (type === 'rate')
    return { passes: values.passes ?? 0, fails: values.fails ?? 0, value: values.rate ?? 0 };
  if (type !== 'trend') return { ...values };
  let histogram: DecodedHistogram | null = null;
  const read = (stat: string): number => {
    const known = values[stat];
    if (known !== undefined) return known;
    if (metric.histogram === null) return 0;
    if (isOfValues(metric.histogram)) {
      return encodedPercentile(metric.histogram, Number(stat.slice(2, -1)));
    }
    histogram ??= decodeHistogram(metric.histogram);
    const ms = histogram.percentileMs(Number(stat.slice(2, -1)));
    return Math.min(Math.max(ms, values.min ?? ms), values.max ?? ms);
  };
  return Object.fromEntries(trendStats.map((stat) => [stat, read(stat)]));
}
