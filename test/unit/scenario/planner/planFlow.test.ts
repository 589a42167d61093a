import { describe, expect, it } from 'vitest';
import { build, fileWith, kindsOf, planOf } from '../parts.ts';

describe('flows', () => {
  it('keep the order of their steps', () => {
    const plan = planOf(fileWith('  - GET: /a\n  - think: 1s\n  - pick: [{ steps: [{ GET: /b }] }]\n'));
    expect(kindsOf(plan.flows.default)).toEqual(['request', 'think', 'pick']);
  });

  it.each([
    ['500ms', 500, 500],
    ['1500', 1500, 1500],
    ['1s..3s', 1000, 3000],
    ['"0s..0s"', 0, 0],
    ['"${T:-2s..1m}"', 2000, 60_000],
  ])('think: %s pauses from %d to %d ms', (think, minMs, maxMs) => {
    expect(planOf(fileWith(`  - think: ${think}\n  - GET: /\n`)).flows.default?.[0]).toEqual({
      kind: 'think',
      minMs,
      maxMs,
    });
  });

  it('setup and teardown are planned beside them, and are flows of no scenario', () => {
    const top = 'setup: [{ POST: "http://localhost:4000/reset" }]\nteardown: [{ DELETE: /all }]\n';
    const plan = planOf(fileWith('  - GET: /\n', top));
    expect(Object.keys(plan.flows)).toEqual(['default', '::setup', '::teardown']);
    expect(plan.flows['::setup']).toMatchObject([{ id: 1, method: 'POST', path: '/reset' }]);
    expect(plan.flows['::teardown']).toMatchObject([{ id: 2, method: 'DELETE' }]);
    expect(plan.origins).toEqual(['http://localhost:3000', 'http://localhost:4000']);
    expect(build(fileWith('  - call: "::setup"\n', top)).told.join()).toMatch(/there is no flow "::setup"/);
  });

  it('know what setup surely captured', () => {
    const setup = 'setup: [{ POST: /login, capture: { token: { json: $.token } } }]\n';
    const use = '  - { GET: /, headers: { authorization: "Bearer ${token}" } }\n';
    expect(build(fileWith(use, `${setup}teardown: [{ DELETE: "/\${token}" }]\n`)).told).toEqual([]);
    const sometimes = `setup: [{ pick: [{ steps: [{ POST: /login, capture: { token: { json: $.token } } }] }, { steps: [{ GET: / }] }] }]\n`;
    expect(build(fileWith(use, sometimes)).told.join()).toMatch(/may have no value here/);
    expect(
      build(fileWith(use, 'teardown: [{ POST: /l, capture: { token: { json: $.t } } }]\n')).told.join(),
    ).toMatch(/may have no value here/);
  });

  it('pick keeps its weights; 1 where there is none; picks may stand in each other', () => {
    const text = `  - pick:
      - weight: 2.5
        steps: [{ GET: /a }]
      - steps:
          - pick: [{ weight: 3, steps: [{ GET: /b }] }]
`;
    expect(planOf(fileWith(text)).flows.default).toMatchObject([
      {
        kind: 'pick',
        branches: [
          { weight: 2.5, steps: [{ id: 0, path: '/a' }] },
          { weight: 1, steps: [{ kind: 'pick', branches: [{ weight: 3, steps: [{ id: 1, path: '/b' }] }] }] },
        ],
      },
    ]);
  });

  it('one flow may be run by several scenarios', () => {
    const text = `target: http://a
scenarios:
  one: { executor: constant-vus, duration: 1s }
  two: { executor: constant-vus, duration: 1s }
flow: [{ GET: / }]
`;
    const plan = planOf(text);
    expect(plan.scenarios.map((one) => one.flow)).toEqual(['default', 'default']);
    expect(plan.flows.default).toMatchObject([{ id: 0 }]);
  });
});

describe('what is wrong with flows', () => {
  it('none', () => {
    expect(build('target: http://a\nduration: 1s\n').told).toEqual([
      '1:1 there is no flow: nothing says what to request',
    ]);
  });

  it('a name that is not there, and none where there are several', () => {
    const text = `target: http://a
scenarios:
  one: { executor: constant-vus, duration: 1s, flow: buyy }
  two: { executor: constant-vus, duration: 1s }
flows: { buy: [{ GET: / }], look: [{ GET: / }] }
`;
    const { told } = build(text);
    expect(told).toContain('3:54 scenarios.one.flow: there is no flow "buyy"');
    expect(told).toContain('4:3 scenarios.two: "flow" is missing');
  });

  it('a flow or a variable where there is none: how to have one', () => {
    expect(build(fileWith('  - call: checkout\n')).hints).toEqual(['Add it under flows.']);
    const step = '  - { when: "var.nope == 1", steps: [{ GET: / }] }\n';
    expect(build(fileWith(step)).hints).toEqual(['Capture it in a step before.']);
  });

  it('flow, and a flow called default', () => {
    const text = 'target: http://a\nduration: 1s\nflow: [{ GET: / }]\nflows: { default: [{ GET: / }] }\n';
    expect(build(text).told).toContain(
      '4:10 flows.default: the steps under flow are called "default", and so is this flow',
    );
  });

  it('a pause that a variable made wrong', () => {
    const text = fileWith('  - think: ${T}\n  - GET: /\n');
    expect(build(text, { environment: { T: '3s..1s' } }).told).toEqual([
      '4:12 flow[0].think: "3s..1s" ends before it begins',
    ]);
    expect(build(fileWith('  - think: 1s..40d\n')).told[0]).toContain('longer than a timer can wait');
  });
});
