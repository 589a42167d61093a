import { describe, expect, it } from 'vitest';
import { RunLoop } from '../../../../src/load/run/runLoop.ts';
import type { MetricRecord, Snapshot } from '../../../../src/metrics/snapshot.ts';
import type { Plan, PlannedExecutor, PlannedRequest } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { fakeThreads } from '../../../support/fakeThreads.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';
/** Until several threads begin. */
const LEAD_MS = 5;

interface Course {
  readonly count?: number;
  readonly plan?: Partial<Plan>;
  readonly request?: Partial<PlannedRequest>;
  readonly gracefulStopMs?: number;
  answer?(request: SentRequest, index: number): FakeAnswer;
}

const rate = (perSec: number, durationMs: number, maxVUs = 100): PlannedExecutor => ({
  kind: 'constant-arrival-rate',
  rate: perSec,
  timeUnitMs: 1000,
  durationMs,
  preAllocatedVUs: 0,
  maxVUs,
  whenBusy: 'wait',
});
const vus = (count: number, durationMs: number): PlannedExecutor => ({
  kind: 'constant-vus',
  vus: count,
  durationMs,
});

/** A run in several threads that has just begun. */
function begun(executor: PlannedExecutor, course: Course = {}) {
  const { count = 2, request, gracefulStopMs = 30_000, answer = () => ({ afterMs: 10 }) } = course;
  const clock = new FakeClock();
  const scenario = plannedScenario(executor, { gracefulStopMs });
  const plan = planOf(origin, scenario, [plannedRequest(origin, request)], course.plan);
  const networks: FakeNetwork[] = [];
  const requesters = (_thread: number, own: ConstructorParameters<typeof FakeNetwork>[0]) => {
    const network = new FakeNetwork(own, answer);
    networks.push(network);
    return network;
  };
  const { crew, threads, failures } = fakeThreads({ clock, plan, count, requesters });
  clock.advance(0);
  const snapshots: Snapshot[] = [];
  const checkpoints: MetricRecord[][] = [];
  const warnings: string[] = [];
  const ends: string[] = [];
  const loop = new RunLoop({
    plan,
    clock,
    requesters: new FakeNetwork(clock, answer),
    crew: (recorder, ports) => crew.join(recorder, ports),
    snapshotEveryMs: 250,
    alarm: () => ({ set: () => undefined, dispose: () => undefined }),
    health: () => crew.health({ loopDelayP99Ms: 0, cpuShare: 1.2, memoryBytes: 0, machineCpuShare: 0 }),
    onSnapshot: (snapshot) => snapshots.push(snapshot),
    onCheckpoint: (metrics) => checkpoints.push(metrics),
    onWarning: (message) => warnings.push(message),
    onFinished: (end, snapshot, metrics) => {
      ends.push(end);
      snapshots.push(snapshot);
      checkpoints.push(metrics);
    },
  });
  loop.begin();
  const sent = () => networks.flatMap((one) => one.sent);
  return { clock, loop, threads, failures, networks, snapshots, checkpoints, warnings, ends, sent };
}

