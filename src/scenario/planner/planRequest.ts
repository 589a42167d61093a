import type { ResolvedPart } from '../expression/resolvedPart.ts';
import { joinTemplate, showPart, toTemplate } from '../expression/resolvedText.ts';
import type { PlannedRequest, Template, TemplatePart } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import { headerNameProblem, headerValueProblem } from '../schema/headers.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import { METHODS, type Method, type RequestStep } from '../schema/steps.ts';
import { planBody, planFields } from './planBody.ts';
import { planCaptures } from './planCapture.ts';
import { planChecks } from './planChecks.ts';
import type { PlanContext } from './planContext.ts';
import { acceptedCodings, commonRedirects } from './planHttp.ts';
import { planMetrics } from './planMetrics.ts';
import { type PlannedTimeout, planTimeout } from './planTimeout.ts';
import { type Target, urlProblem } from './target.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/** What the file gives to every request. */
export interface CommonParts {
  readonly target: Target;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, readonly [string, Template]>;
  /** All of `fields`. */
  readonly query: Template;
  readonly fields: NonNullable<ScenarioFile['query']>;
  readonly timeout: PlannedTimeout;
  readonly redirects: number | undefined;
}

/** Plans once what holds for every request. */
export function planCommon(context: PlanContext, file: ScenarioFile, target: Target): CommonParts {
  const fields = file.query ?? {};
  return {
    target,
    headers: planHeaders(context, acceptedCodings(context, file), file.headers, ['headers']),
    query: planFields(context, fields, ['query'], 'query'),
    fields,
    timeout: planTimeout(context, file.timeout, ['timeout'], { timeoutMs: DEFAULT_TIMEOUT_MS }),
    redirects: commonRedirects(file),
  };
}

/** A request of the plan, all but its number. */
export function planRequest(
  context: PlanContext,
  common: CommonParts,
  step: RequestStep,
  path: Path,
): Omit<PlannedRequest, 'id'> {
  const { target } = common;
  const method = METHODS.find((one) => step[one] !== undefined) ?? 'GET';
  const url = planUrl(context, target, step, method, path);
  const query = planQuery(context, common, step, path);
  const { body, contentType, pieces } = planBody(context, step, path);
  const own = planHeaders(context, common.headers, step.headers, [...path, 'headers']);
  const headers = [...own.values()].map(([name, value]): [string, Template] => [name, value]);
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (contentType !== null && !hasType) headers.push(['Content-Type', contentType]);
  const redirects = step.redirects ?? common.redirects;
  const given = step.name === undefined ? '' : context.text(step.name, [...path, 'name']);
  return {
    kind: 'request',
    method,
    origin: url.origin,
    path: joinUrl(url.path, query),
    name: context.shownName(given === '' ? `${method} ${url.shown}` : given),
    headers,
    body,
    ...(pieces === undefined ? {} : { pieces }),
    ...planTimeout(context, step.timeout, [...path, 'timeout'], common.timeout),
    ...(redirects === undefined ? {} : { redirects }),
    checks: step.expect === undefined ? [] : planChecks(context, step.expect, [...path, 'expect']),
    ...(step.expect?.failRequest === true ? { checksFail: true as const } : {}),
    ...(step.capture === undefined
      ? {}
      : { captures: planCaptures(context, step.capture, [...path, 'capture']) }),
    ...(step.metric === undefined ? {} : { metrics: planMetrics(context, step.metric, [...path, 'metric']) }),
    stopOnFail: step.stopOnFail ?? false,
    tags: planTags(context, step.tags, [...path, 'tags']),
    place: context.place(path),
  };
}

/** Tags as texts, with their variables put in. */
export function planTags(
  context: PlanContext,
  tags: ScenarioFile['tags'],
  path: Path,
): Record<string, string> {
  const entries = Object.entries(tags ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, context.hidden.shown(context.scalar(value, [...path, name]))]),
  );
}

interface PlannedUrl {
  readonly origin: string;
  readonly path: Template;
  /** The path, or the whole URL where it is not the target's, with its calls as written. */
  readonly shown: string;
}

