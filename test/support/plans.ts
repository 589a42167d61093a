import type {
  Plan,
  PlannedExecutor,
  PlannedRequest,
  PlannedScenario,
  PlannedStep,
} from '../../src/scenario/plan/plan.ts';

/** A request of a plan, by what matters to a test. */
export function plannedRequest(origin: string, overrides: Partial<PlannedRequest> = {}): PlannedRequest {
  return {
    kind: 'request',
    id: 0,
    method: 'GET',
    origin,
    path: '/',
    name: 'GET /',
    headers: [],
    body: null,
    timeoutMs: 60_000,
    checks: [],
    stopOnFail: false,
    tags: {},
    place: null,
    ...overrides,
  };
}

export function plannedScenario(
  executor: PlannedExecutor,
  overrides: Partial<PlannedScenario> = {},
): PlannedScenario {
  return {
    name: 'default',
    flow: 'default',
    startTimeMs: 0,
    gracefulStopMs: 30_000,
    tags: {},
    executor,
    place: null,
    ...overrides,
  };
}

/** A plan of one scenario with one flow. */
export function planOf(
  origin: string,
  scenario: PlannedScenario,
  steps: PlannedStep[],
  overrides: Partial<Plan> = {},
): Plan {
  return {
    version: 1,
    name: 'test',
    file: null,
    target: origin,
    origins: [origin],
    scenarios: [scenario],
    flows: { [scenario.flow]: steps },
    thresholds: [],
    tags: {},
    secrets: [],
    warmupMs: 0,
    profile: false,
    ...overrides,
  };
}
