import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { createScheduler } from '../../../../src/load/schedule/schedulerFactory.ts';
import { WHOLE } from '../../../../src/load/schedule/share.ts';
import type { PlannedData, PlannedExecutor } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, FakeMeter, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

type Deal = Pick<PlannedData, 'order' | 'per' | 'atEnd'>;

/** A scheduler of one request an iteration, `/<row>`, run to its end. */
function run(executor: PlannedExecutor, deal: Deal, rowCount: number, latencyMs = 100) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, () => ({ afterMs: latencyMs }));
  const scenario = plannedScenario(executor);
  const request = plannedRequest(origin, { path: ['/', { slot: 0, encoding: 'path', fallback: null }] });
  const rows = Array.from({ length: rowCount }, (_, row) => [row]);
  const data = [{ name: 'users', slots: [0], rows, ...deal }];
  const [program] = compilePlan(planOf(origin, scenario, [request], { slots: ['users.id'], data })).programs;
  const warnings: string[] = [];
  let doneAtMs: number | null = null;
  const scheduler = createScheduler({
    scenario,
    program: program!,
    ports: { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 },
    alarm: () => new FakeAlarm(clock),
    share: WHOLE,
    vuNumber: (user) => user + 1,
    onWarning: (message) => warnings.push(message),
    onDone: () => {
      expect(doneAtMs).toBeNull();
      doneAtMs = clock.nowMs();
    },
  });
  scheduler.start(0);
  clock.advance(60_000);
  const paths = network.sent.map((sent) => sent.path).join(' ');
  return { paths, meter, warnings, doneAtMs, active: scheduler.active, sent: network.sent };
}

const vus = (count: number, durationMs: number): PlannedExecutor => ({
  kind: 'constant-vus',
  vus: count,
  durationMs,
});
const rate = (durationMs: number): PlannedExecutor => ({
  kind: 'constant-arrival-rate',
  rate: 10,
  timeUnitMs: 1000,
  durationMs,
  preAllocatedVUs: 0,
  maxVUs: 10,
  whenBusy: 'wait',
});

describe('rows for each iteration', () => {
  it('are shared by all users, and begin again', () => {
    const deal = { order: 'sequential', per: 'iteration', atEnd: 'recycle' } as const;
    const { paths, doneAtMs, warnings } = run(vus(2, 1000), deal, 3);
    expect(paths.startsWith('/0 /1 /2 /0 /1 /2 /0 /1')).toBe(true);
    expect(doneAtMs).toBe(1000);
    expect(warnings).toEqual([]);
  });

  it('each once, then the users stop, and the scenario is over before its time', () => {
    const deal = { order: 'unique', per: 'iteration', atEnd: 'stop' } as const;
    const { paths, doneAtMs, meter, active, warnings } = run(vus(2, 10_000), deal, 5);
    expect(paths).toBe('/0 /1 /2 /3 /4');
    expect(meter.iterations).toHaveLength(5);
    expect(doneAtMs).toBe(300);
    expect(active).toBe(0);
    expect(warnings).toEqual([
      'scenario default: data users: all rows are used, so users that need another one stop',
    ]);
  });

  it('unique ones that are recycled are never with two users at once', () => {
    const deal = { order: 'unique', per: 'iteration', atEnd: 'recycle' } as const;
    expect(run(vus(2, 300), deal, 3).paths).toBe('/0 /1 /2 /0 /1 /2');
  });

  it('what is left of a set number of iterations is dropped', () => {
    const deal = { order: 'sequential', per: 'iteration', atEnd: 'stop' } as const;
    const executor = { kind: 'shared-iterations', vus: 2, iterations: 10, maxDurationMs: 60_000 } as const;
    const { paths, meter, doneAtMs } = run(executor, deal, 5);
    expect(paths).toBe('/0 /1 /2 /3 /4');
    expect(meter.droppedCount).toBe(5);
    expect(doneAtMs).toBe(300);
  });

  it('in the open model, the first start without a row ends the scenario', () => {
    const deal = { order: 'sequential', per: 'iteration', atEnd: 'stop' } as const;
    const { paths, meter, doneAtMs, active } = run(rate(2000), deal, 5, 50);
    expect(paths).toBe('/0 /1 /2 /3 /4');
    expect(meter.droppedCount).toBe(1);
    expect(doneAtMs).toBe(500);
    expect(active).toBe(0);
  });
});

describe('rows for each user', () => {
  it('stay with it', () => {
    const deal = { order: 'sequential', per: 'vu', atEnd: 'recycle' } as const;
    expect(run(vus(3, 200), deal, 2).paths).toBe('/0 /1 /0 /0 /1 /0');
  });

  it('a user who gets none does not run; the others do to the end', () => {
    const deal = { order: 'unique', per: 'vu', atEnd: 'stop' } as const;
    const { paths, doneAtMs, warnings } = run(vus(3, 300), deal, 2);
    expect(paths).toBe('/0 /1 /0 /1 /0 /1');
    expect(doneAtMs).toBe(300);
    expect(warnings).toHaveLength(1);
  });

  it('in the open model, starts wait for the users that have one', () => {
    const deal = { order: 'unique', per: 'vu', atEnd: 'stop' } as const;
    const { sent, meter } = run(rate(1000), deal, 2, 250);
    expect(sent.map(({ atMs, path }) => `${atMs}${path}`)).toEqual([
      '0/0',
      '100/1',
      '300/0',
      '400/1',
      '550/0',
      '650/1',
      '800/0',
      '900/1',
    ]);
    // The one that found the third user without a row, and the one that still waited at the end.
    expect(meter.droppedCount).toBe(2);
  });
});
