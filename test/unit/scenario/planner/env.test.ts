import { describe, expect, it } from 'vitest';
import { complete } from '../../../../src/scenario/assist/completion.ts';
import type { Plan, PlannedRequest } from '../../../../src/scenario/plan/plan.ts';
import { requestsOf } from '../../../../src/scenario/plan/plannedSteps.ts';
import { build, planOf } from '../parts.ts';

const file = (scenarios: string, more = '') => `target: http://localhost:3000
${more}scenarios:
${scenarios}
flows:
  buy:
    - call: look
    - POST: "/orders/\${PLAN}"
  look:
    - GET: "/products?of=\${PLAN}"
`;
const scenario = (name: string, more = '') =>
  `  ${name}: { executor: constant-vus, duration: 1s, flow: buy${more} }`;

/** What a scenario requests, with what its flow calls. */
function pathsOf(plan: Plan, name: string): unknown[] {
  const flow = plan.scenarios.find((one) => one.name === name)?.flow ?? '';
  return (plan.flows[flow] ?? []).flatMap((step) =>
    step.kind === 'call'
      ? requestsOf(plan.flows[step.flow] ?? []).map((one) => one.path)
      : step.kind === 'request'
        ? [step.path]
        : [],
  );
}

const requests = (plan: Plan): PlannedRequest[] => Object.values(plan.flows).flatMap(requestsOf);

describe('env of a scenario', () => {
  const two = file(`${scenario('free', ', env: { PLAN: free }')}\n${scenario('paid')}`);

  it('comes before the environment in its flow, in flows that this one calls, and nowhere else', () => {
    const plan = planOf(two, { environment: { PLAN: 'paid' } });
    expect(pathsOf(plan, 'free')).toEqual(['/products?of=free', '/orders/free']);
    expect(pathsOf(plan, 'paid')).toEqual(['/products?of=paid', '/orders/paid']);
    expect(requests(plan).map((one) => one.id)).toEqual([0, 1, 2, 3]);
  });

  it('needs no variable outside of the file', () => {
    const one = file(scenario('free', ', env: { PLAN: free }'), 'headers: { X-Plan: "${PLAN}" }\n');
    const plan = planOf(one);
    expect(requests(plan).map((request) => request.headers)).toEqual([
      [['X-Plan', 'free']],
      [['X-Plan', 'free']],
    ]);
    expect(build(`${two.replace('POST', 'PUT')}`).told[0]).toContain(
      'the environment variable PLAN is not set',
    );
  });

  it('takes numbers, and variables of the environment', () => {
    const one = file(scenario('free', ', env: { PLAN: "p-${TIER}" }'));
    expect(pathsOf(planOf(one, { environment: { TIER: '7' } }), 'free')).toEqual([
      '/products?of=p-7',
      '/orders/p-7',
    ]);
    expect(pathsOf(planOf(file(scenario('free', ', env: { PLAN: 7 }'))), 'free')[1]).toBe('/orders/7');
  });

  it('keeps a value secret whose name says that it is', () => {
    const one = `target: http://localhost:3000
scenarios: { a: { executor: constant-vus, duration: 1s, env: { API_TOKEN: sesame-1, PLAN: free-1 } } }
flow: [{ GET: /, headers: { X-A: "\${API_TOKEN}", X-B: "\${PLAN}" } }]
`;
    expect(planOf(one).secrets).toEqual(['sesame-1']);
  });

  it('tells a name that is none, at the name', () => {
    const text = file(scenario('free', ', env: { "a b": 1, uuid: 2, PLAN: 3 }'));
    expect(build(text).told).toEqual([
      '3:67 scenarios.free.env["a b"]: "a b" is no name for a variable',
      '3:77 scenarios.free.env.uuid: "uuid" is no name for a variable',
    ]);
  });

  it('tells what is wrong in a flow once, with however many variables it is planned', () => {
    const text = file(
      `${scenario('a', ', env: { X: 1 }')}\n${scenario('b', ', env: { X: 2 }')}\n${scenario('c')}`,
    );
    const told = build(text).told.filter((one) => one?.includes('PLAN is not set'));
    expect(told).toEqual([
      '9:22 flows.buy[1].POST: the environment variable PLAN is not set',
      '11:26 flows.look[0].GET: the environment variable PLAN is not set',
    ]);
  });
});

describe('env of a file', () => {
  const one = file(scenario('a'), 'env: { PLAN: free }\n');

  it('stands in for what nothing else sets', () => {
    expect(pathsOf(planOf(one), 'a')).toEqual(['/products?of=free', '/orders/free']);
    expect(pathsOf(planOf(one, { environment: { PLAN: 'paid' } }), 'a')[1]).toBe('/orders/paid');
    const both = file(scenario('a', ', env: { PLAN: gold }'), 'env: { PLAN: free }\n');
    expect(pathsOf(planOf(both, { environment: { PLAN: 'paid' } }), 'a')[1]).toBe('/orders/gold');
  });

  it('is known in the target', () => {
    const text =
      'target: http://localhost:${PORT}\nenv: { PORT: 4000 }\nvus: 1\nduration: 1s\nflow: [GET: /]\n';
    expect(planOf(text).target).toBe('http://localhost:4000');
  });

  it('is completed, its names in expressions too', () => {
    const text = 'target: http://localhost:1\nenv: { PLAN: free }\nflow:\n  - GET: /${';
    expect(complete(text, 4, 14).map((draft) => draft.label)).toContain('PLAN');
    expect(complete('en', 1, 3).map((draft) => draft.label)).toContain('env');
  });
});
