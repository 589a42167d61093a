import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { createScheduler } from '../../../../src/load/schedule/schedulerFactory.ts';
import { WHOLE } from '../../../../src/load/schedule/share.ts';
import type { PlannedExecutor, PlannedScenario } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, FakeMeter, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

interface Setup {
  readonly latencyMs: number;
  readonly scenario?: Partial<PlannedScenario>;
  readonly alarmLateMs?: number;
}

/** A scheduler of one request an iteration, started at the zero of the clock. */
function started(executor: PlannedExecutor, { latencyMs, scenario, alarmLateMs = 0 }: Setup) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, () => ({ afterMs: latencyMs }));
  const planned = plannedScenario(executor, scenario);
  const request = plannedRequest(origin, { path: ['/', { call: 'vu', args: [] }] });
  const [program] = compilePlan(planOf(origin, planned, [request])).programs;
  const warnings: string[] = [];
  let doneAtMs: number | null = null;
  const scheduler = createScheduler({
    scenario: planned,
    program: program!,
    ports: { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 },
    alarm: () => new FakeAlarm(clock, alarmLateMs),
    share: WHOLE,
    vuNumber: (user) => user + 1,
    onWarning: (message) => warnings.push(message),
    onDone: () => {
      expect(doneAtMs).toBeNull();
      doneAtMs = clock.nowMs();
    },
  });
  scheduler.start(0);
  const activeAt = (atMs: number) => {
    clock.advance(atMs - clock.nowMs());
    return scheduler.active;
  };
  return { clock, meter, network, scheduler, warnings, activeAt, doneAtMs: () => doneAtMs };
}

const constant = (vus: number, durationMs: number): PlannedExecutor => ({
  kind: 'constant-vus',
  vus,
  durationMs,
});

describe('constant-vus', () => {
  it('has each user begin again when it is idle, until the end', () => {
    const { clock, meter, network, doneAtMs } = started(constant(2, 1000), { latencyMs: 100 });
    clock.advance(5000);
    expect(meter.samples).toHaveLength(20);
    expect(meter.iterations).toHaveLength(20);
    expect(network.opened).toBe(2);
    expect(network.closed).toBe(2);
    expect(doneAtMs()).toBe(1000);
  });

  it('starts nothing after its duration, and lets what is under way finish within gracefulStop', () => {
    const setup = { latencyMs: 700, scenario: { gracefulStopMs: 500 } };
    const { clock, meter, doneAtMs } = started(constant(1, 1000), setup);
    clock.advance(5000);
    expect(meter.iterations).toHaveLength(2);
    expect(meter.interruptedCount).toBe(0);
    expect(doneAtMs()).toBe(1400);
  });

  it('cuts what is under way after gracefulStop, and counts it as interrupted', () => {
    const setup = { latencyMs: 700, scenario: { gracefulStopMs: 100 } };
    const { clock, meter, doneAtMs } = started(constant(1, 1000), setup);
    clock.advance(5000);
    expect(meter.iterations).toHaveLength(1);
    expect(meter.interruptedCount).toBe(1);
    expect(doneAtMs()).toBe(1100);
  });

  it('ends early on stop: no new iterations, then done, with no timer left', () => {
    const { clock, meter, scheduler, doneAtMs } = started(constant(3, 60_000), { latencyMs: 100 });
    clock.advance(250);
    scheduler.stop();
    expect(scheduler.active).toBe(3);
    clock.advance(1000);
    expect(meter.iterations).toHaveLength(9);
    expect(doneAtMs()).toBe(300);
    expect(clock.pending).toBe(0);
  });

  it('ends at once on cut', () => {
    const { clock, meter, scheduler, doneAtMs } = started(constant(3, 60_000), { latencyMs: 100 });
    clock.advance(250);
    scheduler.cut();
    expect(doneAtMs()).toBe(250);
    expect(meter.interruptedCount).toBe(3);
    expect(clock.pending).toBe(0);
  });
});

