import { createHash } from 'node:crypto';
import { HotlapError } from '../base/errors.ts';
import { type DecodedHistogram, decodeHistogram } from '../metrics/histogram.ts';
import type { CheckStats, MetricRecord, ThresholdStatus } from '../metrics/snapshot.ts';
import { isTrendStat } from '../metrics/thresholdExpression.ts';
import type { RunRecord } from './record.ts';

/** k6's `summaryTrendStats` where none are given. */
export const DEFAULT_TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'] as const;

/** A metric's aggregates, and whether each of its thresholds was crossed: `true` is a failure. */
export type ExportedMetric = Record<string, number | Record<string, boolean>>;

export interface ExportedCheck {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly passes: number;
  readonly fails: number;
}

/** The shape of k6's `--summary-export`. */
export interface SummaryExport {
  readonly root_group: {
    readonly name: string;
    readonly path: string;
    readonly id: string;
    readonly groups: Readonly<Record<string, never>>;
    readonly checks: Readonly<Record<string, ExportedCheck>>;
  };
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
  record: Pick<RunRecord, 'metrics' | 'thresholds' | 'checks'>,
  trendStats: readonly string[] = DEFAULT_TREND_STATS,
): SummaryExport {
  const metrics = record.metrics
    .map((metric) => ({ metric, thresholds: record.thresholds.filter((one) => one.metric === metric.name) }))
    .filter(({ metric, thresholds }) => thresholds.length > 0 || wasObserved(metric))
    .map(({ metric, thresholds }) => [metric.name, exportMetric(metric, thresholds, trendStats)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    root_group: {
      name: '',
      path: '',
      id: md5(''),
      groups: {},
      checks: Object.fromEntries(record.checks.map((check) => [check.name, exportCheck(check)])),
    },
    metrics: Object.fromEntries(metrics),
  };
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
    histogram ??= decodeHistogram(metric.histogram);
    const ms = histogram.percentileMs(Number(stat.slice(2, -1)));
    return Math.min(Math.max(ms, values.min ?? ms), values.max ?? ms);
  };
  return Object.fromEntries(trendStats.map((stat) => [stat, read(stat)]));
}

function exportCheck({ name, passes, fails }: CheckStats): ExportedCheck {
  const path = `::${name}`;
  return { name, path, id: md5(path), passes, fails };
}

/** k6's identity of a group or check; no secret hangs on it. */
function md5(path: string): string {
  return createHash('md5').update(path).digest('hex');
}
