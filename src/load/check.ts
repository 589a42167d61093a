import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../base/assertNever.ts';
import { compileJsonPath } from '../base/jsonPath.ts';
import { isSecretName, REDACTED } from '../base/redact.ts';
import type { PlannedCheck, StatusRange } from '../scenario/plan.ts';
import type { Exchange } from './requester.ts';

/** What the checks of a response may ask of it; its body is parsed once, however many ask. */
export class CheckedResponse {
  #exchange: Exchange | null = null;
  #json: { readonly value: unknown } | null = null;

  /** Turns to another response; the object is used again and again. */
  of(exchange: Exchange): this {
    this.#exchange = exchange;
    this.#json = null;
    return this;
  }

  get status(): number {
    return this.#exchange?.status ?? 0;
  }

  header(name: string): string | undefined {
    return this.#exchange?.header(name);
  }

  text(): string {
    return this.#exchange?.bodyText() ?? '';
  }

  /** @throws SyntaxError where the body is not JSON */
  json(): unknown {
    this.#json ??= { value: JSON.parse(this.text()) };
    return this.#json.value;
  }
}

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

/** @returns null where the response passes, else what was expected and what came, in one line */
export type Check = (response: CheckedResponse) => string | null;

/** How much of a body the checks can look at; a longer one fails them, and says so. */
export const CHECKED_BODY_BYTES = 16 * 1024 * 1024;

/** How many bytes of the response body a check needs. */
export function bodyBytesFor(check: PlannedCheck): number {
  return check.kind === 'body' || check.kind === 'jsonPath' ? CHECKED_BODY_BYTES : 0;
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
      const test = compileMatch(check.match, check.value);
      return (response) =>
        test(response.text()) ? null : `expected a body that ${check.match} ${quoted(check.value)}`;
    }
    case 'jsonPath':
      return compileJsonCheck(check);
    default:
      return assertNever(check);
  }
}

function compileHeaderCheck({ header, match, value }: Extract<PlannedCheck, { kind: 'header' }>): Check {
  const name = header.toLowerCase();
  const test = match === 'equals' ? (text: string) => text === value : compileMatch(match, value);
  const shown = (text: string) => (isSecretName(name) ? REDACTED : quoted(text));
  const verb = match === 'equals' ? '' : `that ${match} `;
  return (response) => {
    const got = response.header(name);
    if (got !== undefined && test(got)) return null;
    return `expected header ${name} ${verb}${shown(value)}, got ${got === undefined ? 'none' : shown(got)}`;
  };
}

function compileJsonCheck({ path, equals }: Extract<PlannedCheck, { kind: 'jsonPath' }>): Check {
  const find = compileJsonPath(path);
  const shown = (value: unknown) =>
    isSecretName(path) ? REDACTED : quoted(JSON.stringify(value) ?? 'nothing');
  return (response) => {
    let body: unknown;
    try {
      body = response.json();
    } catch {
      return `expected ${path} to be ${shown(equals)}, but the body is not JSON`;
    }
    const got = find(body);
    return isDeepStrictEqual(got, equals)
      ? null
      : `expected ${path} to be ${shown(equals)}, got ${shown(got)}`;
  };
}

function compileMatch(match: 'contains' | 'matches', value: string): (text: string) => boolean {
  if (match === 'contains') return (text) => text.includes(value);
  const pattern = new RegExp(value);
  return (text) => pattern.test(text);
}

function rangeText({ from, to }: StatusRange): string {
  if (from === to) return String(from);
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}

function quoted(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
