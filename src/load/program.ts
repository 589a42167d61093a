import { isSecretName } from '../base/redact.ts';
import type { RecordedCheck, RecordedScenario } from '../metrics/recorder.ts';
import type { RequestSeries } from '../metrics/sample.ts';
import { compileTemplate, type EvaluationContext } from '../scenario/evaluate.ts';
import type { Plan, PlannedRequest, PlannedScenario, PlannedStep, Template } from '../scenario/plan.ts';
import { bodyBytesFor, type Check, compileCheck, inRanges } from './check.ts';
import type { OutgoingRequest } from './requester.ts';

/**
 * A flow as a list of instructions with jumps, so that a virtual user needs only a position in it. What can
 * be made once is made here: constant texts, encoded bodies, compiled checks.
 */
export type Instruction =
  | RequestInstruction
  | { readonly kind: 'think'; readonly minMs: number; readonly maxMs: number }
  /** Goes to the branch whose bound is the first above a random number below `total`. */
  | { readonly kind: 'pick'; readonly total: number; readonly branches: readonly Branch[] }
  | { readonly kind: 'jump'; readonly to: number };

interface Branch {
  readonly below: number;
  readonly to: number;
}

export interface RequestInstruction {
  readonly kind: 'request';
  readonly planned: PlannedRequest;
  /** Index of its series in the recorder. */
  readonly series: number;
  /** Index of its origin among the program's. */
  readonly origin: number;
  readonly checks: readonly { readonly id: number; readonly test: Check }[];
  /** Header values and the like that no failure may show. */
  readonly secrets: readonly string[];
  /** The request for this virtual user; shared by all, valid until the next call. */
  outgoing(context: EvaluationContext): OutgoingRequest;
  /** Whether the flow expects this status, so that it is no failure. */
  expects(status: number): boolean;
}

/** A scenario of the plan, ready to be run. */
export interface Program {
  /** Index in the plan. */
  readonly scenario: number;
  readonly name: string;
  readonly instructions: readonly Instruction[];
  readonly origins: readonly string[];
}

export interface CompiledPlan {
  readonly programs: readonly Program[];
  readonly series: readonly RequestSeries[];
  readonly scenarios: readonly RecordedScenario[];
  readonly checks: readonly RecordedCheck[];
}

/** Compiles all scenarios of a plan. */
export function compilePlan(plan: Plan): CompiledPlan {
  const series: RequestSeries[] = [];
  const checks: RecordedCheck[] = [];
  const programs = plan.scenarios.map((scenario, index): Program => {
    const instructions: Instruction[] = [];
    const compileRequest = (planned: PlannedRequest): RequestInstruction => {
      const id = series.push(seriesOf(plan, scenario, planned)) - 1;
      return {
        kind: 'request',
        planned,
        series: id,
        origin: plan.origins.indexOf(planned.origin),
        checks: planned.checks.map((check) => ({
          id: checks.push({ name: check.name, series: id }) - 1,
          test: compileCheck(check),
        })),
        secrets: secretsOf(planned),
        outgoing: compileOutgoing(planned),
        expects: (status) =>
          planned.checks.some((check) => check.kind === 'status' && inRanges(status, check.accept)),
      };
    };
    append(plan.flows[scenario.flow] ?? [], instructions, compileRequest);
    return { scenario: index, name: scenario.name, instructions, origins: plan.origins };
  });
  const scenarios = plan.scenarios.map(({ name, tags }) => ({ name, tags: { ...plan.tags, ...tags } }));
  return { programs, series, scenarios, checks };
}

function append(
  steps: readonly PlannedStep[],
  into: Instruction[],
  compileRequest: (planned: PlannedRequest) => RequestInstruction,
): void {
  for (const step of steps) {
    if (step.kind === 'request') into.push(compileRequest(step));
    else if (step.kind === 'think') into.push(step);
    else appendPick(step.branches, into, compileRequest);
  }
}

/** The pick itself, then each branch with a jump behind the last. */
function appendPick(
  branches: readonly { readonly weight: number; readonly steps: readonly PlannedStep[] }[],
  into: Instruction[],
  compileRequest: (planned: PlannedRequest) => RequestInstruction,
): void {
  const at = into.length;
  const total = branches.reduce((sum, branch) => sum + branch.weight, 0);
  const bounds: Branch[] = [];
  const jumps: number[] = [];
  into.push({ kind: 'jump', to: at + 1 });
  let below = 0;
  for (const branch of branches) {
    below += branch.weight;
    bounds.push({ below, to: into.length });
    append(branch.steps, into, compileRequest);
    jumps.push(into.push({ kind: 'jump', to: 0 }) - 1);
  }
  for (const jump of jumps) into[jump] = { kind: 'jump', to: into.length };
  into[at] = { kind: 'pick', total, branches: bounds };
}

function seriesOf(plan: Plan, scenario: PlannedScenario, planned: PlannedRequest): RequestSeries {
  const path = templateText(planned.path);
  return {
    scenario: scenario.name,
    name: planned.name,
    method: planned.method,
    path,
    url: planned.origin + path,
    tags: { ...plan.tags, ...scenario.tags, ...planned.tags },
  };
}

/** A template as it was written: `/items/${random.int(1, 9)}`. */
export function templateText(template: Template): string {
  if (typeof template === 'string') return template;
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      return part.args.length === 0 ? `\${${part.call}}` : `\${${part.call}(${part.args.join(', ')})}`;
    })
    .join('');
}

/** The constant parts of secret headers, with and without the scheme before them. */
function secretsOf(planned: PlannedRequest): string[] {
  const values = planned.headers
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) =>
      typeof value === 'string' ? [value] : value.filter((part) => typeof part === 'string'),
    );
  return values.flatMap((value) => [value.trim(), value.trim().replace(/^[A-Za-z]+\s+/, '')]);
}

function compileOutgoing(planned: PlannedRequest): RequestInstruction['outgoing'] {
  const path = compileTemplate(planned.path);
  const body = planned.body === null ? null : compileTemplate(planned.body);
  const dynamicHeaders = planned.headers.flatMap(([, value], index) =>
    typeof value === 'string' ? [] : [{ at: index * 2 + 1, evaluate: compileTemplate(value) }],
  );
  const headers = planned.headers.flatMap(([name, value]) => [name, typeof value === 'string' ? value : '']);
  const request: OutgoingRequest = {
    method: planned.method,
    path: typeof planned.path === 'string' ? requestPath(planned.path) : '',
    headers,
    body: typeof planned.body === 'string' ? Buffer.from(planned.body) : null,
    timeoutMs: planned.timeoutMs,
    keepBodyBytes: Math.max(0, ...planned.checks.map(bodyBytesFor)),
  };
  const dynamicPath = typeof planned.path !== 'string';
  const dynamicBody = body !== null && typeof planned.body !== 'string';
  if (!dynamicPath && !dynamicBody && dynamicHeaders.length === 0) return () => request;
  return (context) => {
    if (dynamicPath) request.path = requestPath(path(context));
    if (dynamicBody) request.body = Buffer.from(body(context));
    for (const { at, evaluate } of dynamicHeaders) headers[at] = evaluate(context);
    return request;
  };
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
