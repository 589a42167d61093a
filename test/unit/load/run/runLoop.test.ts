import { describe, expect, it } from 'vitest';
import { RunLoop, type RunLoopOptions } from '../../../../src/load/run/runLoop.ts';
import type { MetricRecord, Snapshot } from '../../../../src/metrics/snapshot.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

/** One user for ten seconds against an API that takes 100 ms in the first four, then 10 ms. */
function run(warmupMs: number, stopAtMs = 0) {
  const clock = new FakeClock();
  const snapshots: Snapshot[] = [];
  let metrics: MetricRecord[] = [];
  const thresholds = [
    {
      metric: 'http_req_duration',
      expression: 'max < 50',
      abortOnFail: true,
      delayAbortEvalMs: 0,
      place: null,
    },
    { metric: 'http_reqs', expression: 'rate < 101', abortOnFail: false, delayAbortEvalMs: 0, place: null },
  ];
  const options: RunLoopOptions = {
    plan: planOf(
      origin,
      plannedScenario({ kind: 'constant-vus', vus: 1, durationMs: 10_000 }),
      [plannedRequest(origin)],
      { warmupMs, thresholds },
    ),
    clock,
    requesters: new FakeNetwork(clock, ({ atMs }) => ({ afterMs: atMs < 4000 ? 100 : 10 })),
    snapshotEveryMs: 250,
    alarm: () => new FakeAlarm(clock),
    health: () => ({ loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 }),
    onSnapshot: (snapshot) => snapshots.push(snapshot),
    onCheckpoint: () => undefined,
    onWarning: () => undefined,
    onFinished: (_end, snapshot, all) => {
      snapshots.push(snapshot);
      metrics = all;
    },
  };
  const loop = new RunLoop(options);
  loop.begin();
  if (stopAtMs > 0) {
    clock.advance(stopAtMs);
    loop.stop('now');
  }
  clock.advance(20_000);
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('it told nothing');
  return { snapshots, last, valuesOf: (name: string) => metrics.find((one) => one.name === name)?.values };
}

describe('the warm-up of a run', () => {
  it('is in no figure, threshold or rate', () => {
    const { last, valuesOf } = run(4000);
    expect(last.elapsedMs).toBe(10_000);
    expect(last.total).toMatchObject({ durationMs: 6000, requests: 600, iterations: 600 });
    expect(last.total.latencyMs).toMatchObject({ min: 10, max: 10 });
    expect(last.endpoints[0]).toMatchObject({ requests: 600, perSec: 100 });
    expect(last.thresholds.map((one) => [one.value, one.ok])).toEqual([
      [10, true],
      [100, true],
    ]);
    expect(valuesOf('http_reqs')).toEqual({ count: 600, rate: 100 });
    expect(valuesOf('vus')).toMatchObject({ max: 1 });
  });

  it('tells that users are at work, and that nothing is measured yet', () => {
    const { snapshots } = run(4000);
    const warming = snapshots.filter((one) => one.elapsedMs > 0 && one.elapsedMs <= 4000);
    expect(warming.length).toBeGreaterThan(15);
    for (const { vus, interval, total, thresholds } of warming) {
      expect(vus).toBe(1);
      expect([interval.requests, interval.durationMs, total.requests, total.durationMs]).toEqual([
        0, 0, 0, 0,
      ]);
      expect(thresholds.map((one) => one.ok)).toEqual([null, null]);
    }
    const first = snapshots.find((one) => one.elapsedMs > 4000);
    expect(first?.interval.durationMs).toBe((first?.elapsedMs ?? 0) - 4000);
  });

  it('that is stopped within has measured nothing', () => {
    expect(run(4000, 3000).last.total).toMatchObject({
      requests: 0,
      durationMs: 0,
      interruptedIterations: 0,
    });
  });

  it('leaves a run without one as it was: the threshold ends it at the first look', () => {
    const { last } = run(0);
    expect(last.elapsedMs).toBe(2000);
    expect(last.total).toMatchObject({ durationMs: 2000, interruptedIterations: 1 });
    expect(last.thresholds[0]).toMatchObject({ value: 100, ok: false });
  });
});
