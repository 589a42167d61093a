import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { build, fileWith, requestOf } from '../parts.ts';

const checksOf = (expectation: string, environment: Record<string, string> = {}) =>
  requestOf(`{ GET: /, expect: ${expectation} }`, '', environment).checks;

describe('status', () => {
  it.each([
    ['200', 'status is 200', [{ from: 200, to: 200 }]],
    ['2xx', 'status is 2xx', [{ from: 200, to: 299 }]],
    [
      '[200, 404, 5xx]',
      'status is 200 or 404 or 5xx',
      [
        { from: 200, to: 200 },
        { from: 404, to: 404 },
        { from: 500, to: 599 },
      ],
    ],
  ])('%s', (status, name, accept) => {
    expect(checksOf(`{ status: ${status} }`)).toEqual([{ kind: 'status', name, accept }]);
  });

  it('may be a variable', () => {
    expect(checksOf('{ status: ["${GONE:-404}", "${FINE}"] }', { FINE: '2xx' })).toEqual([
      {
        kind: 'status',
        name: 'status is 404 or 2xx',
        accept: [
          { from: 404, to: 404 },
          { from: 200, to: 299 },
        ],
      },
    ]);
    const { plan, told } = build(fileWith('  - { GET: /, expect: { status: "${S:-ok}" } }\n'));
    expect(plan).toBeNull();
    expect(told).toEqual(['4:33 flow[0].expect.status: "ok" is no status']);
  });

  it.each(['99', '600', '20x', '"200"', '[]'])('%s is none', (status) => {
    expect(build(fileWith(`  - { GET: /, expect: { status: ${status} } }\n`)).plan).toBeNull();
  });
});

describe('header, body and JSON path', () => {
  it('each expectation is a check of its own, named so that it reads as a sentence', () => {
    const checks = checksOf(
      '{ header: { ETag: abc, Age: 5, Server: { contains: x, matches: "^n", equals: nx } }, body: ok }',
    );
    expect(checks.map((check) => check.name)).toEqual([
      'header ETag is "abc"',
      'header Age is "5"',
      'header Server is "nx"',
      'header Server contains "x"',
      'header Server matches /^n/',
      'body contains "ok"',
    ]);
    expect(checks[4]).toEqual({
      kind: 'header',
      name: 'header Server matches /^n/',
      header: 'Server',
      match: 'matches',
      value: '^n',
    });
  });

  it('a body contains or matches', () => {
    expect(checksOf('{ body: { contains: "${WORD}", matches: "a+" } }', { WORD: 'tea' })).toEqual([
      { kind: 'body', name: 'body contains "tea"', match: 'contains', value: 'tea' },
      { kind: 'body', name: 'body matches /a+/', match: 'matches', value: 'a+' },
    ]);
  });

  it('a JSON path equals any JSON value', () => {
    expect(
      checksOf('{ "$.a": 1, "$.b[0]": null, "$[\'c d\']": { equals: { x: [true, "${V:-v}"] } } }'),
    ).toEqual([
      { kind: 'jsonPath', name: '$.a is 1', path: '$.a', equals: 1 },
      { kind: 'jsonPath', name: '$.b[0] is null', path: '$.b[0]', equals: null },
      {
        kind: 'jsonPath',
        name: `$['c d'] is {"x":[true,"v"]}`,
        path: "$['c d']",
        equals: { x: [true, 'v'] },
      },
    ]);
  });

  it('a long value is cut short in the name, and whole in the check', () => {
    const [check] = checksOf(`{ body: ${'x'.repeat(500)} }`);
    expect(check).toMatchObject({ value: 'x'.repeat(500) });
    expect(check?.name.length).toBeLessThan(100);
  });

  it.each([
    ['{ body: {} }', 'there is nothing to expect here'],
    ['{ header: { A: {} } }', 'there is nothing to expect here'],
    ['{ body: { matches: "(" } }', 'this is no regular expression: /(/: Unterminated group'],
    ['{ "$.a": "${uuid}" }', 'an expected value cannot be made up anew for each request'],
    ['{ body: "${random.int(1, 9)}" }', 'an expected value cannot be made up anew for each request'],
    ['{ body: { matches: "${vu}" } }', '${vu} cannot be used here'],
    ['{ duration: "< soon" }', '"< soon" is no limit for a time'],
    ['{ duration: 0 }', 'it must be more than 0'],
    ['{ duration: "== 3s" }', '"== 3s" is no limit for a time'],
    ['{ status: 200, failRequest: yes please }', 'true or false is expected here'],
    ['{ stauts: 200 }', 'unknown key "stauts"'],
    ['{ "$.a b": 1 }', 'is no step'],
  ])('%s is told', (expectation, message) => {
    const { plan, told } = build(fileWith(`  - { GET: /, expect: ${expectation} }\n`));
    expect(plan).toBeNull();
    expect(told).toEqual([expect.stringMatching(/^4:\d+ flow\[0\]\.expect/)]);
    expect(told[0]).toContain(message);
  });

  it('a pattern that a variable made wrong is told', () => {
    const text = fileWith('  - { GET: /, expect: { body: { matches: "${P}" } } }\n');
    expect(build(text, { environment: { P: '[' } }).told).toEqual([
      '4:42 flow[0].expect.body.matches: this is no regular expression: /[/: Unterminated character class',
    ]);
  });
});

