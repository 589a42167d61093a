import { nearest } from '../../base/nearest.ts';
import { readSecret, type SecretPart } from './secretExpression.ts';
import type { TemplateCall } from './template.ts';

/** What stands between the braces of `${…}`, or the text around it. */
export type ExpressionPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback: string | null;
      /** As it was written, so that its place can be found. */
      readonly source?: string;
    }
  | SecretPart
  | CallPart
  /** The text of its parts in Base64. */
  | { readonly kind: 'base64'; readonly parts: readonly ExpressionPart[] };

export interface CallPart {
  readonly kind: 'call';
  readonly call: TemplateCall['call'];
  readonly args: readonly (string | number)[];
}

/** `source` is the faulty expression as written, so that its place can be found. */
export interface ExpressionProblem {
  readonly message: string;
  readonly hint: string;
  readonly source: string;
}

export interface ParsedExpressions {
  readonly parts: ExpressionPart[];
  readonly problems: ExpressionProblem[];
}

/** The calls that are evaluated for every request, with what to write and what it gives. */
export const CALLS = {
  'random.int': { write: 'random.int(1, 100)', gives: 'a whole number from the first to the second' },
  'random.float': {
    write: 'random.float(0, 10, 2)',
    gives:
      'a number from the first up to the second, with so many decimals as the third says, if it is given',
  },
  'random.item': { write: 'random.item(a, b, c)', gives: 'one of its arguments' },
  pick: { write: 'pick(a, b, c)', gives: 'one of its arguments, as `random.item` does' },
  'random.string': { write: 'random.string(10)', gives: 'so many random letters and digits' },
  uuid: { write: 'uuid', gives: 'a random UUID, version 4' },
  vu: { write: 'vu', gives: 'the number of the virtual user, from 1' },
  iter: { write: 'iter', gives: "the number of this user's iteration, from 0" },
  now: { write: 'now', gives: 'the time in milliseconds since 1970' },
  row: { write: 'row', gives: 'in a column of a generated csv: the number of its row, from 1' },
  date: { write: 'date', gives: 'the time in UTC, as in 2030-01-31T12:00:00.000Z' },
} as const satisfies Record<TemplateCall['call'], { write: string; gives: string }>;

/** Takes a text with expressions of any kind. */
export const BASE64 = { write: `base64('\${NAME}:\${SECRET}')`, gives: 'this text in Base64' } as const;

const CALL_NAMES = Object.keys(CALLS) as TemplateCall['call'][];
const KNOWN = `Expressions are \${NAME}, \${NAME:-default}, \${env:NAME}, ${CALL_NAMES.map((name) => `\${${CALLS[name].write}}`).join(', ')}, \${base64(…)}, \${secret:NAME}.`;

/** The names that mean something by themselves, so that nothing else can have them. */
export function isReserved(name: string): boolean {
  return isCall(name) || name === 'base64';
}

function isCall(name: string): name is TemplateCall['call'] {
  return Object.hasOwn(CALLS, name);
}

/** A part, or what is wrong with it, and how many characters were read after `${`. */
type Scan = { part: ExpressionPart; length: number } | { message: string; hint: string; length: number };

/**
 * Splits a text into constant text and expressions. `$${` stands for the characters `${`: of several dollar
 * signs before a brace, two make one.
 */
