import { slotsIn } from '../expression/template.ts';
import type { Plan, PlannedScenario } from './plan.ts';
import { type AuthChoice, authOf } from './plannedAuth.ts';
import { deepRequests, flowSlots } from './plannedSteps.ts';

/** All slots that the users of a scenario look at: in its flow, in how its requests authenticate, and to log in. */
export function scenarioSlots(plan: Plan, scenario: PlannedScenario): Set<number> {
  return new SlotSearch(plan).look(scenario.flow, scenario.auth ?? plan.auth).used;
}

/** All slots that a flow looks at that is run to log in. */
export function loginSlots(plan: Plan, flow: string): Set<number> {
  return new SlotSearch(plan).look(flow, undefined).used;
}

class SlotSearch {
  readonly used = new Set<number>();
  readonly #plan: Plan;
  readonly #seen = new Set<string>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** @param auth what its requests inherit; those of a login nothing */
  look(flow: string, auth: AuthChoice | undefined): this {
    if (this.#seen.has(flow)) return this;
    this.#seen.add(flow);
    const { flows, target, auths } = this.#plan;
    for (const slot of flowSlots(flows, flow)) this.used.add(slot);
    if (auths === undefined) return this;
    for (const request of deepRequests(flows, flow)) {
      const own = authOf({ target, auths }, { auth }, request);
      for (const { slot } of slotsIn(own?.value ?? '')) this.used.add(slot);
      if (own?.kind !== 'login') continue;
      for (const one of [own.flow, own.refresh]) if (one !== null) this.look(one, undefined);
    }
    return this;
  }
}
