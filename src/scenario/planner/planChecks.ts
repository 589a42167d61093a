import { formatDurationMs } from '../../base/duration.ts';
import { isSecretName, REDACTED } from '../../base/redact.ts';
import type { PlannedCheck, StatusRange } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import { parseDurationLimit } from '../schema/durationLimit.ts';
import type { RequestStep } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';
import { clip, type Expected, planExpected, planPattern } from './planExpected.ts';
import { planValueChecks } from './planValue.ts';

type Expect = NonNullable<RequestStep['expect']>;
type Status = NonNullable<Expect['status']>;
type HeaderExpectation = NonNullable<Expect['header']>[string];

/** One check for each expectation, under a name that reads as a sentence. */
export function planChecks(context: PlanContext, expect: Expect, path: Path): PlannedCheck[] {
  const checks: PlannedCheck[] = [];
  if (expect.status !== undefined) checks.push(planStatus(context, expect.status, [...path, 'status']));
  for (const [header, value] of Object.entries(expect.header ?? {})) {
    checks.push(...planHeader(context, header, value, [...path, 'header', header]));
  }
  if (expect.body !== undefined) checks.push(...planBodyChecks(context, expect.body, [...path, 'body']));
  for (const [key, value] of Object.entries(expect)) {
    if (!key.startsWith('$')) continue;
    checks.push(...planValueChecks(context, key, value, [...path, key]));
  }
  if (expect.duration !== undefined)
    checks.push(...planDuration(context, expect.duration, [...path, 'duration']));
  return checks.map((check) => ({ ...check, name: context.shownName(check.name) }));
}

function planStatus(context: PlanContext, status: Status, path: Path): PlannedCheck {
  const given = Array.isArray(status)
    ? status.map((one, index) => ({ one, at: [...path, index] }))
    : [{ one: status, at: path }];
  const list = given.map(({ one, at }) => context.scalar(one, at).trim());
  const accept = list.map((text, index) => toRange(context, text, given[index]?.at ?? path));
  return { kind: 'status', name: `status is ${list.join(' or ')}`, accept };
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

function toRange(context: PlanContext, text: string, path: Path): StatusRange {
  const [, status, first] = /^(?:([1-5]\d\d)|([1-5])xx)$/.exec(text) ?? [];
  if (status !== undefined) return { from: Number(status), to: Number(status) };
  if (first === undefined && text !== '') {
    const hint = 'Set the variable to a status such as 200, or a class such as 2xx.';
    context.error(path, `"${text}" is no status`, hint);
  }
  const from = Number(first ?? 0) * 100;
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

function planMatch(context: PlanContext, match: string, given: string, path: Path): Expected {
  if (match !== 'matches') return planExpected(context, given, path);
  const text = planPattern(context, given, path);
  return { value: text, shown: text };
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