describe('several threads that send the load of a run', () => {
  it('keep one schedule, and count from the intended starts, each by its own clock', () => {
    const { clock, snapshots, ends, networks } = begun(rate(100, 1000), { count: 3 });
    clock.advance(3000);
    // The fake clocks of the threads have their zeros 1,000, 2,000 and 3,000 ms before that of the test.
    const sentMs = networks.map(({ sent }, index) =>
      sent.map(({ atMs }) => Math.round((atMs - 1000 * (index + 1) - LEAD_MS) * 1e6) / 1e6),
    );
    expect(sentMs[0]?.slice(0, 4)).toEqual([0, 30, 60, 90]);
    expect(sentMs[1]?.slice(0, 4)).toEqual([10, 40, 70, 100]);
    expect(sentMs[2]?.slice(0, 4)).toEqual([20, 50, 80, 110]);
    const last = snapshots.at(-1);
    expect(ends).toEqual(['completed']);
    expect(last?.elapsedMs).toBe(1000);
    expect(last?.total).toMatchObject({ requests: 100, iterations: 100, droppedIterations: 0 });
    expect(last?.total.latencyMs).toMatchObject({ count: 100, min: 10, max: 10 });
  });

  it('tell of each interval what all of them counted in it', () => {
    const { clock, snapshots } = begun(vus(3, 1000), { answer: () => ({ afterMs: 50 }) });
    clock.advance(3000);
    const seen = snapshots.map(({ elapsedMs, interval, vus: active }) => [
      elapsedMs,
      interval.requests,
      active,
    ]);
    // Three users, every 50 ms, from 5 ms on: at 95 ms of the load one round, at 245 ms three more.
    expect(seen.slice(0, 3)).toEqual([
      [95, 3, 3],
      [245, 9, 3],
      [495, 15, 3],
    ]);
    expect(snapshots.reduce((sum, { interval }) => sum + interval.requests, 0)).toBe(60);
  });

  it('have the numbers, and the random ones, that one thread has', () => {
    const path: PlannedRequest['path'] = [
      '/',
      { call: 'vu', args: [] },
      '/',
      { call: 'iter', args: [] },
      '/',
      { call: 'random.int', args: [1, 1_000_000] },
    ];
    const paths = (count: number) => {
      const executor: PlannedExecutor = {
        kind: 'per-vu-iterations',
        vus: 5,
        iterations: 3,
        maxDurationMs: 9000,
      };
      const { clock, sent } = begun(executor, { count, request: { path }, plan: { seed: 42 } });
      clock.advance(5000);
      return sent()
        .map((one) => one.path)
        .sort();
    };
    expect(paths(2)).toHaveLength(15);
    expect(paths(3)).toEqual(paths(1));
    expect(paths(2)).toEqual(paths(1));
  });

  it('have what setup captured', () => {
    const clock = new FakeClock();
    const path: PlannedRequest['path'] = ['/', { slot: 0, encoding: 'path', fallback: null }];
    const plan = planOf(origin, plannedScenario(vus(2, 100)), [plannedRequest(origin, { path })], {
      slots: ['token'],
      flows: {
        default: [plannedRequest(origin, { path })],
        '::setup': [
          plannedRequest(origin, {
            id: 1,
            captures: [{ slot: 0, name: 'token', from: 'header', what: 'token' }],
          }),
        ],
      },
    });
    const networks: FakeNetwork[] = [];
    const { crew } = fakeThreads({
      clock,
      plan,
      count: 2,
      given: ['abc'],
      requesters: (_, own) => {
        const network = new FakeNetwork(own, () => ({ afterMs: 200 }));
        networks.push(network);
        return network;
      },
    });
    clock.advance(0);
    crew.begin();
    clock.advance(50);
    expect(networks.flatMap(({ sent }) => sent.map((one) => one.path))).toEqual(['/abc', '/abc']);
  });

  it('never deal a unique row twice, and stop when there is none', () => {
    const rows = Array.from({ length: 25 }, (_, row) => [row]);
    const data = [
      { name: 'users', order: 'unique', per: 'iteration', atEnd: 'stop', slots: [0], rows } as const,
    ];
    const { clock, sent, warnings, ends } = begun(vus(4, 60_000), {
      count: 3,
      request: { path: ['/', { slot: 0, encoding: 'path', fallback: null }] },
      plan: { slots: ['users.id'], data: data.map((one) => ({ ...one, slots: [0], rows })) },
    });
    clock.advance(70_000);
    const dealt = sent().map((one) => Number(one.path.slice(1)));
    expect(dealt.sort((a, b) => a - b)).toEqual(rows.map(([row]) => row));
    expect(ends).toEqual(['completed']);
    expect(warnings).toEqual([
      'scenario default: data users: all rows are used, so users that need another one stop',
    ]);
  });

  it.each<[string, PlannedExecutor]>([
    ['of the closed model', vus(1, 60_000)],
    ['of the open model', rate(100, 60_000, 1)],
  ])('do not wait for the end of a load %s that another has ended', (_name, executor) => {
    const rows = Array.from({ length: 5 }, (_, row) => [row]);
    const { clock, ends, snapshots } = begun(executor, {
      request: { path: ['/', { slot: 0, encoding: 'path', fallback: null }] },
      plan: {
        slots: ['users.id'],
        data: [{ name: 'users', order: 'unique', per: 'iteration', atEnd: 'stop', slots: [0], rows }],
      },
    });
    clock.advance(1000);
    expect(ends).toEqual(['completed']);
    expect(snapshots.at(-1)?.total.requests).toBe(5);
  });

  it('stop gracefully, each with what it has under way', () => {
    const { clock, loop, ends, snapshots } = begun(vus(4, 60_000), { answer: () => ({ afterMs: 100 }) });
    clock.advance(250);
    loop.stop('graceful');
    clock.advance(1000);
    expect(ends).toEqual(['stopped']);
    expect(snapshots.at(-1)?.total).toMatchObject({ requests: 12, iterations: 12, interruptedIterations: 0 });
    expect(clock.pending).toBe(0);
  });

  it('are cut off all at once where a threshold says so, over what all of them counted', () => {
    const thresholds = [
      { metric: 'http_reqs', expression: 'count < 100', abortOnFail: true, delayAbortEvalMs: 0, place: null },
    ];
    // 60 in each of two threads in the first two seconds: only together are they too many.
    const { clock, ends, snapshots } = begun(vus(2, 60_000), {
      plan: { thresholds },
      answer: () => ({ afterMs: 33 }),
    });
    clock.advance(5000);
    expect(ends).toEqual(['aborted']);
    const last = snapshots.at(-1);
    expect(last?.elapsedMs).toBe(1995);
    expect(last?.total).toMatchObject({ requests: 120, interruptedIterations: 2 });
    expect(last?.thresholds[0]).toMatchObject({ value: 120, ok: false });
  });

  it('warn once of what each of them sees', () => {
    const { clock, warnings } = begun(rate(100, 1000, 2), { answer: () => ({ afterMs: 300 }) });
    clock.advance(5000);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('all 2 VUs are busy');
  });

  it('tell how many they are, which one is the busiest and which the latest', () => {
    const { clock, snapshots } = begun(vus(3, 1000), { count: 3 });
    clock.advance(2000);
    expect(snapshots.at(-1)?.generator).toMatchObject({
      cpuShare: 1.2,
      loopDelayP99Ms: 2,
      threads: { count: 3, busiest: 3, busiestCpuShare: 0.7, latest: 3 },
    });
  });

  it('say nothing of one that is done, while the others send', () => {
    // The first thread has one user and ends at 1010, the second has none to wait for and goes on.
    const executor: PlannedExecutor = {
      kind: 'per-vu-iterations',
      vus: 2,
      iterations: 1,
      maxDurationMs: 60_000,
    };
    const answer = (_request: SentRequest, index: number) => ({ afterMs: index === 0 ? 1000 : 10 });
    let asked = 0;
    const course = { answer: (request: SentRequest) => answer(request, asked++) };
    const { clock, snapshots } = begun(executor, course);
    clock.advance(500);
    // The second thread is the busier one, by its number; it was done at 15.
    expect(snapshots.at(-1)?.generator.threads).toMatchObject({ busiest: 1, busiestCpuShare: 0.5 });
    clock.advance(2000);
    expect(snapshots.at(-1)?.phase).toBe('done');
  });
});

