import type { MetricType } from '../../metrics/names.ts';
import { metricType, parseMetricName, thresholdProblem } from '../../metrics/thresholdExpression.ts';
import type { Path } from '../problem.ts';
import { hasExpression } from '../schema/fields.ts';
import { metricTypes } from '../schema/metricField.ts';
import { THRESHOLD_HINT, thresholdEntries, thresholdsField } from '../schema/schema.ts';

/** What is wrong with a threshold. */
export interface ThresholdFinding {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
  /** Whether the fault lies in the metric. */
  readonly atKey: boolean;
}

/** What is wrong with the thresholds of a file, whatever else is; variables are not put in yet. */
export function thresholdFindings(data: unknown): ThresholdFinding[] {
  const given =
    typeof data === 'object' && data !== null && 'thresholds' in data ? data.thresholds : undefined;
  const read = thresholdsField.safeParse(given);
  if (!read.success) return [];
  const custom = metricTypes(data);
  return thresholdEntries(read.data).flatMap(({ metric, expression, path }): ThresholdFinding[] => {
    if (hasExpression(metric) || hasExpression(expression)) return [];
    const message = thresholdProblem(metric, expression, custom);
    if (message === null) return [];
    const atKey = isMetricWrong(metric, custom);
    return [{ path: ['thresholds', ...(atKey ? [metric] : path)], message, hint: THRESHOLD_HINT, atKey }];
  });
}

/** Whether the fault of a threshold lies in the metric, whatever the expression. */
function isMetricWrong(metric: string, custom: Readonly<Record<string, MetricType>>): boolean {
  const name = parseMetricName(metric);
  return !name.ok || metricType(name.metric, custom) === undefined;
}