function planUrl(
  context: PlanContext,
  target: Target,
  step: RequestStep,
  method: Method,
  stepPath: Path,
): PlannedUrl {
  const path = [...stepPath, method];
  const parts = context.template(step[method] ?? '', path);
  const shown = parts.map(showPart).join('');
  const [first] = parts;
  const head = first?.kind === 'text' ? first.text : '';
  const noUrl: PlannedUrl = { origin: target.origin, path: '/', shown };
  if (head.startsWith('/') || first?.kind === 'slot') {
    return { origin: target.origin, path: encodePath(parts, target.basePath), shown };
  }
  if (!/^https?:\/\//i.test(head)) {
    const isDynamic = first?.kind === 'call';
    const message = isDynamic
      ? 'a path may not begin with an expression'
      : `"${shown}" is neither a path nor a URL`;
    if (shown !== '') context.error(path, message, 'A path begins with /, a URL with http:// or https://.');
    return noUrl;
  }
  const authority = /^https?:\/\/[^/?#]*/i.exec(head)?.[0] ?? '';
  if (authority.length === head.length && parts.length > 1) {
    const message = 'host and port may not hold an expression that changes from request to request';
    context.error(
      path,
      message,
      `Which host is reached must be known before the run: use a variable, \${NAME}.`,
    );
    return noUrl;
  }
  const wrong = urlProblem(authority);
  context.checkHost(authority, path);
  if (wrong !== null) {
    context.error(path, wrong.message, wrong.hint);
    return noUrl;
  }
  const rest: ResolvedPart[] = [{ kind: 'text', text: head.slice(authority.length) }, ...parts.slice(1)];
  return { origin: new URL(authority).origin, path: encodePath(rest, ''), shown };
}

/** What may not stand in a request line is percent-encoded; what is encoded already stays; a fragment goes. */
function encodePath(parts: readonly ResolvedPart[], basePath: string): Template {
  const [first, ...others] = parts;
  // A captured Location is a whole path.
  if (first?.kind === 'slot') return toTemplate(cutFragment(parts), 'path');
  const head = first?.kind === 'text' ? first.text : '';
  const rooted = head.startsWith('/') ? head : `/${head}`;
  const whole: ResolvedPart[] = [{ kind: 'text', text: basePath + rooted }, ...others];
  return toTemplate(cutFragment(whole), 'path');
}

function cutFragment(parts: readonly ResolvedPart[]): readonly ResolvedPart[] {
  const at = parts.findIndex((part) => part.kind === 'text' && part.text.includes('#'));
  const part = parts[at];
  if (part?.kind !== 'text') return parts;
  return [...parts.slice(0, at), { kind: 'text', text: part.text.slice(0, part.text.indexOf('#')) }];
}

function planQuery(context: PlanContext, common: CommonParts, step: RequestStep, path: Path): Template {
  const own = step.query;
  if (own === undefined) return common.query;
  const inherited = Object.entries(common.fields).filter(([name]) => !Object.hasOwn(own, name));
  const first = planFields(context, Object.fromEntries(inherited), ['query'], 'query');
  const second = planFields(context, own, [...path, 'query'], 'query');
  if (first === '') return second;
  return second === '' ? first : joinTemplate([first, '&', second].flat());
}

function joinUrl(path: Template, query: Template): Template {
  if (query === '') return path;
  const hasQuery = [path].flat().some((part) => typeof part === 'string' && part.includes('?'));
  return joinTemplate([path, hasQuery ? '&' : '?', query].flat());
}

/** The headers at a path over those there are. */
function planHeaders(
  context: PlanContext,
  above: CommonParts['headers'],
  headers: RequestStep['headers'],
  path: Path,
): CommonParts['headers'] {
  if (headers === undefined) return above;
  const planned = new Map(above);
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (value === null) planned.delete(key);
    else planned.set(key, [name, planHeader(context, name, value, [...path, name])]);
  }
  return planned;
}

function planHeader(
  context: PlanContext,
  name: string,
  value: string | number | boolean,
  path: Path,
): Template {
  const template = toTemplate(context.template(String(value), path), 'header');
  const texts = [template].flat().flatMap(textsOf);
  for (const text of texts) {
    const wrong = headerNameProblem(name) ?? headerValueProblem(name, text);
    if (wrong === null) continue;
    context.error(path, wrong.message, `${wrong.hint} Look at the variables in it.`);
    break;
  }
  return template;
}

/** The texts of the file that a part may give. */
function textsOf(part: TemplatePart): string[] {
  if (typeof part === 'string') return [part];
  if ('slot' in part) return part.fallback === null ? [] : [part.fallback];
  return 'call' in part ? part.args.map(String) : [];
}
