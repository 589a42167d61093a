import { Composer, type Document, Lexer, type LineCounter, Parser } from 'yaml';

/** What keeps a text from being read at all: too much of something, from `offset` on. */
export class Excess extends Error {
  readonly offset: number;
  readonly hint: string;

  constructor(offset: number, message: string, hint: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

/** How deep maps and lists may stand in each other. */
export const DEEPEST = 100;
export const TOO_DEEP = `it is nested more than ${DEEPEST} deep`;
export const UNNEST = 'Close the brackets, or flatten it.';
export const LESS_DATA = 'Keep bulky data out of it.';
export const FEWER_ALIASES = 'Use fewer aliases, or of smaller values.';

/** Keys, values, brackets, spaces and line ends: a megabyte of a terse file has 800,000. */
const MOST_LEXEMES = 1_000_000;
const MOST_ALIASES = 30_000;
const MOST_BROKEN_TOKENS = 100;

/**
 * Duplicate keys, merge keys and aliases are left to the reader of the document: the library's own ways with
 * them take time that grows with the square of the text, or worse.
 * @throws Excess where reading it would take long, and it could not be used in the end
 */
export function composeDocument(text: string, lines: LineCounter): Document.Parsed | null {
  const composer = new Composer({ uniqueKeys: false, resolveKnownTags: false, lineCounter: lines });
  try {
    let first: Document.Parsed | null = null;
    for (const document of composer.compose(tokens(text, lines), true, text.length)) {
      if (first === null) first = document;
      else return withSecondDocument(first, document);
    }
    return first;
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new Excess(0, TOO_DEEP, UNNEST);
    throw thrown;
  }
}

function withSecondDocument(first: Document.Parsed, second: Document.Parsed): Document.Parsed {
  if (second.contents === null && second.errors.length === 0) return first;
  const message = 'a second document begins here: a scenario file holds one';
  const [start] = second.range;
  first.errors.push({ code: 'MULTIPLE_DOCS', message, pos: [start, start + 1], name: 'YAMLParseError' });
  return first;
}

/** The tokens, until too many of them make no sense: a megabyte of brackets is not worth a million messages. */
function* tokens(text: string, lines: LineCounter) {
  let broken = 0;
  const parser = new Parser(lines.addNewLine);
  const budget = new Budget();
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    budget.spend(lexeme);
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error' && ++broken > MOST_BROKEN_TOKENS) return;
      yield token;
    }
  }
  yield* parser.end();
}

/** The lexer's own notes, which are not in the text: a document, a text or the end of brackets comes next. */
const NOTES: ReadonlySet<string> = new Set(['\x02', '\x18', '\x1f']);
const TEXT_FOLLOWS = '\x1f';

/** Ends the reading where brackets are open too deep, or there are too many aliases, or too many parts at all. */
class Budget {
  #offset = 0;
  #depth = 0;
  #aliases = 0;
  #count = 0;
  #previous = '';

  /** @throws Excess */
  spend(lexeme: string): void {
    if (++this.#count > MOST_LEXEMES) {
      const message = 'the file holds too much: more keys and values than a scenario file may have';
      throw new Excess(this.#offset, message, LESS_DATA);
    }
    if (this.#previous !== TEXT_FOLLOWS) this.#look(lexeme);
    if (!NOTES.has(lexeme)) this.#offset += lexeme.length;
    this.#previous = lexeme;
  }

  #look(lexeme: string): void {
    if (lexeme === '[' || lexeme === '{') this.#depth += 1;
    else if (lexeme === ']' || lexeme === '}') this.#depth = Math.max(0, this.#depth - 1);
    else if (lexeme.startsWith('*')) this.#aliases += 1;
    if (this.#depth > DEEPEST) throw new Excess(this.#offset, TOO_DEEP, UNNEST);
    if (this.#aliases > MOST_ALIASES) {
      throw new Excess(this.#offset, `there are more than ${MOST_ALIASES} aliases`, FEWER_ALIASES);
    }
  }
}
