import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../src/scenario/expression/evaluate.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { requestOf } from '../parts.ts';

const context = { vu: 3, iter: 4, slots: [], nowMs: () => 1_700_000_000_000, random: () => 0 };
/** The body as the third user sends it in its fifth iteration, the lowest of all random values taken. */
const sent = (step: string, environment: Record<string, string> = {}) => {
  const { body } = requestOf(step, '', environment);
  return body === null ? null : compileTemplate(body)(context);
};
const typeOf = (step: string) => requestOf(step).headers.find(([name]) => /^content-type$/i.test(name))?.[1];

describe('json', () => {
  it('is compact, and keeps numbers, null and the order of keys', () => {
    expect(sent('{ POST: /, json: { b: 1.5, a: [true, null, "x"], c: {} } }')).toBe(
      '{"b":1.5,"a":[true,null,"x"],"c":{}}',
    );
    expect(sent('{ POST: /, json: null }')).toBe('null');
    expect(sent('{ POST: /, json: 5 }')).toBe('5');
  });

  it('a call that is a value by itself and gives a number is a number', () => {
    const step =
      '{ POST: /, json: { a: "${random.int(5, 9)}", b: "${vu}", c: "${now}", d: "${random.item(7, x)}" } }';
    expect(JSON.parse(sent(step) ?? '')).toEqual({ a: 5, b: 3, c: 1_700_000_000_000, d: 7 });
  });

  it('within a text, and for variables and UUIDs, it is text', () => {
    const step = '{ POST: /, json: { a: "n-${vu}", b: "${N}", c: "${uuid}", d: "${random.item(x, 7)}" } }';
    expect(JSON.parse(sent(step, { N: '12' }) ?? '')).toEqual({
      a: 'n-3',
      b: '12',
      c: '00000000-0000-4000-8000-000000000000',
      d: 'x',
    });
  });

  it('whatever a variable or an item holds, it stays JSON', () => {
    const nasty = '"},\n\\ \u2028';
    expect(JSON.parse(sent('{ POST: /, json: { a: "x${N}" } }', { N: nasty }) ?? '')).toEqual({
      a: `x${nasty}`,
    });
    const item = '${random.item(\'"q"\')}';
    const step = `{ POST: /, json: ${JSON.stringify({ a: `-${item}`, 'k"': item })} }`;
    expect(JSON.parse(sent(step) ?? '')).toEqual({ a: '-"q"', 'k"': '"q"' });
  });

  it('has its content type, unless one is given', () => {
    expect(typeOf('{ POST: /, json: {} }')).toBe('application/json');
    expect(typeOf('{ POST: /, json: {}, headers: { content-type: application/vnd.api+json } }')).toBe(
      'application/vnd.api+json',
    );
  });
});

describe('json that is a text', () => {
  const warned = (json: string) =>
    buildPlan(
      parseScenario(`target: http://a\nduration: 1s\nflow:\n  - POST: /\n    json: ${json}\n`, 'a.perf.yaml'),
      { environment: {} },
    ).problems.map((one) => `${one.severity} ${one.line}:${one.column} ${one.message} | ${one.hint}`);

  it('in the form of a map or a list is told, since it is sent in quotes', () => {
    const expected =
      'warning 5:11 this is a text, and is sent as one, in quotes | Write a map: json: { key: value }; or give the text as body, with a Content-Type.';
    expect(warned(`'{"a": "\${uuid}"}'`)).toEqual([expected]);
    expect(warned(`' [1, 2] '`)).toEqual([expected]);
  });

  it('else is meant', () => {
    expect(warned('"{a"')).toEqual([]);
    expect(warned(`'\${uuid}'`)).toEqual([]);
    expect(warned('{ a: "{}" }')).toEqual([]);
  });
});

describe('form and body', () => {
  it('a form is encoded as browsers do', () => {
    const step = '{ POST: /, form: { a: "b c&", "\u00e9": [1, true], d: "${random.item(\'x y\')}" } }';
    expect(sent(step)).toBe('a=b+c%26&%C3%A9=1&%C3%A9=true&d=x+y');
    expect(typeOf(step)).toBe('application/x-www-form-urlencoded');
  });

  it('a body is sent as it is, with no content type of ours', () => {
    expect(sent('{ PUT: /, body: "<a>${iter}</a>\\n" }')).toBe('<a>4</a>\n');
    expect(typeOf('{ PUT: /, body: x }')).toBeUndefined();
    expect(sent('{ PUT: /, body: "" }')).toBe('');
    expect(sent('GET: /')).toBeNull();
  });

  it('half a surrogate pair does not stop it', () => {
    expect(sent('{ POST: /, form: { a: "\\ud800" } }')).toBe('a=%EF%BF%BD');
  });
});
