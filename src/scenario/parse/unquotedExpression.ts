import { Lexer } from 'yaml';

/** A text with an expression in it that stands within `{ }` or `[ ]` without quotes, where YAML takes the brace for a map. */
export interface UnquotedExpression {
  readonly offsets: readonly [start: number, end: number];
  readonly hint: string;
}

/** Told of it. */
export const UNQUOTED = `a text with \${…} must be in quotes inside { } or [ ]`;

/** So much of the text is shown in the remedy. */
const MOST_SHOWN = 60;

/** The first of them in a text that could not be read; undefined where there is none. Its time grows with the text. */
export function unquotedExpression(text: string): UnquotedExpression | undefined {
  let offset = 0;
  let scalar = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '{' && scalar.endsWith('$')) return found(text, offset - scalar.length, offset);
    if (isNote(lexeme)) continue;
    offset += lexeme.length;
    scalar = lexeme;
  }
  return undefined;
}

/** What the lexer says that is not in the text. */
function isNote(lexeme: string): boolean {
  return lexeme === '\x02' || lexeme === '\x18' || lexeme === '\x1f';
}

function found(text: string, start: number, brace: number): UnquotedExpression {
  const line = text.slice(brace, brace + 1000).split('\n', 1)[0] ?? '';
  const rest = /^\{[^{}]*\}(?:\$\{[^{}]*\}|[^\s,{}[\]])*/.exec(line)?.[0] ?? '{';
  const whole = text.slice(start, brace) + rest;
  const isPlain = rest !== '{' && whole.length <= MOST_SHOWN && !whole.includes("'");
  const hint = isPlain ? `Write it as '${whole}'.` : `Put quotes around it, as in { GET: '/items/\${id}' }.`;
  return { offsets: [start, brace + rest.length], hint };
}
