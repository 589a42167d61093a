import { isSecretName } from '../../base/redact.ts';
import type { PlannedCapture } from '../../scenario/plan/plan.ts';
import { CHECKED_BODY_BYTES, compileJsonReader } from './check.ts';
import type { CheckedResponse } from './checkedResponse.ts';

/** Takes one value out of a response. */
export interface Capture {
  readonly slot: number;
  /** The index of its check in the recorder. */
  readonly check: number;
  /** What is told where it finds nothing. @param response null where none came */
  missing(response: CheckedResponse | null): string;
  /** undefined where there is nothing */
  find(response: CheckedResponse): unknown;
}

/** What the check of a capture is called. */
export function captureCheckName(name: string): string {
  return `capture ${name}`;
}

export function compileCapture(planned: PlannedCapture, check: number): Capture {
  const { slot, name, from, what } = planned;
  return {
    slot,
    check,
    missing: (response) => {
      const wrong = from === 'json' ? (response?.jsonProblem() ?? null) : null;
      return `nothing to capture as ${name}: ${wrong ?? absence(from, what)}`;
    },
    find: finder(from, what),
  };
}

/** How many bytes of the response body a capture needs. */
export function captureBodyBytes({ from }: PlannedCapture): number {
  return from === 'json' || from === 'regex' ? CHECKED_BODY_BYTES : 0;
}

/** Whether what is captured must not be shown: by its name, or by where it comes from. */
export function isSecretCapture({ name, from, what, secret }: PlannedCapture): boolean {
  return (
    secret === true || from === 'cookie' || isSecretValue(name) || (from !== 'regex' && isSecretName(what))
  );
}

/** Whether a captured value or a column of this name must not be shown. */
export function isSecretValue(name: string): boolean {
  return isSecretName(name) || /session|csrf|xsrf|jwt|auth|(?:^|[_.-])key|Key$/.test(name);
}

function absence(from: PlannedCapture['from'], what: string): string {
  switch (from) {
    case 'json':
      return `the body has nothing at ${what}`;
    case 'header':
      return `the response has no header ${what}`;
    case 'cookie':
      return `the response sets no cookie ${what}`;
    default:
      return `the body has no match for /${what.length > 80 ? `${what.slice(0, 79)}…` : what}/`;
  }
}

function finder(from: PlannedCapture['from'], what: string): Capture['find'] {
  switch (from) {
    case 'json': {
      const read = compileJsonReader(what);
      return (response) => read(response) ?? undefined;
    }
    case 'header': {
      const name = what.toLowerCase();
      return (response) => response.header(name);
    }
    case 'cookie':
      return (response) => cookieValue(response.header('set-cookie') ?? '', what);
    default: {
      const pattern = new RegExp(what);
      return (response) => {
        const match = pattern.exec(response.text());
        return match === null ? undefined : (match[1] ?? match[0]);
      };
    }
  }
}

/** Of `Set-Cookie` headers, a line each: the last that sets this cookie to something counts. */
function cookieValue(header: string, name: string): string | undefined {
  let value: string | undefined;
  for (const part of header.split('\n')) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() !== name) continue;
    const semicolon = part.indexOf(';', equals);
    const text = part.slice(equals + 1, semicolon < 0 ? undefined : semicolon).trim();
    value = text === '' ? value : text.replace(/^"(.*)"$/, '$1');
  }
  return value;
}
