import { parseDurationMs } from '../../base/duration.ts';
import { isSecretVariable, redactText, redactUrl } from '../../base/redact.ts';
import type { MetricType } from '../../metrics/names.ts';
import { type ExpressionPart, parseExpressions } from '../expression/expression.ts';
import { HiddenTexts } from '../expression/hiddenTexts.ts';
import { missingVariable, wordOfK6 } from '../expression/missingVariable.ts';
import type { ResolvedPart } from '../expression/resolvedPart.ts';
import { constantText } from '../expression/resolvedText.ts';
import type { SecretPart } from '../expression/secretExpression.ts';
import { SlotTable } from '../expression/slots.ts';
import type { ParsedScenario } from '../parse/parse.ts';
import type { Finding } from '../parse/shape.ts';
import type { PlannedRequest } from '../plan/plan.ts';
import type { Path, Problem } from '../problem.ts';
import { LONGEST_MS } from '../schema/fields.ts';
import {
  type FileFault,
  type FileRoom,
  type FoundFile,
  findFile,
  type OutsideFile,
  type OutsideFiles,
} from './fileLocation.ts';

/** Of each severity; more are told as many. */
const MOST_TOLD = 500;

type VariablePart = ExpressionPart & { kind: 'variable' };

/** What the parts of a plan are made with: the environment, and a place for what is wrong. */
export class PlanContext {
  readonly problems: Problem[] = [];
  /** The user's own metrics. */
  metricTypes: Readonly<Record<string, MetricType>> = {};
  /** The names that have a value only at run time. */
  readonly slots = new SlotTable();
  readonly #parsed: ParsedScenario;
  readonly #told = new Set<string>();
  readonly #counts = { error: 0, warning: 0 };
  #environment: Readonly<Record<string, string>>;
  /** Whose variables are in force: the name of a scenario with an `env` of its own; '' for those of the file. */
  #scope = '';
  /** What no result may show. */
  readonly hidden = new HiddenTexts();
  /** Where the files may lie that are named. */
  readonly room: FileRoom;
  /** What is asked for before there can be a plan. */
  readonly outside: OutsideFile[] = [];

  /** @param files where those may lie that are named; left out: the repository, or the folder, of the scenario file */
  constructor(
    parsed: ParsedScenario,
    environment: Readonly<Record<string, string>>,
    files: { readonly root?: string | null | undefined; readonly outside?: OutsideFiles | undefined } = {},
  ) {
    this.#parsed = parsed;
    this.room = { scenario: parsed.file, root: files.root ?? null, outside: files.outside ?? null };
    this.#environment = environment;
  }

  get scope(): string {
    return this.#scope;
  }

  /** Variables for which nothing outside of the file has a value. */
  setDefaults(variables: Readonly<Record<string, string>>): void {
    this.#environment = { ...variables, ...this.#environment };
  }

  /** Does some planning with variables of a scenario before all others. */
  within<T>(scope: string, variables: Readonly<Record<string, string>>, work: () => T): T {
    const environment = this.#environment;
    this.#environment = { ...environment, ...variables };
    this.#scope = scope;
    try {
      return work();
    } finally {
      this.#environment = environment;
      this.#scope = '';
    }
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
      message: this.hidden.shown(message),
      hint: this.hidden.shown(hint),
      code: 'scenario-invalid',
      atKey: false,
      source: undefined,
      ...more,
    } as const;
    // What the file says once for all requests is looked at with each of them.
    const same = `${path.join('/')}: ${finding.message}`;
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

