import { formatDurationMs } from '../base/duration.ts';
import { isSecretName, REDACTED } from '../base/redact.ts';
import { parseDurationLimit } from './durationLimit.ts';
import { patternProblem } from './pattern.ts';
import type { PlannedCheck, StatusRange, Template } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import { planJson } from './planJson.ts';
import type { Path } from './problem.ts';
import type { ResolvedPart } from './resolvedPart.ts';
import { showPart, toTemplate } from './resolvedText.ts';
import type { RequestStep } from './steps.ts';

type Expect = NonNullable<RequestStep['expect']>;
type Status = NonNullable<Expect['status']>;
type HeaderExpectation = NonNullable<Expect['header']>[string];

/** One check for each expectation, under a name that reads as a sentence. */
export function planChecks(context: PlanContext, expect: Expect, path: Path): PlannedCheck[] {
  const checks: PlannedCheck[] = [];
  if (expect.status !== undefined) checks.push(planStatus(expect.status));
  for (const [header, value] of Object.entries(expect.header ?? {})) {
    checks.push(...planHeader(context, header, value, [...path, 'header', header]));
  }
  if (expect.body !== undefined) checks.push(...planBodyChecks(context, expect.body, [...path, 'body']));
  for (const [key, value] of Object.entries(expect)) {
    if (!key.startsWith('$')) continue;
    const at = [...path, key];
    const equals = resolveJson(context, value, at);
    const text = planJson(context, value, at);
    const last = /([\w-]+)\W*$/.exec(key)?.[1] ?? '';
    const shown = isSecretName(last) ? REDACTED : clip(JSON.stringify(equals));
    const made = typeof text === 'string' ? {} : { text };
    checks.push({ kind: 'jsonPath', name: `${key} is ${shown}`, path: key, equals, ...made });
  }
  if (expect.duration !== undefined)
    checks.push(...planDuration(context, expect.duration, [...path, 'duration']));
  return checks.map((check) => ({ ...check, name: context.shownName(check.name) }));
}

function planStatus(status: Status): PlannedCheck {
  const list = Array.isArray(status) ? status : [status];
  const name = `status is ${list.join(' or ')}`;
  return { kind: 'status', name, accept: list.map(toRange) };
}

function planDuration(context: PlanContext, value: string | number, path: Path): PlannedCheck[] {
  const text = context.scalar(value, path);
  const limit = parseDurationLimit(text);
  if (limit === null) {
    if (text !== '') context.error(path, `"${text}" is no limit for a time`, 'Write it like < 300ms.');
    return [];
  }
  const name = `duration ${limit.comparison} ${formatDurationMs(limit.limitMs)}`;
  return [{ kind: 'duration', name, ...limit }];
}

function toRange(status: string | number): StatusRange {
  if (typeof status === 'number') return { from: status, to: status };
  const from = Number(status.charAt(0)) * 100;
  return { from, to: from + 99 };
}

function planHeader(
  context: PlanContext,
  header: string,
  value: HeaderExpectation,
  path: Path,
): PlannedCheck[] {
  if (typeof value !== 'object') {
    const expected = planExpected(context, String(value), path);
    const name = `header ${header} ${phraseOf(header, 'equals', expected.shown)}`;
    return [{ kind: 'header', name, header, match: 'equals', value: expected.value }];
  }
  return (['equals', 'contains', 'matches'] as const).flatMap((match): PlannedCheck[] => {
    const given = value[match];
    if (given === undefined) return [];
    const expected = planMatch(context, match, given, [...path, match]);
    const name = `header ${header} ${phraseOf(header, match, expected.shown)}`;
    return [{ kind: 'header', name, header, match, value: expected.value }];
  });
}

function planBodyChecks(context: PlanContext, body: NonNullable<Expect['body']>, path: Path): PlannedCheck[] {
  const given = typeof body === 'string' ? { contains: body } : body;
  return (['contains', 'matches'] as const).flatMap((match): PlannedCheck[] => {
    const expected = given[match];
    if (expected === undefined) return [];
    const at = typeof body === 'string' ? path : [...path, match];
    const { value, shown } = planMatch(context, match, expected, at);
    return [{ kind: 'body', name: `body ${phrase(match, shown)}`, match, value }];
  });
}

interface Expected {
  readonly value: Template;
  /** With captured values as they stand in the file. */
  readonly shown: string;
}

/** A pattern is known before the run; it may have become wrong by what a variable brought in. */
function planMatch(context: PlanContext, match: string, given: string, path: Path): Expected {
  if (match !== 'matches') return planExpected(context, given, path);
  const text = context.text(given, path);
  const wrong = patternProblem(text);
  if (wrong !== null) context.error(path, wrong.message, `${wrong.hint} Look at the variables in it.`);
  return { value: text, shown: text };
}

/** What is captured, of a data row or of the user may stand in it; what is new each time may not. */
function planExpected(context: PlanContext, text: string, path: Path): Expected {
  const parts = context.template(text, path);
  if (parts.some(isNewEachTime)) {
    const hint = 'Use a fixed value, a variable, or a value that was captured before.';
    context.error(path, 'an expected value cannot be made up anew for each request', hint);
  }
  return { value: toTemplate(parts, 'none'), shown: parts.map(showPart).join('') };
}

function isNewEachTime(part: ResolvedPart): boolean {
  if (part.kind === 'base64') return part.parts.some(isNewEachTime);
  return part.kind === 'call' && part.call !== 'vu' && part.call !== 'iter';
}

/** The value of a secret header is not told. */
function phraseOf(header: string, match: 'equals' | 'contains' | 'matches', text: string): string {
  return phrase(match, isSecretName(header) ? REDACTED : text);
}

function phrase(match: 'equals' | 'contains' | 'matches', text: string): string {
  if (match === 'matches') return `matches /${clip(text)}/`;
  return `${match === 'equals' ? 'is' : 'contains'} ${quote(text)}`;
}

function quote(text: string): string {
  return clip(JSON.stringify(text));
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

type Json = PlannedCheck extends infer Check
  ? Check extends { equals: infer Equals }
    ? Equals
    : never
  : never;

/** The expected value with its variables put in, and what is captured as it stands in the file. */
function resolveJson(context: PlanContext, value: unknown, path: Path): Json {
  if (typeof value === 'string') return planExpected(context, value, path).shown;
  if (Array.isArray(value)) return value.map((item, index) => resolveJson(context, item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveJson(context, item, [...path, key])]),
  );
}
