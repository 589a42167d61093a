import type { RecordedMetric } from '../../metrics/customTable.ts';
import { compileTemplate, type EvaluationContext } from '../../scenario/expression/evaluate.ts';
import type { PlannedRequest } from '../../scenario/plan/plan.ts';
import type { PlannedMetric } from '../../scenario/plan/plannedMetric.ts';
import { CHECKED_BODY_BYTES, compileJsonReader } from './check.ts';
import type { CheckedResponse } from './checkedResponse.ts';

/** Takes a number for a metric of the user's. */
export interface MetricReader {
  /** Its index among the recorder's. */
  readonly metric: number;
  /** The index of the check that there is a number. */
  readonly check: number;
  /** undefined where there is none. */
  read(response: CheckedResponse, user: EvaluationContext): number | undefined;
  /** What is told where there is none. @param response null where none came */
  missing(response: CheckedResponse | null, user: EvaluationContext): string;
}

/** How many bytes of the response body a metric needs. */
export function metricBodyBytes({ from }: PlannedMetric): number {
  return from === 'json' ? CHECKED_BODY_BYTES : 0;
}

function compileMetric(planned: PlannedMetric, metric: number, check: number): MetricReader {
  const nothing = `no number for the metric ${planned.name}`;
  if (planned.from === 'json') {
    const { path } = planned;
    const find = compileJsonReader(path);
    return {
      metric,
      check,
      read: (response) => numberOf(find(response)),
      missing: (response) => `${nothing}: ${response?.jsonProblem() ?? `the body has none at ${path}`}`,
    };
  }
  const text = compileTemplate(planned.text);
  return {
    metric,
    check,
    read: (_, user) => numberOf(text(user)),
    missing: (response, user) =>
      response === null ? `${nothing}: no response came` : `${nothing}: "${text(user).slice(0, 80)}" is none`,
  };
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 'true' || value === 'false') return value === 'true' ? 1 : 0;
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = isText || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Compiles a request's metrics; null where it has none.
 * @param checkOf a new check, by its name
 * @param all those that are recorded, to which they are added
 */
export function compileMetrics(
  { metrics }: PlannedRequest,
  series: number,
  checkOf: (name: string) => number,
  all: RecordedMetric[],
): MetricReader[] | null {
  if (metrics === undefined) return null;
  return metrics.map((planned) => {
    const { name, type } = planned;
    return compileMetric(planned, all.push({ name, type, series }) - 1, checkOf(`metric ${name}`));
  });
}
