import { isSecretName, REDACTED } from '../base/redact.ts';
import type { PlannedCheck, StatusRange } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import type { Path } from './problem.ts';
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
    const equals = resolveJson(context, value, [...path, key]);
    const last = /([\w-]+)\W*$/.exec(key)?.[1] ?? '';
    const shown = isSecretName(last) ? REDACTED : clip(JSON.stringify(equals));
    checks.push({ kind: 'jsonPath', name: `${key} is ${shown}`, path: key, equals });
  }
  return checks.map((check) => ({ ...check, name: context.shownName(check.name) }));
}

function planStatus(status: Status): PlannedCheck {
  const list = Array.isArray(status) ? status : [status];
  const name = `status is ${list.join(' or ')}`;
  return { kind: 'status', name, accept: list.map(toRange) };
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
    const text = context.scalar(value, path);
    const name = `header ${header} ${phraseOf(header, 'equals', text)}`;
    return [{ kind: 'header', name, header, match: 'equals', value: text }];
  }
  return (['equals', 'contains', 'matches'] as const).flatMap((match): PlannedCheck[] => {
    const given = value[match];
    if (given === undefined) return [];
    const text = checkPattern(context, match, context.text(given, [...path, match]), [...path, match]);
    return [
      {
        kind: 'header',
        name: `header ${header} ${phraseOf(header, match, text)}`,
        header,
        match,
        value: text,
      },
    ];
  });
}

function planBodyChecks(context: PlanContext, body: NonNullable<Expect['body']>, path: Path): PlannedCheck[] {
  const given = typeof body === 'string' ? { contains: body } : body;
  return (['contains', 'matches'] as const).flatMap((match): PlannedCheck[] => {
    const expected = given[match];
    if (expected === undefined) return [];
    const at = typeof body === 'string' ? path : [...path, match];
    const text = checkPattern(context, match, context.text(expected, at), at);
    return [{ kind: 'body', name: `body ${phrase(match, text)}`, match, value: text }];
  });
}

/** A pattern may have become wrong by what a variable brought in. */
function checkPattern(context: PlanContext, match: string, text: string, path: Path): string {
  if (match !== 'matches') return text;
  try {
    new RegExp(text);
  } catch {
    context.error(path, `${quote(text)} is no regular expression`, 'Look at the variables in it.');
  }
  return text;
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

/** The expected value with its variables put in. */
function resolveJson(context: PlanContext, value: unknown, path: Path): Json {
  if (typeof value === 'string') {
    const parts = context.template(value, path);
    if (parts.some((part) => part.kind !== 'text')) {
      context.error(
        path,
        'an expected value cannot change from request to request',
        'Use a fixed value or a variable.',
      );
    }
    return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  }
  if (Array.isArray(value)) return value.map((item, index) => resolveJson(context, item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveJson(context, item, [...path, key])]),
  );
}
