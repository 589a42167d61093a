import { isSecretName, redactUrl } from '../base/redact.ts';
import type { RecordedCheck, RecordedGroup, RecordedScenario } from '../metrics/recorder.ts';
import type { RecordedPhase } from '../metrics/phaseTable.ts';
import type { RequestSeries } from '../metrics/sample.ts';
import { compileTemplate, type EvaluationContext } from '../scenario/evaluate.ts';
import { toldPhases } from '../scenario/phases.ts';
import type { Plan, PlannedRequest, PlannedScenario, Template, TemplatePart } from '../scenario/plan.ts';
import { flowSlots, requestsOf } from '../scenario/plannedSteps.ts';
import { slotsIn } from '../scenario/template.ts';
import { compileBody } from './body/compileBody.ts';
import {
  type Capture,
  captureBodyBytes,
  captureCheckName,
  compileCapture,
  isSecretCapture,
  isSecretValue,
} from './capture.ts';
import { bodyBytesFor, CHECKED_BODY_BYTES, compileCheck, inRanges } from './check.ts';
import type { Observation } from './condition.ts';
import { DataFeed } from './dataFeed.ts';
import { compileFlow } from './flowCompiler.ts';
import type { Instruction } from './instruction.ts';
import { type PhaseTrack, trackPhases } from './phaseTrack.ts';
import type { OutgoingRequest } from './requester.ts';
import type { RequestInstruction } from './requestInstruction.ts';

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
  /** Those whose values no failure may show. */
  readonly secretSlots: readonly number[];
  /** The data whose rows its flow uses. */
  readonly feeds: readonly DataFeed[];
  /** Decides the random numbers of each virtual user; null for none that repeat. */
  readonly seed: number | null;
  /** null where it has no phases to be told apart. */
  readonly phases: PhaseTrack | null;
  /** How long the cookies of a virtual user live: as long as its iteration, or as it does. */
  readonly cookies: 'iteration' | 'vu' | 'off';
}

export interface CompiledPlan {
  readonly programs: readonly Program[];
  readonly series: readonly RequestSeries[];
  readonly scenarios: readonly RecordedScenario[];
  readonly checks: readonly RecordedCheck[];
  readonly groups: readonly RecordedGroup[];
  readonly phases: readonly RecordedPhase[];
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
  const told = toldPhases(plan.scenarios);
  const compileCaptures = ({ captures }: PlannedRequest, series: number): Capture[] | null =>
    captures?.map((one) => {
      const check = checks.push({ name: captureCheckName(one.name), series }) - 1;
      return compileCapture(one, check);
    }) ?? null;
  const feeds = (plan.data ?? []).map((one, index) => new DataFeed(one, rows[index]));
  const values = slotsOf(plan);
  const programs = plan.scenarios.map((scenario, index): Program => {
    const compileRequest = (planned: PlannedRequest, group: string): RequestInstruction => {
      const id = series.push(seriesOf(plan, scenario, planned, group)) - 1;
      const { request, outgoing } = compileOutgoing(planned);
      const observes: Observation[] = [];
      return {
        kind: 'request',
        planned,
        series: id,
        origin: plan.origins.indexOf(planned.origin),
        checks: planned.checks.map((check) => ({
          id: checks.push({ name: check.name, series: id }) - 1,
          test: compileCheck(check),
        })),
        captures: compileCaptures(planned, id),
        secrets: [...plan.secrets, ...secretsOf(planned)],
        outgoing,
        observes,
        observe: (observation) => {
          if (observes.includes(observation)) return;
          observes.push(observation);
          if (observation.needsBody) request.keepBodyBytes = CHECKED_BODY_BYTES;
        },
        expects: (status) =>
          planned.checks.some((check) => check.kind === 'status' && inRanges(status, check.accept)),
      };
    };
    const flow = compileFlow(plan.flows, scenario.flow, {
      request: compileRequest,
      group: (path) => groupIn(groups, index, path),
      pacingMs: scenario.pacingMs ?? 0,
      check: (name, request) => checks.push({ name, series: request?.series ?? -1 }) - 1,
    });
    return {
      scenario: index,
      name: scenario.name,
      ...flow,
      origins: plan.origins,
      ...values,
      given,
      feeds: feedsOf(plan, scenario.flow, feeds),
      phases: trackPhases(phases, told[index] ?? [], { index, name: scenario.name }),
    };
  });
  const scenarios = plan.scenarios.map(({ name, tags }) => ({ name, tags: { ...plan.tags, ...tags } }));
  return { programs, series, scenarios, checks, groups, phases };
}

/** What the users of all scenarios of a plan need to know of its values. */
function slotsOf(plan: Plan): Pick<Program, 'slots' | 'captured' | 'secretSlots' | 'seed' | 'cookies'> {
  const requests = Object.values(plan.flows).flatMap(requestsOf);
  const captures = requests.flatMap((request) => request.captures ?? []);
  const columns = (plan.data ?? []).flatMap((one) => one.slots);
  const secretColumns = columns.filter((slot) => isSecretValue(plan.slots?.[slot]?.split('.').at(-1) ?? ''));
  return {
    slots: plan.slots?.length ?? 0,
    captured: [...new Set(captures.map((one) => one.slot))],
    secretSlots: [...new Set([...captures.filter(isSecretCapture).map((one) => one.slot), ...secretColumns])],
    seed: plan.seed ?? null,
    cookies: plan.cookies ?? 'iteration',
  };
}

