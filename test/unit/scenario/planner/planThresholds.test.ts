import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { build, fileWith, planOf } from '../parts.ts';

const file = (thresholds: string) => fileWith('  - { GET: /, name: home }\n', `thresholds: ${thresholds}\n`);

describe('thresholds', () => {
  it('may be a text, a list, or maps with abortOnFail, as in k6', () => {
    const text = file(
      '{ checks: rate > 0.9, http_req_duration: [p(95) < 200, { threshold: avg < 1e3, abortOnFail: true, delayAbortEval: 10s }] }',
    );
    expect(planOf(text).thresholds).toEqual([
      {
        metric: 'checks',
        expression: 'rate > 0.9',
        abortOnFail: false,
        delayAbortEvalMs: 0,
        place: { line: 3, column: 23 },
      },
      {
        metric: 'http_req_duration',
        expression: 'p(95) < 200',
        abortOnFail: false,
        delayAbortEvalMs: 0,
        place: { line: 3, column: 55 },
      },
      {
        metric: 'http_req_duration',
        expression: 'avg < 1e3',
        abortOnFail: true,
        delayAbortEvalMs: 10_000,
        place: { line: 3, column: 81 },
      },
    ]);
  });

  it('take variables, which are checked once they are known', () => {
    const text = file('{ http_req_duration: "p(95) < ${LIMIT:-200}" }');
    expect(planOf(text).thresholds).toMatchObject([{ expression: 'p(95) < 200' }]);
    expect(build(text, { environment: { LIMIT: '2s' } }).told).toEqual([
      '3:34 thresholds.http_req_duration: "2s" is not a plain number: times are in milliseconds, write 2000',
    ]);
  });

  it.each([
    ['{ http_req_duratoin: p(95) < 1 }', 'did you mean http_req_duration?'],
    ['{ checks: p(95) < 1 }', 'does not go with checks'],
    ['{ vus: rate < 1 }', 'does not go with vus'],
    ['{ http_reqs: p(95) }', 'no threshold'],
    ['{ http_req_failed: rate < 1% }', 'write 0.01'],
    ['{ "http_reqs{name:a": count > 1 }', 'http_reqs{name:a'],
  ])('%s is told, as threshold-invalid', (thresholds, message) => {
    const { plan, told } = build(file(thresholds));
    expect(plan).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(message);
  });
});

describe('submetrics', () => {
  it.each([
    ['"http_reqs{name:home}"', []],
    ['"http_reqs{scenario:default}"', []],
    ['"http_reqs{status:404,error_code:1404,proto:HTTP/1.1,expected_response:false,method:GET}"', []],
    ['"http_reqs{method:POST}"', ['no method is called "POST"']],
    ['"http_reqs{proto:h2}"', ['no protocol is called "h2"']],
    ['"http_reqs{nonsense:x}"', ['no sample has a tag "nonsense"']],
    ['"http_reqs{phase:up}"', ['no sample has a tag "phase"']],
    ['"http_reqs{group:nope}"', ['no group is called "nope"']],
    ['"http_reqs{group:::nope}"', ['no group is called "::nope"']],
    ['"http_reqs{check:nope}"', ['no check is called "nope"']],
    ['"http_reqs{name:hom}"', ['no request is called "hom"']],
    ['"http_reqs{scenario:defalt}"', ['no scenario is called "defalt"']],
  ])('%s: a misspelt name would always pass, so it is a warning', (metric, expected) => {
    const { plan, told } = build(file(`{ ${metric}: count > 1 }`));
    expect(plan).not.toBeNull();
    expect(told.map((one) => one?.replace(/^.*: /, ''))).toEqual(expected);
  });

  const tagged = fileWith(
    '  - { GET: /, name: home, tags: { team: red }, expect: { status: 200 } }\n  - { group: pay, steps: [{ GET: /pay }] }\n',
    'tags: { kind: smoke }\n',
  );
  const told = (metric: string) =>
    buildPlan(parseScenario(`${tagged}thresholds: { "${metric}": ["count > 1"] }\n`, '/shop.perf.yaml'), {
      environment: {},
    }).problems.map((one) => one.hint);

  it.each([
    ['http_reqs{team:red}', []],
    ['http_reqs{team:blue}', []],
    ['http_reqs{kind:smoke,group:::pay}', []],
    ['http_reqs{group:pay}', ['Did you mean "::pay"?']],
    ['http_reqs{tema:red}', ['Did you mean "team"?']],
  ])('%s is looked up among the tags and groups of the file', (metric, hints) => {
    expect(told(metric)).toEqual(hints);
  });

  it('on a check goes by its name', () => {
    const of = (name: string) =>
      build(`${tagged}thresholds: { "checks{check:${name}}": ["rate > 0.9"] }\n`).told;
    expect(of('status is 200')).toEqual([]);
    expect(of('until status == 201')).toEqual([]);
    expect(of('status is 201')).toHaveLength(1);
  });

  it('a request of a flow that does not run now is no misspelling', () => {
    const text = `target: http://a
scenarios:
  one: { executor: constant-vus, duration: 1s, flow: x }
  two: { executor: constant-vus, duration: 1s, flow: y }
flows: { x: [{ GET: /x, name: x }], y: [{ GET: /y, name: y }] }
thresholds: { "http_reqs{name:y}": count > 1, "http_reqs{scenario:two}": count > 1 }
`;
    expect(build(text, { scenarios: ['one'] }).told).toEqual([]);
  });
});
