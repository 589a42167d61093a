import { parseMetricName } from '../../metrics/thresholdExpression.ts';
import type { Plan, PlannedThreshold } from '../plan/plan.ts';
import { groupPaths, requestsOf } from '../plan/plannedSteps.ts';

/** Tags of whatever is run: what they may be is not to be known from the plan, or does not depend on what is run. */
const OPEN_TAGS: ReadonlySet<string> = new Set([
  'check',
  'error',
  'error_code',
  'expected_response',
  'method',
  'proto',
  'status',
  'url',
]);

/** The groups of a login begin so; they are not among those of the flows. */
const LOGIN_GROUP = '::login';

/**
 * The thresholds of a plan in which only some scenarios of its file are run: without those on samples that only the
 * others have, which would judge what was not asked for (`http_reqs{scenario:other}: count > 100`).
 * @param ownMetrics the names of the file's own metrics
 */
export function thresholdsOfRun(plan: Plan, ownMetrics: readonly string[]): PlannedThreshold[] {
  const requests = Object.values(plan.flows).flatMap(requestsOf);
  const measured = new Set(requests.flatMap(({ metrics = [] }) => metrics.map((one) => one.name)));
  const tags = carriedTags(plan);
  const isCarried = ([tag, value]: readonly [string, string]) =>
    OPEN_TAGS.has(tag) ||
    (tag === 'group' && value.startsWith(LOGIN_GROUP)) ||
    (tags.get(tag)?.has(value) ?? false);
  return plan.thresholds.filter(({ metric }) => {
    const parsed = parseMetricName(metric);
    if (!parsed.ok) return true;
    const isMeasured = measured.has(parsed.metric) || !ownMetrics.includes(parsed.metric);
    return isMeasured && parsed.tags.every(isCarried);
  });
}

/** What the samples of a plan may carry, by tag. */
function carriedTags(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const carried = new Map<string, Set<string>>();
  const add = (tag: string, value: string): void => {
    const values = carried.get(tag) ?? new Set();
    carried.set(tag, values.add(value));
  };
  const requests = Object.values(plan.flows).flatMap(requestsOf);
  for (const { name } of plan.scenarios) add('scenario', name);
  for (const { name } of requests) add('name', name);
  for (const path of groupPaths(plan.flows)) add('group', path);
  for (const { tags } of [plan, ...plan.scenarios, ...requests])
    for (const [tag, value] of Object.entries(tags)) add(tag, value);
  return carried;
}
