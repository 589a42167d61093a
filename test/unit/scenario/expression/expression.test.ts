import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExpressionPart,
  parseExpressions,
  printExpressions,
} from '../../../../src/scenario/expression/expression.ts';

/** What was read, without where it was written. */
function partsOf(text: string): ExpressionPart[] {
  const { parts, problems } = parseExpressions(text);
  expect(problems).toEqual([]);
  return parts.map(withoutSource);
}

function withoutSource(part: ExpressionPart): ExpressionPart {
  if (part.kind === 'base64') return { kind: 'base64', parts: part.parts.map(withoutSource) };
  if (part.kind === 'secret') return { kind: 'secret', name: part.name };
  return part.kind === 'variable' ? { kind: 'variable', name: part.name, fallback: part.fallback } : part;
}

const text = (value: string): ExpressionPart => ({ kind: 'text', text: value });
const variable = (name: string, fallback: string | null = null): ExpressionPart => ({
  kind: 'variable',
  name,
  fallback,
});
const base64 = (...parts: ExpressionPart[]): ExpressionPart => ({ kind: 'base64', parts });
type Call = Extract<ExpressionPart, { kind: 'call' }>;
const call = (name: Call['call'], ...args: (string | number)[]): ExpressionPart => ({
  kind: 'call',
  call: name,
  args,
});

