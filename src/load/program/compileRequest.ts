import { isSecretName, redactUrl } from '../../base/redact.ts';
import type { RecordedMetric } from '../../metrics/customTable.ts';
import type { RecordedCheck } from '../../metrics/recorderOptions.ts';
import type { RequestSeries } from '../../metrics/sample.ts';
import { compileTemplate, type EvaluationContext } from '../../scenario/expression/evaluate.ts';
import { isOpenModel } from '../../scenario/plan/phases.ts';
import type {
  Plan,
  PlannedRequest,
  PlannedScenario,
  Template,
  TemplatePart,
} from '../../scenario/plan/plan.ts';
import type { PlannedAuth } from '../../scenario/plan/plannedAuth.ts';
import { compileBody } from '../body/compileBody.ts';
import { captureBodyBytes, captureCheckName, compileCapture } from '../check/capture.ts';
import { bodyBytesFor, CHECKED_BODY_BYTES, compileCheck, inRanges } from '../check/check.ts';
import type { Observation } from '../check/condition.ts';
import { compileMetrics, metricBodyBytes } from '../check/metricReader.ts';
import type { OutgoingRequest } from '../transport/requester.ts';
import { withAuth } from './compileLogins.ts';
import type { Login } from './credentials.ts';
import type { RequestInstruction } from './requestInstruction.ts';

/** The number of a check that is none of the run's. */
export const UNCOUNTED = -1;

/** How a request authenticates, and whether its expectations are checks of the run: those of a login are not. */
export interface RequestRole {
  readonly auth: PlannedAuth | null;
  readonly login: Login | null;
  readonly isCounted: boolean;
}

/** What the requests of a scenario are compiled into. */
export interface RequestTables {
  readonly plan: Plan;
  readonly scenario: PlannedScenario;
  readonly series: RequestSeries[];
  readonly checks: RecordedCheck[];
  readonly metrics: RecordedMetric[];
}

/** Compiles a request of a flow. @param group k6's path, empty outside of any */
export function compileRequest(
  { plan, scenario, series, checks, metrics }: RequestTables,
  planned: PlannedRequest,
  group: string,
  { auth, login, isCounted }: RequestRole,
): RequestInstruction {
  const own = seriesOf(plan, scenario, planned, group);
  const id = series.push(isCounted ? own : { ...own, isLogin: true }) - 1;
  const authenticated = withAuth(planned, auth);
  const { request, outgoing } = compileOutgoing(authenticated);
  const checkOf = (name: string) => (isCounted ? checks.push({ name, series: id }) - 1 : UNCOUNTED);
  const observes: Observation[] = [];
  return {
    kind: 'request',
    planned,
    series: id,
    origin: plan.origins.indexOf(planned.origin),
    checks: planned.checks.map((check) => ({ id: checkOf(check.name), test: compileCheck(check) })),
    captures:
      planned.captures?.map((one) => compileCapture(one, checkOf(captureCheckName(one.name)))) ?? null,
    metrics: isCounted ? compileMetrics(planned, id, checkOf, metrics) : null,
    login,
    url: own.url,
    authHeader: auth === null || auth.kind === 'query' ? '' : auth.name.toLowerCase(),
    secrets: [...plan.secrets, ...secretsOf(authenticated)],
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
    ...(isOpenModel(scenario.executor) ? { openModel: true as const } : {}),
  };
}

/** A template as it was written: `/items/${random.int(1, 9)}`. */
function templateText(template: Template, slots: readonly string[] = []): string {
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
      ...(planned.metrics ?? []).map(metricBodyBytes),
    ),
  };
  const dynamicPath = typeof planned.path !== 'string';
  const makeBody = body.make;
  if (!dynamicPath && makeBody === null && dynamicHeaders.length === 0) {
    const constant: OutgoingRequest = Object.assign(request, { constant: true });
    return { request, outgoing: () => constant };
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
