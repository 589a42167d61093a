import { parseDurationMs } from '../base/duration.ts';
import { type ExpressionPart, parseExpressions } from './expression.ts';
import { LONGEST_MS } from './fields.ts';
import { nearest } from './nearest.ts';
import type { ParsedScenario } from './parse.ts';
import type { PlannedRequest, Template, TemplateCall } from './plan.ts';
import type { Path, Problem } from './problem.ts';
import type { Finding } from './shape.ts';

/** Of each severity; more are told as many. */
const MOST_TOLD = 500;

type TemplateParts = (string | TemplateCall)[];

/** What the parts of a plan are made with: the environment, and a place for what is wrong. */
export class PlanContext {
  readonly problems: Problem[] = [];
  readonly #parsed: ParsedScenario;
  readonly #told = new Set<string>();
  readonly #counts = { error: 0, warning: 0 };
  readonly #environment: Readonly<Record<string, string>>;

  constructor(parsed: ParsedScenario, environment: Readonly<Record<string, string>>) {
    this.#parsed = parsed;
    this.#environment = environment;
  }

  error(path: Path, message: string, hint: string, more: Partial<Finding> = {}): void {
    this.#report('error', path, message, hint, more);
  }

  warn(path: Path, message: string, hint: string, more: Partial<Finding> = {}): void {
    this.#report('warning', path, message, hint, more);
  }

  /** Whether so many are told that neither the place of another nor what was meant is worth finding. */
  #isFull(severity: Problem['severity']): boolean {
    return this.#counts[severity] >= MOST_TOLD;
  }

  #report(
    severity: Problem['severity'],
    path: Path,
    message: string,
    hint: string,
    more: Partial<Finding>,
  ): void {
    if (this.#isFull(severity)) return;
    const finding = {
      path,
      message,
      hint,
      code: 'scenario-invalid',
      atKey: false,
      source: undefined,
      ...more,
    } as const;
    // What the file says once for all requests is looked at with each of them.
    const same = `${path.join('/')}: ${message}`;
    if (this.#told.has(same)) return;
    this.#told.add(same);
    this.#counts[severity] += 1;
    this.problems.push(this.#parsed.locate(finding, severity));
  }

  /** Line and column of what stands at a path. */
  place(path: Path): PlannedRequest['place'] {
    const range = this.#parsed.place(path);
    return range === null ? null : { line: range.line, column: range.column };
  }

  /** Puts in the variables; calls stay. A variable that is not set is a problem, and empty. */
  template(text: string, path: Path): ExpressionPart[] {
    return parseExpressions(text).parts.map((part) => {
      return part.kind === 'variable' ? { kind: 'text', text: this.#variable(part, path) } : part;
    });
  }

  /** A text in which only variables may stand. */
  text(text: string, path: Path): string {
    return this.template(text, path)
      .map((part) => (part.kind === 'text' ? part.text : ''))
      .join('');
  }

  /** A text, number or boolean as text. */
  scalar(value: string | number | boolean, path: Path): string {
    return typeof value === 'string' ? this.text(value, path) : String(value);
  }

  #variable({ name, fallback, source }: ExpressionPart & { kind: 'variable' }, path: Path): string {
    const value = this.#environment[name];
    // As in a shell, :- stands in for an empty variable too.
    if (value !== undefined && (value !== '' || fallback === null)) return value;
    if (fallback !== null) return fallback;
    if (this.#isFull('error')) return '';
    const meant = nearest(name, [...Object.keys(this.#environment), 'uuid', 'iter', 'now', 'vu']);
    const near = meant === undefined ? '' : `Did you mean \${${meant}}? Else set`;
    const hint = `${near === '' ? 'Set' : near} it in .env beside this file, in the environment, or with -e ${name}=…; or give a default: \${${name}:-…}.`;
    this.error(path, `the environment variable ${name} is not set`, hint, {
      code: 'variable-missing',
      source,
    });
    return '';
  }

  /** A duration in milliseconds; `fallbackMs` where there is none or it is wrong. */
  durationMs(value: string | number | undefined, path: Path, fallbackMs: number): number {
    if (value === undefined) return fallbackMs;
    const text = typeof value === 'string' ? this.text(value, path) : value;
    const durationMs = parseDurationMs(text);
    if (durationMs !== undefined && durationMs > LONGEST_MS) {
      this.error(path, `"${text}" is longer than a timer can wait`, 'Give it at most 24d.');
      return fallbackMs;
    }
    if (durationMs !== undefined) return durationMs;
    if (text !== '') this.error(path, `"${text}" is no duration`, 'Write it like 500ms, 30s, 1m30s or 2h.');
    return fallbackMs;
  }

  /** A whole number from 0; `fallback` where there is none or it is wrong. */
  count(value: string | number | undefined, path: Path, fallback: number): number {
    if (value === undefined) return fallback;
    if (typeof value === 'number') return value;
    const text = this.text(value, path);
    if (/^\d{1,15}$/.test(text.trim())) return Number(text);
    if (text !== '') this.error(path, `"${text}" is no whole number`, 'Give the variable a whole number.');
    return fallback;
  }
}

/** Joins neighbouring texts; one text, or none, is a plain string. */
export function joinTemplate(parts: readonly (string | TemplateCall)[]): Template {
  const joined: TemplateParts = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  if (joined.length === 0) return '';
  const [only] = joined;
  return joined.length === 1 && typeof only === 'string' ? only : joined;
}

/** A template of resolved parts, with texts and the items of `random.item` put through `encode`. */
export function toTemplate(parts: readonly ExpressionPart[], encode: (text: string) => string): Template {
  return joinTemplate(
    parts.map((part) => {
      if (part.kind === 'call') return encodeCall(part, encode);
      return part.kind === 'text' ? encode(part.text) : '';
    }),
  );
}

/** Only `random.item` gives text of the user's; the others give digits, or a UUID. */
export function encodeCall(
  { call, args }: { readonly call: TemplateCall['call']; readonly args: readonly (string | number)[] },
  encode: (text: string) => string,
): TemplateCall {
  return { call, args: call === 'random.item' ? args.map((arg) => encode(String(arg))) : [...args] };
}