export function parseExpressions(text: string): ParsedExpressions {
  const parts: ExpressionPart[] = [];
  const problems: ExpressionProblem[] = [];
  let plain = '';
  let at = 0;
  for (const { 0: run, index } of text.matchAll(/\$+(?=\{)/g)) {
    if (index < at) continue;
    plain += text.slice(at, index) + '$'.repeat(run.length >> 1);
    at = index + run.length;
    if (run.length % 2 === 0) continue;
    const scan = scanExpression(text.slice(at + 1));
    const source = text.slice(at - 1, at + 1 + scan.length);
    at += 1 + scan.length;
    if ('message' in scan) problems.push({ message: scan.message, hint: scan.hint, source });
    else {
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      plain = '';
      const { part } = scan;
      parts.push(part.kind === 'variable' || part.kind === 'secret' ? { ...part, source } : part);
    }
  }
  plain += text.slice(at);
  if (plain !== '' || parts.length === 0) parts.push({ kind: 'text', text: plain });
  return { parts, problems };
}

function scanExpression(rest: string): Scan {
  if (/^\s*base64\s*\(/.test(rest)) return scanBase64(rest);
  if (/^\s*[A-Za-z_][\w.]*\s*\(/.test(rest)) return scanCall(rest);
  const end = rest.indexOf('}');
  if (end < 0) {
    return {
      message: 'an expression has no closing brace',
      hint: `Write \${…}, or $\${ for these two characters themselves.`,
      length: rest.length,
    };
  }
  return { ...readName(rest.slice(0, end)), length: end + 1 };
}

/** A column of a data file: `users.email`. `random.` is the beginning of calls. */
const COLUMN = /^\s*(env:)?((?!random\.)[A-Za-z_]\w*\.[^\s.:}(][^.:}(]*)(?:$|(:-)(.*)$)/s;

function readName(inner: string): { part: ExpressionPart } | { message: string; hint: string } {
  const [, env, name, withFallback, fallback] =
    /^\s*(env:)?([A-Za-z_]\w*)(?:\s*$|(:-)(.*)$)/s.exec(inner) ?? COLUMN.exec(inner) ?? [];
  if (name !== undefined) {
    if (env === undefined && withFallback === undefined && isCall(name)) return buildCall(name, []);
    return { part: { kind: 'variable', name: name.trimEnd(), fallback: fallback ?? null } };
  }
  const trimmed = inner.trim();
  if (trimmed.startsWith('secret:')) return readSecret(trimmed.slice('secret:'.length));
  if (isCall(trimmed)) return buildCall(trimmed, []);
  const meant = nearest(trimmed, CALL_NAMES);
  return {
    message: `"${trimmed}" is no expression`,
    hint: meant === undefined ? KNOWN : `Did you mean \${${CALLS[meant as TemplateCall['call']].write}}?`,
  };
}

/** No blanks around a bare argument here: where two parts may both take them, a long run of them takes for ever. */
const ARGUMENT = /(?:\s*"((?:[^"\\]|\\.)*)"\s*|\s*'((?:[^'\\]|\\.)*)'\s*|([^,)}"']*))([,)])/sy;

function scanCall(rest: string): Scan {
  const name = /^\s*([\w.]+)\s*\(/.exec(rest) ?? ['', ''];
  const args: (string | number)[] = [];
  const argument = new RegExp(ARGUMENT);
  argument.lastIndex = name[0].length;
  for (;;) {
    const match = argument.exec(rest);
    if (match === null) return unclosed(rest, name[1] ?? '');
    const [, double, single, bare, end] = match;
    if (bare === undefined) args.push((double ?? single ?? '').replace(/\\(.)/gs, '$1'));
    else if (bare.trim() !== '' || args.length > 0 || end === ',') args.push(readBare(bare.trim()));
    if (end === ')') break;
  }
  const close = /^\s*\}/.exec(rest.slice(argument.lastIndex));
  if (close === null) return unclosed(rest, name[1] ?? '');
  return { ...buildCall(name[1] ?? '', args), length: argument.lastIndex + close[0].length };
}

/** Its argument is a text, in quotes or without, in which expressions may stand. */
function scanBase64(rest: string): Scan {
  const start = /^\s*base64\s*\(\s*/.exec(rest)?.[0].length ?? 0;
  const quoted = /(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)\s*\}/sy;
  quoted.lastIndex = start;
  const match = quoted.exec(rest);
  const text = match === null ? null : (match[1] ?? match[2] ?? '').replace(/\\(.)/gs, '$1');
  const bare = match === null && !/["']/.test(rest.charAt(start)) ? readBareText(rest, start) : null;
  if (text === null && bare === null) return unclosed(rest, 'base64');
  const { parts, problems } = parseExpressions(text ?? bare?.text ?? '');
  const length = match === null ? (bare?.length ?? 0) : quoted.lastIndex;
  const [first] = problems;
  if (first !== undefined) return { message: first.message, hint: first.hint, length };
  return { part: { kind: 'base64', parts }, length };
}

/** Up to the bracket that closes it; one within an expression does not. It looks at each character once. */
function readBareText(rest: string, start: number): { text: string; length: number } | null {
  for (let at = start; at < rest.length; at++) {
    if (rest.startsWith('${', at)) {
      at = rest.indexOf('}', at);
      if (at < 0) return null;
    }
    const close = rest.charAt(at) === ')' ? /^\)\s*\}/.exec(rest.slice(at, at + 100)) : null;
    if (close !== null) return { text: rest.slice(start, at).trimEnd(), length: at + close[0].length };
  }
  return null;
}

