import { describe, expect, it } from 'vitest';
import { build, fileWith, planOf } from '../parts.ts';

/** The steps of the only flow. */
function stepsOf(steps: string, environment: Record<string, string> = {}) {
  return planOf(fileWith(steps), { environment }).flows.default;
}

const TWO = 'target: http://a\nscenarios:\n  s: { executor: constant-vus, duration: 1s, flow: a }\nflows:\n';

describe('steps with steps below them', () => {
  it('a group has its name; variables may stand in it', () => {
    expect(stepsOf('  - { group: "${G}", steps: [{ GET: /a }] }\n', { G: 'log in' })).toMatchObject([
      { kind: 'group', name: 'log in', steps: [{ id: 0, path: '/a' }] },
    ]);
  });

  it.each([
    ['3', { everyMs: 0, rule: { kind: 'count', count: 3 } }],
    ['"${N:-4}"', { everyMs: 0, rule: { kind: 'count', count: 4 } }],
    ['{ count: 2, every: 5s }', { everyMs: 5000, rule: { kind: 'count', count: 2 } }],
    [
      '{ until: status == 200 }',
      { everyMs: 1000, rule: { maxTurns: null, maxMs: 60_000, stopOnFail: false } },
    ],
    ['{ until: status == 200, max: 20 }', { rule: { maxTurns: 20, maxMs: null } }],
    ['{ until: status == 200, max: "${M:-20}" }', { rule: { maxTurns: 20, maxMs: null } }],
    [
      '{ until: status == 200, max: 2m, every: 0s, stopOnFail: true }',
      { everyMs: 0, rule: { maxMs: 120_000, stopOnFail: true } },
    ],
  ])('repeat: %s', (repeat, expected) => {
    const planned = stepsOf(`  - { repeat: ${repeat}, steps: [{ GET: /a }] }\n`);
    expect(planned).toMatchObject([{ kind: 'repeat', ...expected, steps: [{ path: '/a' }] }]);
  });

  it('a condition keeps its text, and has its variables put in', () => {
    const text =
      '  - GET: /a\n  - { when: \'$.state == "${S}"\', steps: [{ GET: /b }], else: [{ GET: /c }] }\n';
    expect(stepsOf(text, { S: 'done' })?.[1]).toMatchObject({
      kind: 'when',
      condition: {
        text: '$.state == "${S}"',
        any: [[{ operand: { kind: 'jsonPath', name: '$.state' }, comparison: '==', value: 'done' }]],
      },
      steps: [{ id: 1, path: '/b' }],
      otherwise: [{ id: 2, path: '/c' }],
    });
  });

  it('a condition finds a captured value by its slot', () => {
    const text = '  - { GET: /a, capture: { id: $.id } }\n  - { when: var.id != "", steps: [{ GET: /b }] }\n';
    expect(stepsOf(text)?.[1]).toMatchObject({
      condition: { any: [[{ operand: { kind: 'variable', slot: 0 }, comparison: '!=', value: '' }]] },
    });
    const wrong = text.replace('var.id', 'var.ide');
    expect(build(fileWith(wrong)).told).toEqual([
      '5:13 flow[1].when: no step captures "ide", and there is no such data',
    ]);
  });

  it('think by mean and deviation', () => {
    expect(stepsOf('  - think: { mean: 1s, deviation: 300ms }\n  - GET: /\n')?.[0]).toEqual({
      kind: 'normalThink',
      meanMs: 1000,
      deviationMs: 300,
    });
  });
});

