import type { Plan, PlannedScenario } from './plan.ts';
import { authOf } from './plannedAuth.ts';
import { deepRequests, flowSlots } from './plannedSteps.ts';
import { slotsIn } from './template.ts';

/** All slots that the users of a scenario look at: in its flow, in how its requests authenticate, and to log in. */
export function scenarioSlots(plan: Plan, scenario: PlannedScenario): Set<number> {
  const used = flowSlots(plan.flows, scenario.flow);
  if (plan.auths === undefined) return used;
  const seen = new Set<string>();
  const look = (flow: string, around: Plan, scenarioAuth: PlannedScenario['auth']): void => {
    if (seen.has(flow)) return;
    seen.add(flow);
    for (const slot of flowSlots(plan.flows, flow)) used.add(slot);
    for (const request of deepRequests(plan.flows, flow)) {
      const auth = authOf(around, { auth: scenarioAuth }, request);
      for (const { slot } of slotsIn(auth?.value ?? '')) used.add(slot);
      if (auth?.kind !== 'login') continue;
      for (const one of [auth.flow, auth.refresh])
        if (one !== null) look(one, { ...plan, auth: 'none' }, undefined);
    }
  };
  look(scenario.flow, plan, scenario.auth);
  return used;
}
