import type { Plan, PlannedRequest, PlannedScenario, PlannedStep } from '../../scenario/plan/plan.ts';
import { authOf, type PlannedAuth } from '../../scenario/plan/plannedAuth.ts';
import { capturedSlots, deepRequests, mapRequests } from '../../scenario/plan/plannedSteps.ts';
import { Credentials, type Login } from './credentials.ts';
import { type CompiledFlow, compileFlow, type FlowTargets } from './flowCompiler.ts';

type PlannedLogin = Extract<PlannedAuth, { kind: 'login' }>;

/** A login as the users run it. */
export interface CompiledLogin {
  readonly login: Login;
  readonly flow: CompiledFlow;
  /** Run in its place after a 401; null where it is the login itself. */
  readonly refresh: CompiledFlow | null;
}

/** The logins that a scenario's flow needs, and how many loops are in them. */
export interface CompiledLogins {
  readonly byAuth: ReadonlyMap<PlannedAuth, CompiledLogin>;
  readonly loops: number;
}

/**
 * Compiles the flows that log a scenario's users in.
 * @param shared by auth, what the users of all scenarios have in common; new ones are put into it
 */
export function compileLogins(
  plan: Plan,
  scenario: PlannedScenario,
  shared: Map<PlannedAuth, Credentials>,
  targets: FlowTargets,
): CompiledLogins {
  const byAuth = new Map<PlannedAuth, CompiledLogin>();
  let loops = 0;
  const needed = loginsOf(plan, scenario);
  const flows = needed.size === 0 ? {} : strictFlows(plan);
  const compile = (name: string) => {
    const compiled = compileFlow(flows, name, targets, loops);
    loops = compiled.loops;
    return compiled;
  };
  for (const auth of needed) {
    const { flow, refresh, slot, per, shown } = auth;
    const names = refresh === null ? [flow] : [flow, refresh];
    const slots = new Set([slot, ...names.flatMap((one) => [...capturedSlots(plan.flows, one)])]);
    if (per === 'shared' && !shared.has(auth)) shared.set(auth, new Credentials());
    byAuth.set(auth, {
      login: { index: byAuth.size, name: shown, slot, slots: [...slots], shared: shared.get(auth) ?? null },
      flow: compile(flow),
      refresh: refresh === null ? null : compile(refresh),
    });
  }
  return { byAuth, loops };
}

/** The logins that requests of a scenario need. */
function loginsOf(plan: Plan, scenario: PlannedScenario): Set<PlannedLogin> {
  const found = new Set<PlannedLogin>();
  if (plan.auths === undefined) return found;
  for (const request of deepRequests(plan.flows, scenario.flow)) {
    const auth = authOf(plan, scenario, request);
    if (auth?.kind === 'login') found.add(auth);
  }
  return found;
}

/** How a request of a login authenticates: by what it says itself. */
export function authInLogin({ target, auths }: Plan, request: PlannedRequest): PlannedAuth | null {
  return authOf({ target, auths }, {}, request);
}

/** The flows of a plan, each request of which must do. */
function strictFlows(plan: Plan): Record<string, PlannedStep[]> {
  const strict = (steps: readonly PlannedStep[]) =>
    mapRequests(steps, (request) => ({ ...request, stopOnFail: true }));
  return Object.fromEntries(Object.entries(plan.flows).map(([name, steps]) => [name, strict(steps)]));
}

/** The request with its auth in it: in place of a header of that name, or behind the query. */
export function withAuth(request: PlannedRequest, auth: PlannedAuth | null): PlannedRequest {
  if (auth === null) return request;
  if (auth.kind === 'query') {
    const path = [request.path].flat();
    const hasQuery = path.some((part) => typeof part === 'string' && part.includes('?'));
    const added = `${hasQuery ? '&' : '?'}${auth.name}=`;
    const { value } = auth;
    if (typeof request.path === 'string' && typeof value === 'string') {
      return { ...request, path: request.path + added + value };
    }
    return { ...request, path: [path, added, value].flat() };
  }
  const name = auth.name.toLowerCase();
  const others = request.headers.filter(([one]) => one.toLowerCase() !== name);
  return { ...request, headers: [...others, [auth.name, auth.value]] };
}
