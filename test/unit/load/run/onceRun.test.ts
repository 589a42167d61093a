import { describe, expect, it } from 'vitest';
import { OnceRun } from '../../../../src/load/run/onceRun.ts';
import { type PlannedStep, SETUP_FLOW, TEARDOWN_FLOW } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';
const scenario = plannedScenario({ kind: 'constant-vus', vus: 5, durationMs: 1000 });
const request = (path: string) =>
  plannedRequest(origin, { path, name: `GET ${path}`, place: { line: 7, column: 5 } });

function setUp(
  steps: PlannedStep[],
  answer: (path: string) => FakeAnswer,
  part: 'setup' | 'teardown' = 'setup',
) {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock, ({ path }) => answer(path));
  const plan = planOf(origin, scenario, [request('/load')], { file: '/shop/a.perf.yaml' });
  const flow = part === 'setup' ? SETUP_FLOW : TEARDOWN_FLOW;
  const once = new OnceRun({
    plan: { ...plan, flows: { ...plan.flows, [flow]: steps } },
    part,
    clock,
    requesters: network,
    given: [],
  });
  return { clock, network, once, paths: () => network.sent.map((one) => one.path) };
}

describe('setup and teardown', () => {
  it('are run once, by one user, to their end', async () => {
    const steps = [request('/reset'), { kind: 'think', minMs: 50, maxMs: 50 } as const, request('/seed')];
    const { clock, network, once, paths } = setUp(steps, () => ({ afterMs: 10 }));
    await clock.run(1000);
    expect(await once.ended).toBe(true);
    expect(paths()).toEqual(['/reset', '/seed']);
    expect(network.sent.map((one) => one.atMs)).toEqual([0, 60]);
    expect([network.opened, network.closed, clock.pending]).toEqual([1, 1, 0]);
  });

  it('end at the first request that fails, and say where', async () => {
    const group = { kind: 'group', name: 'g', steps: [request('/reset'), request('/seed')] } as const;
    const answer = (path: string) => ({ afterMs: 10, status: path === '/reset' ? 500 : 200 });
    const { clock, once, paths } = setUp([{ ...group, steps: [...group.steps] }], answer);
    await clock.run(1000);
    await expect(once.ended).rejects.toMatchObject({
      code: 'setup-failed',
      message: 'setup failed at GET /reset: status 500',
      place: { file: '/shop/a.perf.yaml', line: 7, column: 5 },
    });
    expect(paths()).toEqual(['/reset']);
  });

  it('have sixty seconds each, as in k6', async () => {
    const { clock, network, once } = setUp([request('/slow')], () => ({ afterMs: 59_999 }), 'teardown');
    await clock.run(60_000);
    expect(await once.ended).toBe(true);
    expect(network.sent).toHaveLength(1);
    for (const part of ['setup', 'teardown'] as const) {
      const late = setUp([request('/slow')], () => ({ afterMs: 60_001 }), part);
      await late.clock.run(60_000);
      await expect(late.once.ended).rejects.toMatchObject({
        code: `${part}-timeout`,
        message: `${part} took longer than 60 s`,
      });
      expect(late.clock.pending).toBe(0);
    }
  });

  it('can be cut', async () => {
    const { clock, network, once } = setUp([request('/slow')], () => ({ afterMs: 5000 }));
    await clock.run(100);
    once.dispose();
    expect(await once.ended).toBe(false);
    expect([network.closed, clock.pending]).toEqual([1, 0]);
  });
});