describe('what a JSON value must be', () => {
  it('each key is a check of its own, whose name says it', () => {
    const checks = checksOf(
      '{ $.a: { exists: true, matches: "^x" }, $.b: { exists: false }, $.n: { above: 5, below: 9.5, atLeast: -1, atMost: "${MOST}" }, $.l: { length: 3, contains: { id: 1 } }, $.t: { length: { above: 0, atMost: 2 } } }',
      { MOST: '12' },
    );
    const number = (name: string, of: string, comparison: string, limit: number) => ({
      kind: 'jsonNumber',
      name,
      path: name.slice(0, 3),
      of,
      comparison,
      limit,
    });
    expect(checks).toEqual([
      { kind: 'jsonExists', name: '$.a is there', path: '$.a', exists: true },
      { kind: 'jsonMatches', name: '$.a matches /^x/', path: '$.a', pattern: '^x' },
      { kind: 'jsonExists', name: '$.b is not there', path: '$.b', exists: false },
      number('$.n is above 5', 'value', '>', 5),
      number('$.n is below 9.5', 'value', '<', 9.5),
      number('$.n is at least -1', 'value', '>=', -1),
      number('$.n is at most 12', 'value', '<=', 12),
      number('$.l has length 3', 'length', '==', 3),
      { kind: 'jsonContains', name: '$.l contains {"id":1}', path: '$.l', part: { id: 1 } },
      number('$.t has a length above 0', 'length', '>', 0),
      number('$.t has a length at most 2', 'length', '<=', 2),
    ]);
  });

  it('a whole map is equal to what stands under equals, also to an empty one', () => {
    expect(checksOf('{ $.a: { equals: {} }, $.b: [{ exists: true }] }')).toEqual([
      { kind: 'jsonPath', name: '$.a is {}', path: '$.a', equals: {} },
      { kind: 'jsonPath', name: '$.b is [{"exists":true}]', path: '$.b', equals: [{ exists: true }] },
    ]);
  });

  it('a secret is not in the name', () => {
    const checks = checksOf('{ $.token: { exists: true, contains: abc, matches: abc, equals: abc } }');
    expect(checks.map(({ name }) => name)).toEqual([
      '$.token is there',
      '$.token has *** in it',
      '$.token is like ***',
      '$.token is ***',
    ]);
  });

  it.each([
    ['{ $.a: {} }', 'there is nothing to expect here', 'Give exists, above'],
    [
      '{ $.a: { exist: true } }',
      '"exist" is nothing that can be expected',
      'Did you mean "exists"? To compare',
    ],
    ['{ $.a: { id: 3 } }', '"id" is nothing that can be expected of a value', 'write equals: { … }.'],
    ['{ $.a: { ">": 3 } }', '">" is nothing that can be expected', 'Did you mean "above"?'],
    ['{ $.a: { min: 3 } }', '"min" is nothing that can be expected', 'Did you mean "atLeast"?'],
    ['{ $.a: { length: { atleast: 3 } } }', '"atleast" is nothing that', 'Did you mean "atLeast"?'],
    ['{ $.a: { length: {} } }', 'there is nothing to expect here', 'Give above, below, atLeast or atMost.'],
    ['{ $.a: { length: "> 0" } }', '"> 0" is no number', 'The comparison is a key here: above: 0.'],
    ['{ $.a: { length: -1 } }', 'it must be at least 0', 'Give it at least 0.'],
    ['{ $.a: { above: "> 5" } }', '"> 5" is no number', 'The comparison is a key here: above: 5.'],
    ['{ $.a: { above: many } }', '"many" is no number', 'Write a number without quotes.'],
    ['{ $.a: { above: "${WORD:-many}" } }', '"many" is no number', 'Set the variable to a number.'],
    ['{ $.a: { above: "${vu}" } }', '${vu} cannot be used here', 'It has no value before the run'],
    ['{ $.a: { matches: "(" } }', 'this is no regular expression', 'Put a '],
    ['{ $.a: { exists: "yes" } }', 'true or false is expected here', 'Write true or false'],
    ['{ headers: { X-A: b } }', 'unknown key "headers"', 'Did you mean "header"?'],
  ])('%s is told, with what to do', (expectation, message, hint) => {
    const text = fileWith(`  - { GET: /, expect: ${expectation} }\n`);
    const { plan, problems } = buildPlan(parseScenario(text, '/home/ann/shop.perf.yaml'), {
      environment: {},
    });
    expect(plan).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.hint).toContain(hint);
  });
});

