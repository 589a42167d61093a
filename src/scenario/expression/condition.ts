import { parseJsonPath } from '../../base/jsonPath.ts';
import { nearest } from '../../base/nearest.ts';
import { patternProblem } from './pattern.ts';

/** What a condition looks at: something of the last response, or a value that was captured or is of a data row. */
export type Operand =
  | { readonly kind: 'status' | 'body' }
  | { readonly kind: 'header' | 'jsonPath'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string };

export const COMPARISONS = [
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  'contains',
  'matches',
  'exists',
  'missing',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** One comparison; `exists` and `missing` have null for a value. */
export interface ConditionTerm {
  readonly operand: Operand;
  /** Whether its length is compared, a number. */
  readonly ofLength?: true;
  readonly comparison: Comparison;
  readonly value: string | number | boolean | null;
}

/** Holds where all terms of any of the lists hold: `and` binds tighter than `or`. */
export type ConditionTerms = ConditionTerm[][];

export type ParsedCondition =
  | { readonly ok: true; readonly any: ConditionTerms }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** What a condition looks like, for a message. */
const CONDITION_HINT =
  'Write it like status == 200, $.state == "done", header.location contains /login, and join two with and, or.';

class ConditionError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Reads `status == 200 and $.state == "done" or header.retry-after exists`: a status, a body, a header or a
 * JSON path of the last response, or `var.name`, on the left, a number, true, false, null or a text on the right.
 */
export function parseCondition(text: string): ParsedCondition {
  try {
    return { ok: true, any: new ConditionReader(text).read() };
  } catch (thrown) {
    if (!(thrown instanceof ConditionError)) throw thrown;
    return { ok: false, message: thrown.message, hint: thrown.hint };
  }
}

const BLANKS = /\s*/y;
/** A JSON path may hold blanks between quotes only, so that it ends where a comparison can begin. */
const JSON_PATH = /\$(?:\.[^.[\]'"\s=!<>]+|\[\s*(?:-?\d+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\])*/y;
const NAME = /[A-Za-z_][\w.-]*/y;
const SYMBOL = /==|!=|<=|>=|<|>|(?:contains|matches|exists|missing)(?=\s|$)/y;
/** Only where a comparison of numbers follows. */
const LENGTH = /length(?=\s*[=!<>])/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;
const BARE = /[^\s"']+/y;

/** Reads one condition from left to right. */
class ConditionReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): ConditionTerms {
    const any: ConditionTerms = [[this.#term()]];
    for (;;) {
      this.#take(BLANKS);
      if (this.#at === this.#text.length) return any;
      const join = this.#take(NAME);
      if (join === 'or') any.push([this.#term()]);
      else if (join === 'and') any.at(-1)?.push(this.#term());
      else throw new ConditionError(`"${this.#rest(join)}" is too much in the condition`, CONDITION_HINT);
    }
  }

  #term(): ConditionTerm {
    const operand = this.#operand();
    this.#take(BLANKS);
    const ofLength = this.#take(LENGTH) !== '';
    this.#take(BLANKS);
    const comparison = this.#take(SYMBOL);
    if (!isComparison(comparison)) {
      const found = this.#rest('').split(/\s/, 1)[0] ?? '';
      const what = found === '' ? 'the condition compares nothing' : `"${found}" is no comparison`;
      throw new ConditionError(what, found === '=' ? 'Write == .' : `Use one of ${COMPARISONS.join(', ')}.`);
    }
    if (comparison === 'exists' || comparison === 'missing') return { operand, comparison, value: null };
    this.#take(BLANKS);
    const value = this.#value(comparison);
    if (!ofLength) return { operand, comparison, value };
    if (typeof value === 'number') return { operand, ofLength, comparison, value };
    throw new ConditionError(`a length is a number, and "${String(value)}" is none`, CONDITION_HINT);
  }

  #operand(): Operand {
    this.#take(BLANKS);
    const path = this.#take(JSON_PATH);
    if (path !== '') {
      const parsed = parseJsonPath(path);
      if (!parsed.ok) throw new ConditionError(parsed.message, CONDITION_HINT);
      return { kind: 'jsonPath', name: path };
    }
    const name = this.#take(NAME);
    if (name === 'status' || name === 'body') return { kind: name };
    if (/^header\.[\w.-]+$/.test(name)) return { kind: 'header', name: name.slice('header.'.length) };
    if (name.startsWith('var.')) return { kind: 'variable', name: name.slice('var.'.length) };
    if (name === '' && this.#rest('') === '')
      throw new ConditionError('a condition is missing', CONDITION_HINT);
    const meant = nearest(name, ['status', 'body', 'header', 'var']);
    throw new ConditionError(
      `"${name === '' ? this.#rest('') : name}" is nothing that a condition can look at`,
      meant === undefined ? CONDITION_HINT : `Did you mean "${meant}"? ${CONDITION_HINT}`,
    );
  }

  #value(comparison: Comparison): ConditionTerm['value'] {
    const quoted = this.#match(QUOTED);
    const text = quoted === null ? this.#take(BARE) : unescaped(quoted[1] ?? quoted[2] ?? '');
    if (quoted === null && text === '') {
      throw new ConditionError(`nothing to compare with after ${comparison}`, CONDITION_HINT);
    }
    if (comparison === 'matches') checkPattern(text);
    if (comparison === 'contains' || comparison === 'matches') return text;
    const value = quoted === null ? literal(text) : text;
    if (/^[<>]/.test(comparison) && typeof value !== 'number') {
      throw new ConditionError(`${comparison} compares numbers, and "${text}" is none`, CONDITION_HINT);
    }
    return value;
  }

  #rest(before: string): string {
    return before + this.#text.slice(this.#at).trim();
  }

  #take(pattern: RegExp): string {
    return this.#match(pattern)?.[0] ?? '';
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern);
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#text);
    if (match !== null) this.#at = sticky.lastIndex;
    return match;
  }
}

function isComparison(text: string): text is Comparison {
  return (COMPARISONS as readonly string[]).includes(text);
}

function unescaped(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1');
}

function checkPattern(text: string): void {
  const wrong = patternProblem(text);
  if (wrong !== null) throw new ConditionError(wrong.message, wrong.hint);
}

function literal(text: string): ConditionTerm['value'] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}