describe('a thread that fails', () => {
  it('ends the run with what all had measured, the others cut off', () => {
    const { clock, loop, threads, failures, snapshots, checkpoints, ends } = begun(vus(4, 60_000), {
      count: 2,
      answer: () => ({ afterMs: 100 }),
    });
    clock.advance(480);
    threads[1]?.crash('out of memory');
    clock.advance(0);
    expect(failures.map((one) => [one.code, one.message])).toEqual([
      ['engine-failed', 'thread 2 of the 2 that send the load has ended: out of memory'],
    ]);
    expect(threads.map((one) => one.terminated)).toEqual([true, true]);
    loop.tellLast();
    // Of the thread that is gone what it had told at 250 ms, 2 users twice; of the other all, 4 times, and the cut.
    expect(snapshots.at(-1)?.total).toMatchObject({ requests: 12, interruptedIterations: 2 });
    expect(checkpoints.at(-1)?.find((one) => one.name === 'http_reqs')?.values).toMatchObject({ count: 12 });
    loop.dispose();
    clock.advance(60_000);
    expect(ends).toEqual([]);
    expect(failures).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('ends it all the same where the others have nothing to tell any more', () => {
    const { clock, threads, failures } = begun(vus(4, 60_000), { count: 3 });
    clock.advance(300);
    const [first, second] = threads;
    if (second) second.terminated = true;
    first?.crash('gone');
    clock.advance(900);
    expect(failures).toHaveLength(0);
    clock.advance(200);
    expect(failures.map((one) => one.message)).toEqual([
      'thread 1 of the 3 that send the load has ended: gone',
    ]);
  });

  it('before the load begins keeps it from beginning', async () => {
    const clock = new FakeClock();
    const plan = planOf(origin, plannedScenario(vus(2, 100)), [plannedRequest(origin)]);
    const { crew, threads } = fakeThreads({
      clock,
      plan,
      count: 2,
      requesters: (_, own) => new FakeNetwork(own, () => ({ afterMs: 1 })),
    });
    const warm = crew.warm();
    threads[0]?.crash('no memory');
    await expect(warm).rejects.toThrow('thread 1 of the 2 that send the load has ended: no memory');
  });
});