describe('duration', () => {
  it.each([
    ['"< 300ms"', '<', 300, 'duration < 300ms'],
    ['<= 1.5s', '<=', 1500, 'duration <= 1.5s'],
    ['">50ms"', '>', 50, 'duration > 50ms'],
    ['">= 2s"', '>=', 2000, 'duration >= 2s'],
    ['300ms', '<=', 300, 'duration <= 300ms'],
    ['250', '<=', 250, 'duration <= 250ms'],
  ])('%s', (text, comparison, limitMs, name) => {
    expect(checksOf(`{ duration: ${text} }`)).toEqual([{ kind: 'duration', name, comparison, limitMs }]);
  });
});

it('what is captured before may be expected; the name keeps it as it stands in the file', () => {
  const steps = `  - { GET: /a, capture: { id: $.id } }
  - GET: /b
    expect: { header: { X-Id: "n-\${id}" }, body: "\${id}", $.a: "\${id}", $.b: { equals: { c: ["x\${id}", "\${vu}"] } } }
`;
  const { plan, told } = build(fileWith(steps));
  expect(told).toEqual([]);
  const [, second] = plan?.flows.default ?? [];
  const slot = (encoding: string) => ({ slot: 0, encoding, fallback: null });
  expect(second?.kind === 'request' ? second.checks : []).toEqual([
    {
      kind: 'header',
      name: 'header X-Id is "n-${id}"',
      header: 'X-Id',
      match: 'equals',
      value: ['n-', slot('none')],
    },
    { kind: 'body', name: 'body contains "${id}"', match: 'contains', value: [slot('none')] },
    { kind: 'jsonPath', name: '$.a is "${id}"', path: '$.a', equals: '${id}', text: [slot('jsonValue')] },
    {
      kind: 'jsonPath',
      name: '$.b is {"c":["x${id}","${vu}"]}',
      path: '$.b',
      equals: { c: ['x${id}', '${vu}'] },
      text: ['{"c":["x', slot('json'), '",', { call: 'vu', args: [] }, ']}'],
    },
  ]);
});

it('an expectation that fails the request says so in the plan', () => {
  expect(requestOf('{ GET: /, expect: { status: 200, failRequest: true } }').checksFail).toBe(true);
  expect(requestOf('{ GET: /, expect: { status: 200, failRequest: false } }').checksFail).toBeUndefined();
});
