import type { PlannedRequest, PlannedStep } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { ParallelStep } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';

/** k6's `batch` and `batchPerHost`. */
const MAX = 20;
const MAX_PER_HOST = 6;

/** Requests that are sent at once, with k6's limits where the step has none. */
export function planParallel(
  context: PlanContext,
  { max = MAX, maxPerHost }: ParallelStep,
  requests: PlannedRequest[],
  path: Path,
): PlannedStep {
  if (maxPerHost === undefined) tellWaiting(context, requests, max, [...path, 'parallel']);
  return { kind: 'parallel', requests, max, maxPerHost: maxPerHost ?? MAX_PER_HOST };
}

/** Who writes ten requests at once may not know that a host gets six; who gives a number does. */
function tellWaiting(
  context: PlanContext,
  requests: readonly PlannedRequest[],
  max: number,
  path: Path,
): void {
  const counts = new Map<string, number>();
  for (const { origin } of requests) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  const [host, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  if (Math.min(count, max) <= MAX_PER_HOST) return;
  const message = `${count} requests go to ${host}, and at once at most ${MAX_PER_HOST} of them: the others wait`;
  const more = count > max ? ` and max: ${count}` : '';
  const hint = `Write maxPerHost: ${count}${more} beside parallel to send all at once, or maxPerHost: ${MAX_PER_HOST} where it is meant.`;
  context.warn(path, message, hint, { atKey: true });
}
