/**
 * Regular expressions that can stop the engine. V8 is told to go over to its linear engine where one backtracks
 * too much, so that only those are dangerous that the linear one does not take.
 */

const HINT = "Put a \\ before characters that stand for themselves, and quote it with '.";

/** What is wrong with a regular expression, or null. */
export function patternProblem(source: string): { readonly message: string; readonly hint: string } | null {
  try {
    new RegExp(source);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.replace(/^Invalid regular expression: /, '') : '';
    return { message: `this is no regular expression: ${why}`, hint: HINT };
  }
  const found = new PatternReader(source);
  if (found.special === null || !found.repeatsRepeated) return null;
  return {
    message: `this regular expression may take for ever: it repeats what is repeated already, beside ${found.special}`,
    hint: 'Write (a+)+ as a+, or do without it: then it takes no longer than the text is.',
  };
}

/** More repetitions than this are not unrolled by the linear engine. */
const MOST_UNROLLED = 16;

/** Reads a valid regular expression once, from left to right. */
class PatternReader {
  /** What V8's linear engine does not take, in words; null for none. */
  special: string | null = null;
  /** Whether something is repeated as often as one likes, within something that is. */
  repeatsRepeated = false;
  /** Of each group that is open, whether something in it is repeated. */
  readonly #open: boolean[] = [false];
  /** How much is repeated so far. */
  #repeats = 0;
  /** Whether what was read last is, or may be, repeated within. */
  #isRepeated = false;

  constructor(source: string) {
    for (let at = 0; at < source.length; ) {
      const token = TOKEN.exec(source.slice(at, at + 24))?.[0] ?? source.charAt(at);
      this.#take(token);
      if (token === '[') at = classEnd(source, at) + 1;
      else if (token === '\\k<') at = source.indexOf('>', at) + 1;
      else at += token.length;
    }
  }

  #take(token: string): void {
    if (token.startsWith('(')) {
      if (/^\(\?<?[=!]/.test(token)) this.special = 'a look around, (?=…) or the like';
      this.#open.push(false);
    } else if (token === ')') {
      this.#isRepeated = this.#open.pop() ?? false;
      if (this.#isRepeated) this.#markRepeated();
    } else if (QUANTIFIER.test(token)) this.#repeat(token);
    else {
      const isReference = /^\\(?:[1-9]|k<)/.test(token);
      // What it stands for may be repeated itself.
      this.#isRepeated = isReference && this.#repeats > 0;
      if (isReference) this.special = 'a back reference, \\1 or the like';
    }
  }

  #repeat(token: string): void {
    const most = mostOf(token);
    if (most > MOST_UNROLLED) {
      if (most < Number.POSITIVE_INFINITY) this.special ??= `a repetition of up to ${most}`;
      const isFixed = /^\{\d+\}$/.test(token);
      if (!isFixed && this.#isRepeated) this.repeatsRepeated = true;
      if (!isFixed) this.#repeats++;
      if (!isFixed) this.#markRepeated();
    }
    this.#isRepeated = false;
  }

  #markRepeated(): void {
    this.#open[this.#open.length - 1] = true;
  }
}

const TOKEN = /^(?:\\k<|\\.|\((?:\?(?:[:=!]|<[=!]|<))?|\{\d+(?:,\d*)?\}|.)/s;
const QUANTIFIER = /^(?:\*|\+|\{\d+(?:,\d*)?\})$/;

/** How often a quantifier repeats at the most. */
function mostOf(token: string): number {
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return Number.POSITIVE_INFINITY;
  if (comma === '') return Number(least);
  return most === '' ? Number.POSITIVE_INFINITY : Number(most);
}

/** Where a character class that begins at `at` ends. */
function classEnd(source: string, at: number): number {
  for (let end = at + 1; end < source.length; end++) {
    if (source.charAt(end) === '\\') end++;
    else if (source.charAt(end) === ']') return end;
  }
  return source.length;
}
