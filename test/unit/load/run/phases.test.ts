import { describe, expect, it } from 'vitest';
import { PhaseTrack } from '../../../../src/load/program/phaseTrack.ts';
import { RunLoop } from '../../../../src/load/run/runLoop.ts';
import type { Snapshot } from '../../../../src/metrics/snapshot.ts';
import type { PlannedExecutor, Stage } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

/** The last snapshot of a run of one scenario of one request, against an API that answers after `afterMs`. */
function lastOf(executor: PlannedExecutor, afterMs: (atMs: number) => number, warmupMs = 0): Snapshot {
  const clock = new FakeClock();
  let last: Snapshot | null = null;
  const loop = new RunLoop({
    plan: planOf(origin, plannedScenario(executor, { startTimeMs: 500 }), [plannedRequest(origin)], {
      warmupMs,
    }),
    clock,
    requesters: new FakeNetwork(clock, ({ atMs }) => ({
      afterMs: afterMs(atMs),
      status: afterMs(atMs) > 300 ? 503 : 200,
    })),
    snapshotEveryMs: 250,
    alarm: () => new FakeAlarm(clock),
    health: () => ({ loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 }),
    onSnapshot: () => undefined,
    onCheckpoint: () => undefined,
    onWarning: () => undefined,
    onFinished: (_end, snapshot) => {
      last = snapshot;
    },
  });
  // The clock of a run does not begin at 0.
  clock.advance(7000);
  loop.begin();
  clock.advance(60_000);
  if (last === null) throw new Error('it did not end');
  return last;
}

function ramping(stages: Stage[], more: Partial<PlannedExecutor> = {}): PlannedExecutor {
  return {
    kind: 'ramping-arrival-rate',
    startRate: 10,
    stages,
    timeUnitMs: 1000,
    preAllocatedVUs: 0,
    maxVUs: 100,
    whenBusy: 'wait',
    ...more,
  } as PlannedExecutor;
}

describe('the figures of each phase', () => {
  it('an arrival rate: 20 starts in 2.05 s of 10/s, then 30 in the second of 30/s', () => {
    const stages = [
      { durationMs: 2050, target: 10 },
      { durationMs: 0, target: 30 },
      { durationMs: 1000, target: 30, name: 'spike' },
    ];
    const { phases, total } = lastOf(ramping(stages), (atMs) => (atMs < 9550 ? 10 : 400));
    expect(total.requests).toBe(50);
    expect(phases).toMatchObject([
      {
        scenario: 'default',
        name: 'hold 10 iterations/s',
        startMs: 500,
        endMs: 2550,
        durationMs: 2050,
        requests: 20,
        iterations: 20,
        failed: 0,
        perSec: 9.756,
        droppedIterations: 0,
        latencyMs: { count: 20, min: 10, med: 10, max: 10 },
      },
      {
        name: 'spike',
        startMs: 2550,
        endMs: 3550,
        durationMs: 1000,
        requests: 30,
        iterations: 30,
        failed: 30,
        perSec: 30,
        latencyMs: { count: 30, min: 400, max: 400 },
      },
    ]);
  });

  it('users: 10 iterations of 100 ms by one, then 30 by three', () => {
    const executor: PlannedExecutor = {
      kind: 'ramping-vus',
      startVUs: 1,
      gracefulRampDownMs: 0,
      stages: [
        { durationMs: 1000, target: 1 },
        { durationMs: 0, target: 3 },
        { durationMs: 1000, target: 3 },
      ],
    };
    const { phases } = lastOf(executor, () => 100);
    expect(phases.map(({ name, requests, iterations, vus }) => [name, requests, iterations, vus])).toEqual([
      ['hold 1 VU', 10, 10, 1],
      ['hold 3 VUs', 30, 30, 3],
    ]);
  });

  const thenNothing = [
    { durationMs: 1050, target: 10 },
    { durationMs: 0, target: 0 },
    { durationMs: 3000, target: 0 },
  ];

  it('a start that waits for a user counts where it was due, though it is made in the next phase', () => {
    // One user, 200 ms each: the tenth was due at 1000 and ends at 2100.
    const { phases } = lastOf(ramping(thenNothing, { maxVUs: 1 }), () => 200);
    expect(phases.map(({ requests, iterations }) => [requests, iterations])).toEqual([
      [10, 10],
      [0, 0],
    ]);
    expect(phases[0]?.latencyMs).toMatchObject({ min: 200, max: 1100 });
    expect(phases[1]).toMatchObject({ perSec: 0, latencyMs: { count: 0 } });
  });

  it('a start that is dropped counts where it was due', () => {
    const { phases } = lastOf(ramping(thenNothing, { maxVUs: 1, whenBusy: 'drop' }), () => 200);
    expect(phases.map(({ requests, droppedIterations }) => [requests, droppedIterations])).toEqual([
      [5, 5],
      [0, 0],
    ]);
  });

  it('what still waits at the end is dropped in the phase in which it was due', () => {
    // 10/s for 1.05 s, one user who is busy for 30 s with the first of them, and 3 s more in which nothing is due.
    const { phases } = lastOf(ramping(thenNothing, { maxVUs: 1 }), () => 30_000);
    expect(phases.map(({ requests, droppedIterations }) => [requests, droppedIterations])).toEqual([
      [1, 9],
      [0, 0],
    ]);
  });

  it('the warm-up is in none of them, and in no rate', () => {
    const stages = [
      { durationMs: 2050, target: 10 },
      { durationMs: 1000, target: 10 },
    ];
    // From 500 on, at 600, 700 …: those due from 1550 on are counted.
    const [first, second] = lastOf(ramping(stages), () => 10, 1520).phases;
    expect(first).toMatchObject({ durationMs: 1030, requests: 10 });
    expect(second).toMatchObject({ durationMs: 1000, requests: 10 });
  });

  it('a scenario of one stage, or of none, has none', () => {
    expect(lastOf(ramping([{ durationMs: 1000, target: 10 }]), () => 10).phases).toEqual([]);
    expect(lastOf({ kind: 'constant-vus', vus: 1, durationMs: 1000 }, () => 10).phases).toEqual([]);
  });
});

describe('a phase track', () => {
  it('tells where an instant falls, in any order; the first and the last have no outer bound', () => {
    const track = new PhaseTrack(4, [1000, 1000, 3000]);
    track.begin(500);
    const asked: [ms: number, phase: number][] = [
      [0, 4],
      [1499.9, 4],
      [1500, 6],
      [3499, 6],
      [700, 4],
      [9000, 6],
    ];
    for (const [ms, phase] of asked) expect([ms, track.at(ms)]).toEqual([ms, phase]);
  });
});
