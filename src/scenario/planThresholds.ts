import { parseMetricName, thresholdProblem } from '../metrics/thresholdExpression.ts';
import { nearest } from './nearest.ts';
import type { Plan, PlannedThreshold } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import type { ScenarioFile } from './schema.ts';
import { THRESHOLD_HINT, thresholdEntries } from './schema.ts';

/** The thresholds with their variables put in, in the order of the file. */
export function planThresholds(context: PlanContext, file: ScenarioFile): PlannedThreshold[] {
  return thresholdEntries(file.thresholds ?? {}).map((entry): PlannedThreshold => {
    const path = ['thresholds', ...entry.path];
    const before = context.problems.length;
    const metric = context.hidden.shown(context.text(entry.metric, path));
    const expression = context.hidden.shown(context.text(entry.expression, path));
    const wrong = thresholdProblem(metric, expression, context.metricTypes);
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

/** What the values of a tag may be; null where that is not known. */
type KnownTags = Readonly<Record<string, ReadonlySet<string> | null>>;

/** Warns of a submetric that no sample of the file can ever count in: a misspelt name would always pass. */
export function checkTags(context: PlanContext, plan: Plan, known: KnownTags): void {
  for (const { metric } of plan.thresholds) {
    const parsed = parseMetricName(metric);
    if (!parsed.ok) continue;
    for (const [tag, value] of parsed.tags) checkTag(context, metric, [tag, value], known);
  }
}

function checkTag(
  context: PlanContext,
  metric: string,
  [tag, value]: readonly [string, string],
  known: KnownTags,
): void {
  const names = Object.hasOwn(known, tag) ? known[tag] : null;
  if (!names || names.has(value)) return;
  // One of the user's own tags may be called so too, where there is no group.
  if (tag === 'group' && !value.startsWith('::')) return;
  const what = tag === 'name' ? 'request' : tag;
  const list = [...names];
  const meant = nearest(value, list);
  const choice = list.length === 0 ? `There is no ${what}.` : `There are: ${list.slice(0, 10).join(', ')}.`;
  const hint = meant === undefined ? choice : `Did you mean "${meant}"?`;
  context.warn(['thresholds', metric], `no ${what} is called "${value}"`, hint, { atKey: true });
}