describe('ramping-vus', () => {
  const ramping = (
    startVUs: number,
    stages: [durationMs: number, target: number][],
    gracefulRampDownMs = 30_000,
  ): PlannedExecutor => ({
    kind: 'ramping-vus',
    startVUs,
    stages: stages.map(([durationMs, target]) => ({ durationMs, target })),
    gracefulRampDownMs,
  });

  it('adds users linearly, holds them, and jumps in a stage of 0 s', () => {
    const stages: [number, number][] = [
      [4000, 4],
      [1000, 4],
      [0, 10],
      [1000, 10],
    ];
    const { activeAt, scheduler, doneAtMs } = started(ramping(0, stages), { latencyMs: 100 });
    const seen = [500, 1500, 2500, 3500, 4500, 4990, 5010, 5500].map(activeAt);
    expect(seen).toEqual([0, 1, 2, 3, 4, 4, 10, 10]);
    expect(scheduler.max).toBe(10);
    expect(activeAt(6500)).toBe(0);
    expect(doneAtMs()).toBe(6000);
  });

  it('lets a user who is no longer wanted finish within gracefulRampDown', () => {
    const { activeAt, meter } = started(
      ramping(2, [
        [1000, 0],
        [5000, 0],
      ]),
      { latencyMs: 800 },
    );
    expect([400, 700, 1300, 1700].map(activeAt)).toEqual([2, 2, 1, 0]);
    expect(meter.iterations).toHaveLength(3);
    expect(meter.interruptedCount).toBe(0);
  });

  it('cuts it after gracefulRampDown', () => {
    const { activeAt, meter } = started(
      ramping(
        1,
        [
          [1000, 0],
          [5000, 0],
        ],
        200,
      ),
      { latencyMs: 1500 },
    );
    expect([1100, 1250].map(activeAt)).toEqual([1, 0]);
    expect(meter.interruptedCount).toBe(1);
  });

  it('keeps it where the plan wants it again meanwhile', () => {
    const stages: [number, number][] = [
      [100, 1],
      [0, 0],
      [100, 0],
      [0, 1],
      [1000, 1],
    ];
    const { activeAt, meter, network } = started(ramping(1, stages, 500), { latencyMs: 900 });
    expect([150, 650, 1000].map(activeAt)).toEqual([1, 1, 1]);
    expect(network.opened).toBe(1);
    expect(meter.interruptedCount).toBe(0);
  });
});