describe('call', () => {
  it('brings the called flows into the plan, those that they call too, and no others', () => {
    const text = `${TWO}  a: [{ call: b }, { call: b }]\n  b: [{ GET: /b }, { call: c }]\n  c: [{ GET: /c }]\n`;
    const plan = planOf(text);
    expect(Object.keys(plan.flows)).toEqual(['a', 'b', 'c']);
    expect(plan.flows.a).toEqual([
      { kind: 'call', flow: 'b' },
      { kind: 'call', flow: 'b' },
    ]);
  });

  it.each([
    ['a: [{ call: a }]', '5:15 flows.a[0].call: the flow "a" calls itself'],
    [
      'a: [{ call: b }]\n  b: [{ GET: /, name: b }, { group: g, steps: [{ call: a }] }]',
      '6:56 flows.b[1].steps[0].call: these flows call each other: a → b → a',
    ],
    ['a: [{ call: lgoin }]\n  login: [{ GET: / }]', '5:15 flows.a[0].call: there is no flow "lgoin"'],
  ])('%j: %s', (flows, expected) => {
    expect(build(`${TWO}  ${flows}\n`).told[0]).toBe(expected);
  });

  it('calls that multiply are told before they fill the memory', () => {
    const flows = Array.from({ length: 30 }, (_, index) =>
      index === 29
        ? '  f29: [{ GET: / }]'
        : `  f${index}: [{ call: f${index + 1} }, { call: f${index + 1} }]`,
    );
    const { told, plan } = build(`${TWO.replace('flow: a', 'flow: f0')}${flows.join('\n')}\n`);
    expect(plan).toBeNull();
    expect(told[0]).toMatch(/with this call the flow has more than 100000 steps/);
  });
});

it('until needs a request whose response it can look at', () => {
  expect(
    build(fileWith('  - GET: /\n  - { repeat: { until: status == 200 }, steps: [{ think: 1s }] }\n')).told,
  ).toEqual(['5:24 flow[1].repeat.until: no request is repeated here, so that the condition never changes']);
});

it('a condition that a variable makes wrong is told at its place', () => {
  const text = fileWith('  - GET: /\n  - { when: "status ${OP} 200", steps: [{ GET: /b }] }\n');
  expect(build(text, { environment: { OP: '=' } }).told).toEqual(['5:13 flow[1].when: "=" is no comparison']);
});

describe('pacing and arrival', () => {
  const withScenario = (fields: string) =>
    `target: http://a\nscenarios:\n  s: { ${fields} }\nflow: [{ GET: / }]\n`;

  it('pacing of a scenario and of the short form; none where it is 0 or left out', () => {
    const scenario = (fields: string) => planOf(withScenario(fields)).scenarios[0]?.pacingMs;
    expect(scenario('executor: constant-vus, duration: 1s, pacing: 2s')).toBe(2000);
    expect(scenario('executor: per-vu-iterations, pacing: 0s')).toBeUndefined();
    expect(planOf(fileWith('  - GET: /\n', 'pacing: 500ms\n')).scenarios[0]?.pacingMs).toBe(500);
  });

  it('pacing is not for rates, nor at the top beside scenarios', () => {
    const rate = 'executor: constant-arrival-rate, rate: 5, duration: 1s';
    expect(build(withScenario(`${rate}, pacing: 2s`)).told).toEqual([
      '3:64 scenarios.s.pacing: pacing has no use here: the rate says when iterations start',
    ]);
    expect(build(`pacing: 1s\n${withScenario(rate)}`).told).toEqual([
      '1:1 pacing: pacing at the top is the short form of a single scenario, and there is scenarios too',
    ]);
  });

  it.each([
    ['', undefined],
    [', arrival: uniform', undefined],
    [', arrival: poisson', 'poisson'],
  ])('arrival "%s"', (arrival, expected) => {
    const plan = planOf(
      withScenario(`executor: ramping-arrival-rate, stages: [{ duration: 1s, target: 5 }]${arrival}`),
    );
    const executor = plan.scenarios[0]?.executor;
    if (executor?.kind !== 'ramping-arrival-rate') throw new Error('another executor');
    expect(executor.arrival).toBe(expected);
  });
});

it('warns of a threshold on a group that there is not, those of called flows included', () => {
  const flows = '  a: [{ group: shop, steps: [{ call: b }] }]\n  b: [{ group: pay, steps: [{ GET: / }] }]\n';
  const thresholds = (group: string) => `thresholds:\n  "group_duration{group:${group}}": p(95) < 100\n`;
  for (const group of ['::shop', '::shop::pay'])
    expect(planOf(TWO + flows + thresholds(group))).not.toBeNull();
  expect(build(TWO + flows + thresholds('::shop::pya')).told).toEqual([
    '8:3 warning: thresholds["group_duration{group:::shop::pya}"]: no group is called "::shop::pya"',
  ]);
});
