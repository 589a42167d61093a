import { assertNever } from '../../base/assertNever.ts';
import { formatDurationMs } from '../../base/duration.ts';
import { compileJsonPath } from '../../base/jsonPath.ts';
import { isSecretName, REDACTED } from '../../base/redact.ts';
import { compileTemplate } from '../../scenario/expression/evaluate.ts';
import type { PlannedCheck, StatusRange, Template } from '../../scenario/plan/plan.ts';
import type { Check, CheckedResponse } from './checkedResponse.ts';
import { compileJsonCheck } from './jsonCheck.ts';
import { comparer } from './valueTest.ts';

/** What stands at a JSON path of a body; undefined where nothing does, or the body is not JSON. */
export function compileJsonReader(path: string): (response: CheckedResponse) => unknown {
  const find = compileJsonPath(path);
  return (response) => {
    try {
      return find(response.json());
    } catch {
      return undefined;
    }
  };
}

/** How much of a body the checks can look at; a longer one fails them, and says so. */
export const CHECKED_BODY_BYTES = 16 * 1024 * 1024;

/** How many bytes of the response body a check needs. */
export function bodyBytesFor(check: PlannedCheck): number {
  return check.kind === 'body' || check.kind.startsWith('json') ? CHECKED_BODY_BYTES : 0;
}

export function inRanges(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some((range) => status >= range.from && status <= range.to);
}

/** A planned check as a function. */
export function compileCheck(check: PlannedCheck): Check {
  switch (check.kind) {
    case 'status': {
      const expected = check.accept.map(rangeText).join(', ');
      return (response) =>
        inRanges(response.status, check.accept)
          ? null
          : `expected status ${expected}, got ${response.status}`;
    }
    case 'header':
      return compileHeaderCheck(check);
    case 'body': {
      const { match, value } = check;
      const expected = compileTemplate(value);
      const test = compileMatch(match, value);
      return (response, user) => {
        const text = expected(user);
        return test(response.text(), text) ? null : `expected a body that ${match} ${quoted(text)}`;
      };
    }
    case 'duration':
      return compileDurationCheck(check);
    case 'jsonPath':
    case 'jsonExists':
    case 'jsonNumber':
    case 'jsonContains':
    case 'jsonMatches':
      return compileJsonCheck(check);
    default:
      return assertNever(check);
  }
}

function compileDurationCheck({ comparison, limitMs }: Extract<PlannedCheck, { kind: 'duration' }>): Check {
  const limitUs = limitMs * 1000;
  const holds = comparer(comparison);
  return ({ durationUs }) => {
    if (holds(durationUs, limitUs)) return null;
    return `expected a response time ${comparison} ${formatDurationMs(limitMs)}, got ${durationUs / 1000}ms`;
  };
}

function compileHeaderCheck({ header, match, value }: Extract<PlannedCheck, { kind: 'header' }>): Check {
  const name = header.toLowerCase();
  const expected = compileTemplate(value);
  const test = match === 'equals' ? equalTexts : compileMatch(match, value);
  const shown = (text: string) => (isSecretName(name) ? REDACTED : quoted(text));
  const verb = match === 'equals' ? '' : `that ${match} `;
  return (response, user) => {
    const got = response.header(name);
    const text = expected(user);
    if (got !== undefined && test(got, text)) return null;
    return `expected header ${name} ${verb}${shown(text)}, got ${got === undefined ? 'none' : shown(got)}`;
  };
}

type Match = (text: string, expected: string) => boolean;

const equalTexts: Match = (text, expected) => text === expected;
const contains: Match = (text, expected) => text.includes(expected);

/** A pattern is known beforehand. */
function compileMatch(match: 'contains' | 'matches', value: Template): Match {
  if (match === 'contains') return contains;
  const pattern = new RegExp(typeof value === 'string' ? value : '');
  return (text) => pattern.test(text);
}

function rangeText({ from, to }: StatusRange): string {
  if (from === to) return String(from);
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}

function quoted(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