function unclosed(rest: string, name: string): Scan {
  const end = rest.indexOf('}');
  return {
    message: `the call of ${name} is not closed, or its arguments cannot be read`,
    hint: `Write it like \${${isCall(name) ? CALLS[name].write : `${name}(a, b)`}}; quote an argument that holds a comma, bracket or quote.`,
    length: end < 0 ? rest.length : end + 1,
  };
}

/** A number where it would be printed the same way again, else text. */
function readBare(text: string): string | number {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && String(value) === text ? value : text;
}

function buildCall(
  name: string,
  args: (string | number)[],
): { part: ExpressionPart } | { message: string; hint: string } {
  if (!isCall(name)) {
    const meant = nearest(name, CALL_NAMES);
    const hint =
      meant === undefined ? KNOWN : `Did you mean \${${CALLS[meant as TemplateCall['call']].write}}?`;
    return { message: `there is no function "${name}"`, hint };
  }
  const wrong = wrongArguments(name, args);
  if (wrong !== null) return { message: wrong, hint: `Write it like \${${CALLS[name].write}}.` };
  return { part: { kind: 'call', call: name, args } };
}

function wrongArguments(name: TemplateCall['call'], args: readonly (string | number)[]): string | null {
  if (isChoice(name)) return args.length === 0 ? `${name} needs at least one argument` : null;
  const [from, to] = args;
  if (name === 'random.string') {
    const isLength = args.length === 1 && Number.isInteger(from) && Number(from) >= 1;
    return isLength && Number(from) <= LONGEST_STRING
      ? null
      : `random.string needs a length, 1 to ${LONGEST_STRING}`;
  }
  if (name === 'random.float') return wrongFloat(args);
  if (name !== 'random.int') return args.length > 0 ? `${name} takes no arguments` : null;
  if (args.length !== 2 || !Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
    return 'random.int needs two whole numbers';
  }
  return Number(from) > Number(to)
    ? `random.int goes from ${from} to ${to}: the first is the smaller one`
    : null;
}

function wrongFloat([from, to, decimals, ...more]: readonly (string | number)[]): string | null {
  const isDecimals = decimals === undefined || /^(?:\d|10)$/.test(String(decimals));
  if (typeof from !== 'number' || typeof to !== 'number' || more.length > 0 || !isDecimals)
    return 'random.float needs two numbers, and how many decimals (up to 10) where that matters';
  return from > to ? `random.float goes from ${from} to ${to}: the first is the smaller one` : null;
}

const LONGEST_STRING = 10_000;

/** Whether it gives one of its arguments. */
export function isChoice(name: TemplateCall['call']): boolean {
  return name === 'random.item' || name === 'pick';
}

/** The text that {@link parseExpressions} reads back into the same parts. */
export function printExpressions(parts: readonly ExpressionPart[]): string {
  return parts
    .map((part, index) => {
      if (part.kind === 'variable') return printVariable(part.name, part.fallback);
      if (part.kind === 'call') return printCall(part);
      if (part.kind === 'secret') return `\${secret:${part.name}}`;
      if (part.kind === 'base64')
        return `\${base64('${printExpressions(part.parts).replace(/[\\']/g, '\\$&')}')}`;
      const next = parts[index + 1];
      const beforeExpression = next !== undefined && next.kind !== 'text';
      const escaped = part.text.replace(/\$+(?=\{)/g, (run) => run + run);
      return beforeExpression ? escaped.replace(/\$+$/, (run) => run + run) : escaped;
    })
    .join('');
}

function printVariable(name: string, fallback: string | null): string {
  const prefix = fallback === null && isCall(name) ? 'env:' : '';
  return `\${${prefix}${name}${fallback === null ? '' : `:-${fallback}`}}`;
}

/** `${random.int(1, 9)}`, `${uuid}`. */
export function printCall({
  call,
  args,
}: {
  readonly call: string;
  readonly args: readonly (string | number)[];
}): string {
  if (args.length === 0) return `\${${call}}`;
  return `\${${call}(${args.map(printArgument).join(', ')})}`;
}

function printArgument(arg: string | number): string {
  if (typeof arg === 'number') return String(arg);
  const bare =
    arg !== '' && arg.trim() === arg && !/[,(){}"'\\]/.test(arg) && typeof readBare(arg) === 'string';
  return bare ? arg : `'${arg.replace(/[\\']/g, '\\$&')}'`;
}