describe('parseExpressions', () => {
  it.each<[string, ExpressionPart[], string]>([
    ['plain', [text('plain')], 'text alone'],
    ['', [text('')], 'nothing'],
    ['${NAME}', [variable('NAME')], 'a variable'],
    ['${ NAME }', [variable('NAME')], 'with blanks'],
    ['${env:NAME}', [variable('NAME')], 'said to be one'],
    ['${NAME:-}', [variable('NAME', '')], 'an empty default'],
    ['${URL:-http://a:1/b?c=d}', [variable('URL', 'http://a:1/b?c=d')], 'a default with colons'],
    ['${vu}', [call('vu')], 'a call with no arguments'],
    ['${env:vu}', [variable('vu')], 'a variable that is called like a call'],
    ['${uuid()}', [call('uuid')], 'empty brackets'],
    ['/a/${random.int(1, 9)}/b', [text('/a/'), call('random.int', 1, 9), text('/b')], 'within a path'],
    ['${random.int(-5,-1)}', [call('random.int', -5, -1)], 'negative, no blanks'],
    ['${random.item(tea, 2, 03)}', [call('random.item', 'tea', 2, '03')], 'numbers stay numbers'],
    ['${random.item("a, b", \'}\')}', [call('random.item', 'a, b', '}')], 'quoted commas and braces'],
    ["${random.item('it\\'s', \"\\\\\")}", [call('random.item', "it's", '\\')], 'escapes'],
    ['${pick(a, b)}', [call('pick', 'a', 'b')], 'the short name of random.item'],
    ['${random.string(10)}', [call('random.string', 10)], 'a length'],
    ['${random.float(-1.5, 2, 3)}', [call('random.float', -1.5, 2, 3)], 'decimals'],
    ['${users.email}', [variable('users.email')], 'a column'],
    [
      '${users.first name:-Ann}',
      [variable('users.first name', 'Ann')],
      'a column with a blank, and a default',
    ],
    ["${base64('${A}:${vu}')}", [base64(variable('A'), text(':'), call('vu'))], 'a text in quotes'],
    ['${base64(a (b): ${C})}', [base64(text('a (b): '), variable('C'))], 'without quotes, up to the bracket'],
    [
      '${base64(${A}:${pick(x, y)})}',
      [base64(variable('A'), text(':'), call('pick', 'x', 'y'))],
      'without quotes',
    ],
    ['${base64("it\\"s")}', [base64(text('it"s'))], 'escapes in a text'],
    ['${vu}-${iter}', [call('vu'), text('-'), call('iter')], 'several'],
    ['a${ secret:KEY }', [text('a'), { kind: 'secret', name: 'KEY' }], 'a secret'],
    [
      "${base64('u:${secret:KEY}')}",
      [base64(text('u:'), { kind: 'secret', name: 'KEY' })],
      'a secret in Base64',
    ],
    ['$${NAME}', [text('${NAME}')], 'two dollars: the characters themselves'],
    ['$$${NAME}', [text('$'), variable('NAME')], 'three dollars: one, and the expression'],
    ['$5 and {x}', [text('$5 and {x}')], 'dollars and braces apart'],
  ])('%s: %j (%s)', (written, parts) => expect(partsOf(written)).toEqual(parts));

  it.each([
    ['${secret:api-key}', /"api-key" is no name of a secret/, /\$\{secret:API_TOKEN\}/],
    ['${secret:KEY:-x}', /no default/, /secret:API_TOKEN/],
    ['${random.it(1)}', /no function "random.it"/, /random\.(int|item)/],
    ['${customers-email}', /"customers-email" is no expression/, /\$\{NAME:-default\}/],
    ['${random.int(1)}', /two whole numbers/, /random\.int\(1, 100\)/],
    ['${random.int(1.5, 2)}', /two whole numbers/, /random\.int/],
    ['${random.int(9, 1)}', /from 9 to 1/, /random\.int/],
    ['${random.item()}', /at least one/, /random\.item/],
    ['${uuid(1)}', /takes no arguments/, /\$\{uuid\}/],
    ['${random.string(0)}', /a length, 1 to 10000/, /random\.string\(10\)/],
    ['${random.string(ten)}', /a length/, /random\.string\(10\)/],
    ['${random.float(1)}', /two numbers/, /random\.float\(0, 10, 2\)/],
    ['${random.float(2, 1)}', /from 2 to 1/, /random\.float/],
    ['${random.float(1, 2, 11)}', /decimals/, /random\.float/],
    ['${pick()}', /at least one/, /pick\(a, b, c\)/],
    ['${base64(${nope-x})}', /"nope-x" is no expression/, /NAME/],
    ['${base64("a)}', /not closed/, /quote/],
    ['${random.nope}', /"random.nope" is no expression/, /random/],
    ['${NAME', /no closing brace/, /\$\$\{/],
    ['${random.item("a)}', /not closed/, /quote/],
    ['${}', /no expression/, /NAME/],
  ])('%s is told with what to do', (written, message, hint) => {
    const { problems } = parseExpressions(`before ${written}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.hint).toMatch(hint);
    expect(`before ${written}`).toContain(problems[0]?.source);
  });

  it('tells of all that are wrong, and reads the others', () => {
    const { parts, problems } = parseExpressions('${nope-a} ${vu} ${nope-b}');
    expect(problems.map((one) => one.source)).toEqual(['${nope-a}', '${nope-b}']);
    expect(parts).toContainEqual(call('vu'));
  });
});

describe('print, then parse', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
  const fallback = fc.option(fc.string({ unit: 'binary' }).filter((one) => !one.includes('}')));
  const variables = fc.record({ kind: fc.constant('variable' as const), name, fallback });
  const int = fc
    .tuple(fc.maxSafeInteger(), fc.maxSafeInteger())
    .map(([a, b]) => call('random.int', ...(a <= b ? [a, b] : [b, a])));
  const number = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
  );
  const item = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'ab, \'"\\(){}$1-') }),
    number,
  );
  const items = fc.array(item, { minLength: 1, maxLength: 4 }).map((args) => call('random.item', ...args));
  const plain = fc
    .constantFrom('uuid' as const, 'vu' as const, 'iter' as const, 'now' as const, 'date' as const)
    .map((one) => call(one));
  const texts = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ unit: fc.constantFrom('$', '{', '}', 'a'), minLength: 1 }),
    )
    .map(text);
  const column = fc.record({
    kind: fc.constant('variable' as const),
    name: fc.constant('users.e mail'),
    fallback,
  });
  const inner = fc.array(fc.oneof(variables, int, items, plain), { minLength: 1, maxLength: 2 });
  const encoded = inner.map((parts) => base64(...parts));
  const anyParts = fc
    .array(fc.oneof(texts, variables, int, items, plain, column, encoded), { minLength: 1, maxLength: 6 })
    .map((parts) => {
      // Neighbouring texts are one text.
      return parts.reduce<ExpressionPart[]>((joined, part) => {
        const last = joined.at(-1);
        if (part.kind === 'text' && last?.kind === 'text')
          joined[joined.length - 1] = text(last.text + part.text);
        else joined.push(part);
        return joined;
      }, []);
    });

  it('gives the same parts', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(partsOf(printExpressions(parts))).toEqual(parts);
      }),
    );
  });

  it('never throws, whatever the text, and loses none of it where nothing is wrong', () => {
    const wild = fc.string({
      unit: fc.constantFrom(
        '$',
        '{',
        '}',
        '(',
        ')',
        ',',
        '"',
        "'",
        'vu',
        'random.item',
        'A',
        ':-',
        ' ',
        '\n',
        '1',
      ),
    });
    fc.assert(
      fc.property(wild, (written) => {
        const { parts, problems } = parseExpressions(written);
        if (problems.length > 0) return;
        expect(parseExpressions(printExpressions(parts)).problems).toEqual([]);
        expect(printExpressions(parseExpressions(printExpressions(parts)).parts)).toBe(
          printExpressions(parts),
        );
      }),
    );
  });
});