describe('constant-arrival-rate', () => {
  const arrivals = (
    rate: number,
    durationMs: number,
    preAllocatedVUs: number,
    maxVUs: number,
    whenBusy: 'wait' | 'drop' = 'drop',
  ): PlannedExecutor => ({
    kind: 'constant-arrival-rate',
    rate,
    timeUnitMs: 1000,
    durationMs,
    preAllocatedVUs,
    maxVUs,
    whenBusy,
  });

  it('starts on schedule, whatever the latency', () => {
    const { clock, network } = started(arrivals(10, 1000, 10, 10), { latencyMs: 450 });
    clock.advance(5000);
    expect(network.sent.map((one) => Math.round(one.atMs))).toEqual([
      0, 100, 200, 300, 400, 500, 600, 700, 800, 900,
    ]);
  });

  it('uses the warmest user first, so as few connections as will do', () => {
    const { clock, network } = started(arrivals(10, 1000, 10, 10), { latencyMs: 150 });
    clock.advance(5000);
    expect(network.opened).toBe(2);
  });

  it('adds users up to maxVUs, then drops iterations, with one warning', () => {
    const { clock, meter, network, warnings, scheduler } = started(arrivals(10, 1000, 1, 3), {
      latencyMs: 1050,
    });
    clock.advance(5000);
    expect(network.sent).toHaveLength(3);
    expect(meter.droppedCount).toBe(7);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('all 3 VUs are busy');
    expect(scheduler.max).toBe(3);
  });

  it('counts latency from the intended start when it is late itself, and tells how late', () => {
    const { clock, meter } = started(arrivals(1, 3000, 5, 5), { latencyMs: 20, alarmLateMs: 30 });
    clock.advance(5000);
    expect(meter.startDelaysUs).toEqual([0, 30_000, 30_000]);
    expect(meter.samples.map(({ durationUs, serviceUs }) => [durationUs, serviceUs])).toEqual([
      [20_000, 20_000],
      [50_000, 20_000],
      [50_000, 20_000],
    ]);
  });

  it('catches up after a hold-up: all that was due starts at once, each from its own intended start', () => {
    const { clock, meter } = started(arrivals(10, 500, 9, 9), { latencyMs: 10, alarmLateMs: 250 });
    clock.advance(5000);
    expect(meter.samples.map((one) => Math.round(one.durationUs / 1000))).toEqual([10, 260, 160, 60, 260]);
  });

  it('looks at what was answered meanwhile before it makes many users for what was held up', () => {
    const { clock, meter, network } = started(arrivals(100, 265, 0, 100), { latencyMs: 0, alarmLateMs: 250 });
    clock.advance(5000);
    // At 260 ms 26 starts are due. One user is there, and 4 are made; those 5 are free again, and 4 more are made;
    // for the 3 that are left after those 9, 3 more.
    expect(meter.samples).toHaveLength(27);
    expect(meter.startDelaysUs.map((us) => us / 1000)).toEqual([
      0,
      ...Array.from({ length: 26 }, (_, index) => 250 - 10 * index),
    ]);
    expect(network.opened).toBe(12);
  });

  it('waits for its duration, then for what is under way within gracefulStop', () => {
    const setup = { latencyMs: 800, scenario: { gracefulStopMs: 500 } };
    const { clock, meter, doneAtMs } = started(arrivals(2, 1000, 5, 5), setup);
    clock.advance(5000);
    expect(meter.iterations).toHaveLength(2);
    expect(doneAtMs()).toBe(1300);
    expect(clock.pending).toBe(0);
  });

  it('tells how long those had waited that never started', () => {
    // One user is busy with the first from 0 on; those due at 200, 400, 600 and 800 wait until the end at 1000.
    const { clock, meter } = started(arrivals(5, 1000, 1, 1, 'wait'), { latencyMs: 3000 });
    clock.advance(5000);
    expect(meter.missedWaitsUs).toEqual([800_000, 600_000, 400_000, 200_000]);
  });

  it('has a start wait for a free user where it may, and counts its latency from when it was due', () => {
    const { clock, meter, network, warnings, doneAtMs } = started(arrivals(10, 500, 1, 1, 'wait'), {
      latencyMs: 150,
    });
    clock.advance(5000);
    expect(network.sent.map((one) => one.atMs)).toEqual([0, 150, 300, 450]);
    expect(meter.samples.map((one) => Math.round(one.durationUs / 1000))).toEqual([150, 200, 250, 300]);
    expect(meter.samples.map((one) => Math.round(one.serviceUs / 1000))).toEqual([150, 150, 150, 150]);
    // The fifth was due at 400 ms and had not begun when the duration was over.
    expect(meter.droppedCount).toBe(1);
    expect(meter.startDelaysUs.map((us) => Math.round(us / 1000))).toEqual([0, 50, 100, 150]);
    expect(warnings).toEqual([expect.stringContaining('start late')]);
    expect(doneAtMs()).toBe(600);
  });

  it('makes users as they are needed where none is there at the start', () => {
    const { clock, network, scheduler } = started(arrivals(10, 1000, 0, 10_000, 'wait'), { latencyMs: 250 });
    clock.advance(5000);
    expect(network.sent).toHaveLength(10);
    expect(scheduler.max).toBe(3);
  });

  it('ends at once on cut, and drops nothing afterwards', () => {
    const { clock, meter, scheduler, doneAtMs } = started(arrivals(10, 1000, 2, 2), { latencyMs: 5000 });
    clock.advance(150);
    scheduler.cut();
    clock.advance(5000);
    expect(meter.interruptedCount).toBe(2);
    expect(meter.droppedCount).toBe(0);
    expect(doneAtMs()).toBe(150);
  });
});