  /** Puts in the variables; calls and captured values stay. A variable that is not set is a problem, and empty. */
  template(text: string, path: Path): ResolvedPart[] {
    const { parts } = parseExpressions(text);
    if (parts.some(isOfRow)) {
      const message = `\${row} is the number of a row, and there are none here`;
      this.error(path, message, `It stands in the columns of a generated csv; here there is \${iter}.`);
    }
    return parts.map((part) => this.#resolve(part, path, false));
  }

  /** The same for a column of a generated csv. */
  rowTemplate(text: string, path: Path): ResolvedPart[] {
    return parseExpressions(text).parts.map((part) => this.#resolve(part, path, false));
  }

  /** A file that the scenario names; null where it cannot be taken, which is told. */
  locate(file: string, path: Path): FoundFile | null {
    const found = findFile(file, this.room);
    if (!('message' in found)) return found;
    this.fileFault(path, found);
    return null;
  }

  /** Tells why a file cannot be taken: a warning where the run asks for it first. */
  fileFault(path: Path, { message, hint, outside }: FileFault): void {
    if (outside === undefined) {
      this.error(path, message, hint);
      return;
    }
    const code = 'file-not-allowed';
    if (this.room.outside?.others !== 'asked') {
      this.error(path, message, hint, { code });
      return;
    }
    const place = this.place(path) ?? { line: 1, column: 1 };
    this.outside.push({ path: outside, place: { file: this.#parsed.file, ...place } });
    this.warn(path, message, hint, { code });
  }

  /** @param isSetting whether it must be known before the run, so that no slot can stand for it */
  #resolve(part: ExpressionPart, path: Path, isSetting: boolean): ResolvedPart {
    if (part.kind === 'variable') {
      const slot = isSetting ? null : this.#slot(part, path);
      return slot ?? { kind: 'text', text: this.#variable(part, path) };
    }
    if (part.kind === 'secret') return { kind: 'text', text: this.#secret(part, path) };
    if (part.kind !== 'base64') return part;
    const parts = part.parts.map((one) => this.#resolve(one, path, isSetting));
    const isConstant = parts.every((one) => one.kind === 'text');
    if (!isConstant) return { kind: 'base64', parts };
    const encoded = Buffer.from(constantText(parts)).toString('base64');
    return { kind: 'text', text: encoded };
  }

  #secret({ name, source }: SecretPart, path: Path): string {
    const found = this.hidden.valueOf(name);
    if ('value' in found) return found.value;
    this.error(path, found.message, found.hint, { code: 'variable-missing', source });
    return '';
  }

  /** A text in which only variables may stand. */
  text(text: string, path: Path): string {
    return constantText(parseExpressions(text).parts.map((part) => this.#resolve(part, path, true)));
  }

  /** A name that is captured by some step, or a column of a data file; null for all others. */
  #slot({ name, fallback, source }: VariablePart, path: Path): ResolvedPart | null {
    const found = this.slots.find(name);
    if (found === null) return null;
    if ('message' in found) {
      this.error(path, found.message, found.hint, { source });
      return { kind: 'text', text: '' };
    }
    this.slots.use(found.slot, path, source);
    const own = fallback ?? this.#environment[name] ?? null;
    return { kind: 'slot', slot: found.slot, name, fallback: found.isData ? fallback : own };
  }

  /** A text, number or boolean as text. */
  scalar(value: string | number | boolean, path: Path): string {
    return typeof value === 'string' ? this.text(value, path) : String(value);
  }

  #variable({ name, fallback, source }: VariablePart, path: Path): string {
    const value = this.#environment[name];
    // As in a shell, :- stands in for an empty variable too.
    if (value !== undefined && (value !== '' || fallback === null)) {
      if (isSecretVariable(name)) this.hidden.add(value);
      return value;
    }
    if (fallback !== null) return fallback;
    if (this.#isFull('error')) return '';
    if (this.slots.find(name) !== null) {
      const message = `\${${name}} has no value before the run, and here it must be known`;
      this.error(path, message, 'Use an environment variable, or a fixed value.', { source });
      return '';
    }
    const own = wordOfK6(name);
    if (own !== undefined) {
      this.error(path, `\${${name}} is a word of k6`, `Write \${${own}} here.`, { source });
      return '';
    }
    if (name.includes('.')) {
      const data = name.slice(0, name.indexOf('.'));
      const hint = `Give it a file under data: { ${data}: { file: ${data}.csv } }.`;
      this.error(path, `there is no data called "${data}"`, hint, { source });
      return '';
    }
    const { message, hint } = missingVariable(name, this.slots.names, Object.keys(this.#environment));
    this.error(path, message, hint, { code: 'variable-missing', source });
    return '';
  }

  /** Says where a secret stands in what must be shown: a host that load is sent to. */
  checkHost(text: string, path: Path): void {
    if (!this.hidden.isNamedIn(text)) return;
    this.error(path, 'a host may not be a secret: it is asked for and shown', 'Use a variable.');
  }

  /** A name as results may show it. */
  shownName(text: string): string {
    return redactUrl(redactText(this.hidden.shown(text)));
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

function isOfRow(part: ExpressionPart): boolean {
  return part.kind === 'base64' ? part.parts.some(isOfRow) : part.kind === 'call' && part.call === 'row';
}
