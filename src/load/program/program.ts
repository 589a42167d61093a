import { isSecretName } from '../../base/redact.ts';
import type { RecordedMetric } from '../../metrics/customTable.ts';
import type { RecordedPhase } from '../../metrics/phaseTable.ts';
import type { RecordedCheck, RecordedGroup, RecordedScenario } from '../../metrics/recorderOptions.ts';
import type { RequestSeries } from '../../metrics/sample.ts';
import { slotsIn } from '../../scenario/expression/template.ts';
import { toldPhases } from '../../scenario/plan/phases.ts';
import type { Plan, PlannedRequest, PlannedScenario } from '../../scenario/plan/plan.ts';
import { authOf, LOGIN_GROUP, type PlannedAuth } from '../../scenario/plan/plannedAuth.ts';
import { requestsOf } from '../../scenario/plan/plannedSteps.ts';
import { scenarioSlots } from '../../scenario/plan/scenarioSlots.ts';
import { isSecretCapture, isSecretValue } from '../check/capture.ts';
import { authInLogin, type CompiledLogin, compileLogins } from './compileLogins.ts';
import { compileRequest, UNCOUNTED } from './compileRequest.ts';
import type { Credentials } from './credentials.ts';
import { DataFeed } from './dataFeed.ts';
import { compileFlow, type FlowTargets } from './flowCompiler.ts';
import type { Instruction } from './instruction.ts';
import { type PhaseTrack, trackPhases } from './phaseTrack.ts';

/** A scenario of the plan, ready to be run. */
export interface Program {
  /** Index in the plan. */
  readonly scenario: number;
  readonly name: string;
  readonly instructions: readonly Instruction[];
  /** Where an iteration goes that a failure ends: behind the steps. */
  readonly end: number;
  /** How many loops a virtual user keeps count of. */
  readonly loops: number;
  readonly origins: readonly string[];
  /** How many slots for values a virtual user has. */
  readonly slots: number;
  /** Those whose values are captured, and so begin empty in each iteration. */
  readonly captured: readonly number[];
  /** By slot, what setup has captured; empty where there is none. */
  readonly given: readonly unknown[];
  /** How its users log in; empty where they need not. */
  readonly logins: readonly CompiledLogin[];
  /** Those whose values no failure may show. */
  readonly secretSlots: readonly number[];
  /** The data whose rows its flow uses. */
  readonly feeds: readonly DataFeed[];
  /** Decides the random numbers of each virtual user; null for none that repeat. */
  readonly seed: number | null;
  /** Whether each request carries a trace. */
  readonly traceparent: boolean;
  /** How long the cookies of a virtual user live: as long as its iteration, or as it does. */
  readonly cookies: 'iteration' | 'vu' | 'off';
  /** null where it has no phases to be told apart. */
  readonly phases: PhaseTrack | null;
}

export interface CompiledPlan {
  readonly programs: readonly Program[];
  readonly series: readonly RequestSeries[];
  readonly scenarios: readonly RecordedScenario[];
  readonly checks: readonly RecordedCheck[];
  readonly groups: readonly RecordedGroup[];
  readonly phases: readonly RecordedPhase[];
  /** The user's own. */
  readonly metrics: readonly RecordedMetric[];
}

/**
 * Compiles all scenarios of a plan.
 * @param given by slot, what setup has captured
 * @param rows by data, the memory in which threads share its rows
 */
