import { parseMetricName, thresholdProblem } from '../metrics/thresholdExpression.ts';
import { nearest } from './nearest.ts';
import type { Plan, PlannedRequest, PlannedThreshold } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import type { ScenarioFile } from './schema.ts';
import { THRESHOLD_HINT, thresholdEntries } from './schema.ts';

/** The thresholds with their variables put in, in the order of the file. */
export function planThresholds(context: PlanContext, file: ScenarioFile): PlannedThreshold[] {
  return thresholdEntries(file.thresholds ?? {}).map((entry): PlannedThreshold => {
    const path = ['thresholds', ...entry.path];
    const before = context.problems.length;
    const metric = context.text(entry.metric, path);
    const expression = context.text(entry.expression, path);
    const wrong = thresholdProblem(metric, expression);
    // Where a variable is missing, that is the problem.
    if (wrong !== null && context.problems.length === before) {
      context.error(path, wrong, THRESHOLD_HINT, { code: 'threshold-invalid' });
    }
    const delayPath = [...path.slice(0, -1), 'delayAbortEval'];
    return {
      metric,
      expression,
      abortOnFail: entry.abortOnFail,
      delayAbortEvalMs: context.durationMs(entry.delayAbortEval, delayPath, 0),
      place: context.place(path),
    };
  });
}

/** Warns of a submetric that no request of the file can ever count in: a misspelt name would always pass. */
export function checkTags(
  context: PlanContext,
  plan: Plan,
  scenarios: readonly string[],
  requests: readonly Omit<PlannedRequest, 'id'>[],
): void {
  const known = new Map([
    ['name', new Set(requests.map((request) => request.name))],
    ['scenario', new Set(scenarios)],
  ]);
  const listed = new Map([...known].map(([tag, names]) => [tag, [...names]]));
  for (const { metric } of plan.thresholds) {
    const parsed = parseMetricName(metric);
    if (!parsed.ok) continue;
    for (const [tag, value] of parsed.tags) {
      const names = listed.get(tag);
      if (names === undefined || known.get(tag)?.has(value)) continue;
      const what = tag === 'name' ? 'request' : 'scenario';
      const meant = nearest(value, names);
      const choice = names.slice(0, 10).join(', ');
      const hint = meant === undefined ? `There are: ${choice}.` : `Did you mean "${meant}"?`;
      context.warn(['thresholds', metric], `no ${what} is called "${value}"`, hint, { atKey: true });
    }
  }
}