/** Those of which a flow uses a column. */
function feedsOf(plan: Plan, flow: string, feeds: readonly DataFeed[]): DataFeed[] {
  if (feeds.length === 0) return [];
  const used = flowSlots(plan.flows, flow);
  return feeds.filter((feed) => feed.slots.some((slot) => used.has(slot)));
}

/** The index of a scenario's group; those of one path are one. */
function groupIn(groups: RecordedGroup[], scenario: number, path: string): number {
  const known = groups.findIndex((one) => one.scenario === scenario && one.path === path);
  return known >= 0 ? known : groups.push({ scenario, path }) - 1;
}

function seriesOf(
  plan: Plan,
  scenario: PlannedScenario,
  planned: PlannedRequest,
  group: string,
): RequestSeries {
  const path = redactUrl(templateText(planned.path, plan.slots), plan.secrets);
  return {
    scenario: scenario.name,
    name: planned.name,
    method: planned.method,
    path,
    url: planned.origin + path,
    tags: { ...plan.tags, ...scenario.tags, ...planned.tags, ...(group === '' ? {} : { group }) },
  };
}

/** A template as it was written: `/items/${random.int(1, 9)}`. */
export function templateText(template: Template, slots: readonly string[] = []): string {
  if (typeof template === 'string') return template;
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('slot' in part) return `\${${slots[part.slot] ?? ''}}`;
      if ('base64' in part) return `\${base64(…)}`;
      return part.args.length === 0 ? `\${${part.call}}` : `\${${part.call}(${part.args.join(', ')})}`;
    })
    .join('');
}

/** The constant parts of secret headers, with and without the scheme before them; of cookies each value. */
function secretsOf(planned: PlannedRequest): string[] {
  const values = planned.headers.filter(([name]) => isSecretName(name)).map(([, value]) => value);
  return values.flatMap((value) => {
    // Beside a part that is evaluated stand a scheme and the names of cookies: hidden, they would hide what it is.
    if (typeof value !== 'string') return value.flatMap(secretPieces);
    const whole = value.trim();
    const cookies = [...whole.matchAll(/=([^;\s]+)/g)].map(([, one = '']) => one);
    return [whole, whole.replace(/^[A-Za-z]+\s+/, ''), ...cookies];
  });
}

function secretPieces(part: TemplatePart): string[] {
  if (typeof part !== 'string') return [];
  const pieces = part.replace(/^[A-Za-z]+\s+/, '').split(/[;,\s]+/);
  return pieces.map((piece) => piece.replace(/^[^=]*=/, '')).filter((piece) => piece !== '');
}

function compileOutgoing(planned: PlannedRequest): {
  request: OutgoingRequest;
  outgoing: RequestInstruction['outgoing'];
} {
  const path = compileTemplate(planned.path);
  const body = compileBody(planned);
  const dynamicHeaders = planned.headers.flatMap(([, value], index) =>
    typeof value === 'string' ? [] : [{ at: index * 2 + 1, evaluate: compileTemplate(value) }],
  );
  const headers = planned.headers.flatMap(([name, value]) => [name, typeof value === 'string' ? value : '']);
  const request: OutgoingRequest = {
    method: planned.method,
    path: typeof planned.path === 'string' ? requestPath(planned.path) : '',
    headers,
    body: body.constant,
    timeoutMs: planned.timeoutMs,
    ...(planned.limits === undefined ? {} : { limits: planned.limits }),
    keepBodyBytes: Math.max(
      0,
      ...planned.checks.map(bodyBytesFor),
      ...(planned.captures ?? []).map(captureBodyBytes),
    ),
  };
  const dynamicPath = typeof planned.path !== 'string';
  const makeBody = body.make;
  if (!dynamicPath && makeBody === null && dynamicHeaders.length === 0) {
    return { request, outgoing: () => request };
  }
  const outgoing = (context: EvaluationContext): OutgoingRequest => {
    if (dynamicPath) request.path = requestPath(withoutOrigin(path(context), planned.origin));
    if (makeBody !== null) request.body = makeBody(context);
    if (dynamicHeaders.length > 0) {
      // A new list: another user may still need the last one, to follow a redirect.
      const values = headers.slice();
      for (const { at, evaluate } of dynamicHeaders) values[at] = evaluate(context);
      request.headers = values;
    }
    return request;
  };
  return { request, outgoing };
}

/** A captured Location may be a whole URL. */
function withoutOrigin(path: string, origin: string): string {
  return path.startsWith(origin) ? path.slice(origin.length) : path;
}

const UNFIT = /[^\x21-\x7e]/;

/** What may not stand in a request line is percent-encoded; what is encoded already stays. */
function requestPath(path: string): string {
  const whole = path.startsWith('/') ? path : `/${path}`;
  return UNFIT.test(whole) ? whole.replace(/[^\x21-\x7e]+/g, encodeText) : whole;
}

function encodeText(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
