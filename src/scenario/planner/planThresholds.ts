import { nearest, suggestion } from '../../base/nearest.ts';
import { PROTOCOLS } from '../../metrics/sample.ts';
import { parseMetricName, thresholdProblem } from '../../metrics/thresholdExpression.ts';
import type { Plan, PlannedRequest, PlannedThreshold } from '../plan/plan.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import { THRESHOLD_HINT, thresholdEntries } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';

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

/** What the values of a tag may be; null where that is not known. Of a tag that is not among them, there is none. */
type KnownTags = Readonly<Record<string, ReadonlySet<string> | null>>;

/** All requests and groups of a file, also those that are not run; of the groups null where there is no end of them. */
interface FileFlows {
  allRequests(): readonly Pick<PlannedRequest, 'name' | 'method' | 'tags' | 'checks'>[];
  groups(): ReadonlySet<string> | null;
}

/** Beside those whose values are known, the tags that every request has. */
const OPEN_TAGS = { url: null, status: null, error: null, error_code: null };

/** The tags by which samples of a file can be told apart, with their values. */
export function knownTags(file: ScenarioFile, flows: FileFlows, scenarios: readonly string[]): KnownTags {
  const requests = flows.allRequests();
  const places = [file, file.breakpoint, ...Object.values(file.scenarios ?? {}), ...requests];
  const own = Object.fromEntries(
    places.flatMap((place) => Object.keys(place?.tags ?? {})).map((tag) => [tag, null] as const),
  );
  const inherent: KnownTags = {
    name: new Set(requests.map((one) => one.name)),
    scenario: new Set(scenarios),
    method: new Set(requests.map((one) => one.method)),
    expected_response: new Set(['true', 'false']),
    proto: new Set(PROTOCOLS),
    ...OPEN_TAGS,
  };
  const checks = new Set(requests.flatMap((one) => one.checks.map((check) => check.name)));
  // A tag of the user's own may be called `group` or `check` too; the others are always ours.
  return { group: flows.groups(), check: checks, ...own, ...inherent };
}

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
  if (!Object.hasOwn(known, tag)) {
    context.warn(
      ['thresholds', metric],
      `no sample has a tag "${tag}"`,
      suggestion(tag, Object.keys(known)),
      {
        atKey: true,
      },
    );
    return;
  }
  const names = known[tag];
  if (!names || names.has(value)) return;
  // The check of a `repeat` is called after its condition.
  if (tag === 'check' && value.startsWith('until ')) return;
  const what = { name: 'request', proto: 'protocol' }[tag] ?? tag;
  const list = [...names];
  const meant = tag === 'group' && names.has(`::${value}`) ? `::${value}` : nearest(value, list);
  const choice = list.length === 0 ? `There is no ${what}.` : `There are: ${list.slice(0, 10).join(', ')}.`;
  const hint = meant === undefined ? choice : `Did you mean "${meant}"?`;
  context.warn(['thresholds', metric], `no ${what} is called "${value}"`, hint, { atKey: true });
}