export function compilePlan(
  plan: Plan,
  given: readonly unknown[] = [],
  rows: readonly Int32Array[] = [],
): CompiledPlan {
  const series: RequestSeries[] = [];
  const checks: RecordedCheck[] = [];
  const groups: RecordedGroup[] = [];
  const phases: RecordedPhase[] = [];
  const metrics: RecordedMetric[] = [];
  const told = toldPhases(plan.scenarios);
  const shared = new Map<PlannedAuth, Credentials>();
  const feeds = (plan.data ?? []).map((one, index) => new DataFeed(one, rows[index]));
  const values = slotsOf(plan);
  const programs = plan.scenarios.map((scenario, index): Program => {
    const tables = { plan, scenario, series, checks, metrics };
    const logins = compileLogins(plan, scenario, shared, {
      request: (planned, group) => {
        const auth = authInLogin(plan, planned);
        return compileRequest(tables, planned, LOGIN_GROUP + group, { auth, login: null, isCounted: false });
      },
      group: (path) => groupIn(groups, index, LOGIN_GROUP + path),
      pacingMs: 0,
      check: () => UNCOUNTED,
    });
    const targets: FlowTargets = {
      request: (planned, group) => {
        const auth = authOf(plan, scenario, planned);
        const login = auth === null ? null : (logins.byAuth.get(auth)?.login ?? null);
        return compileRequest(tables, planned, group, { auth, login, isCounted: true });
      },
      group: (path) => groupIn(groups, index, path),
      pacingMs: scenario.pacingMs ?? 0,
      check: (name, request) => checks.push({ name, series: request?.series ?? -1 }) - 1,
    };
    const flow = compileFlow(plan.flows, scenario.flow, targets, logins.loops);
    const held = new Set([...logins.byAuth.values()].flatMap((one) => one.login.slots));
    return {
      scenario: index,
      name: scenario.name,
      ...flow,
      origins: plan.origins,
      ...values,
      captured: values.captured.filter((slot) => !held.has(slot)),
      logins: [...logins.byAuth.values()],
      given,
      feeds: feedsOf(plan, scenario, feeds),
      phases: trackPhases(phases, told[index] ?? [], { index, name: scenario.name }),
    };
  });
  const scenarios = plan.scenarios.map(({ name, tags }) => ({ name, tags: { ...plan.tags, ...tags } }));
  return { programs, series, scenarios, checks, groups, phases, metrics };
}

/** What the users of all scenarios of a plan need to know of its values. */
function slotsOf(
  plan: Plan,
): Pick<Program, 'slots' | 'captured' | 'secretSlots' | 'seed' | 'cookies' | 'traceparent'> {
  const requests = Object.values(plan.flows).flatMap(requestsOf);
  const captures = requests.flatMap((request) => request.captures ?? []);
  const columns = (plan.data ?? []).flatMap((one) => one.slots);
  const secretColumns = columns.filter((slot) => isSecretValue(plan.slots?.[slot]?.split('.').at(-1) ?? ''));
  return {
    slots: plan.slots?.length ?? 0,
    captured: [...new Set(captures.map((one) => one.slot))],
    secretSlots: [
      ...new Set([
        ...captures.filter(isSecretCapture).map((one) => one.slot),
        ...requests.flatMap(credentialSlots),
        ...(plan.auths ?? []).flatMap((one) => slotsIn(one.value).map(({ slot }) => slot)),
        ...secretColumns,
      ]),
    ],
    seed: plan.seed ?? null,
    cookies: plan.cookies ?? 'iteration',
    traceparent: plan.traceparent === true,
  };
}

/** The slots of values that go into a header such as `Authorization`. */
function credentialSlots({ headers }: PlannedRequest): number[] {
  const credentials = headers.filter(([name]) => isSecretName(name));
  return credentials.flatMap(([, value]) => slotsIn(value).map((one) => one.slot));
}

/** Those of which a scenario uses a column. */
function feedsOf(plan: Plan, scenario: PlannedScenario, feeds: readonly DataFeed[]): DataFeed[] {
  if (feeds.length === 0) return [];
  const used = scenarioSlots(plan, scenario);
  return feeds.filter((feed) => feed.slots.some((slot) => used.has(slot)));
}

/** The index of a scenario's group; those of one path are one. */
function groupIn(groups: RecordedGroup[], scenario: number, path: string): number {
  const known = groups.findIndex((one) => one.scenario === scenario && one.path === path);
  return known >= 0 ? known : groups.push({ scenario, path }) - 1;
}
