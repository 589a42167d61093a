import type { Place } from '../base/errors.ts';
import type { Plan } from '../scenario/plan/plan.ts';
import { requestsOf } from '../scenario/plan/plannedSteps.ts';

/** Where the first step stands that leads to a host; null where that is the target, or no step does. */
export function placeOfHost({ file, target, flows }: Plan, host: string): Place | null {
  if (file === null || hostOf(target) === host) return null;
  for (const steps of Object.values(flows)) {
    const request = requestsOf(steps).find(({ origin }) => hostOf(origin) === host);
    if (request?.place) return { file, ...request.place };
  }
  return null;
}

function hostOf(origin: string): string {
  return new URL(origin).hostname.replace(/^\[|\]$/g, '');
}