describe('ramping-arrival-rate', () => {
  it('starts each iteration when the area under the rate says', () => {
    const { clock, network, doneAtMs } = started(
      {
        kind: 'ramping-arrival-rate',
        startRate: 0,
        stages: [{ durationMs: 2000, target: 4 }],
        timeUnitMs: 1000,
        preAllocatedVUs: 0,
        maxVUs: 10,
        whenBusy: 'wait',
      },
      { latencyMs: 10 },
    );
    clock.advance(5000);
    // t² = n
    expect(network.sent.map((one) => Math.round(one.atMs))).toEqual([1000, 1414, 1732, 2000]);
    expect(doneAtMs()).toBeCloseTo(2010);
  });
});

describe('shared-iterations and per-vu-iterations', () => {
  const iterations = (
    kind: 'shared-iterations' | 'per-vu-iterations',
    vus: number,
    count: number,
    maxDurationMs = 10_000,
  ): PlannedExecutor => ({ kind, vus, iterations: count, maxDurationMs });

  it('shares them among the users, and is over when they are done', () => {
    const { clock, meter, network, doneAtMs } = started(iterations('shared-iterations', 2, 5), {
      latencyMs: 100,
    });
    clock.advance(20_000);
    expect(network.sent.map((one) => one.atMs)).toEqual([0, 0, 100, 100, 200]);
    expect(meter.iterations).toHaveLength(5);
    expect(doneAtMs()).toBe(300);
    expect(clock.pending).toBe(0);
  });

  it('has nothing to wait for where it is stopped once it is done', () => {
    const { clock, scheduler, doneAtMs } = started(iterations('shared-iterations', 1, 1), { latencyMs: 100 });
    clock.advance(1000);
    scheduler.stop();
    expect([doneAtMs(), clock.pending]).toEqual([100, 0]);
  });

  it('gives each user its own', () => {
    const { clock, network, doneAtMs } = started(iterations('per-vu-iterations', 3, 2), { latencyMs: 100 });
    clock.advance(20_000);
    expect(network.sent.map((one) => one.path).sort()).toEqual(['/1', '/1', '/2', '/2', '/3', '/3']);
    expect(doneAtMs()).toBe(200);
  });

  it.each([
    ['shared-iterations', 10, 4],
    ['per-vu-iterations', 5, 4],
  ] as const)(
    '%s ends at maxDuration, lets the last finish, and tells how many never began',
    (kind, count, done) => {
      const { clock, meter, doneAtMs } = started(iterations(kind, 2, count, 1000), { latencyMs: 600 });
      clock.advance(20_000);
      expect(meter.iterations).toHaveLength(done);
      expect(meter.droppedCount).toBe(10 - done);
      expect(doneAtMs()).toBe(1200);
    },
  );

  it('ends on stop and on cut', () => {
    const stopped = started(iterations('shared-iterations', 1, 50), { latencyMs: 100 });
    stopped.clock.advance(250);
    stopped.scheduler.stop();
    stopped.clock.advance(1000);
    expect(stopped.meter.iterations).toHaveLength(3);
    expect(stopped.doneAtMs()).toBe(300);
    const cut = started(iterations('per-vu-iterations', 1, 50), { latencyMs: 100 });
    cut.clock.advance(250);
    cut.scheduler.cut();
    expect([cut.meter.iterations.length, cut.meter.interruptedCount, cut.doneAtMs()]).toEqual([2, 1, 250]);
  });
});

describe('virtual users', () => {
  it('are numbered from 1', () => {
    const { network } = started(constant(3, 1000), { latencyMs: 100 });
    expect(network.sent.map((one) => one.path)).toEqual(['/1', '/2', '/3']);
  });
});
