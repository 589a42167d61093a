import { describe, expect, it } from 'vitest';
import type { BreakpointExecutor } from '../../../../src/load/run/nextRate.ts';
import { RunLoop } from '../../../../src/load/run/runLoop.ts';
import { type Snapshot, snapshotSchema } from '../../../../src/metrics/snapshot.ts';
import type { PlannedThreshold } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, type FakeAnswer, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

const EXECUTOR: BreakpointExecutor = {
  kind: 'breakpoint',
  search: 'steps',
  startRate: 50,
  step: 50,
  stepMs: 2000,
  maxRate: 1000,
  target: null,
  maxVUs: 10_000,
};

const P95: PlannedThreshold = {
  metric: 'http_req_duration',
  expression: 'p(95) < 200',
  abortOnFail: false,
  delayAbortEvalMs: 0,
  place: null,
};

interface Setup {
  readonly executor?: Partial<BreakpointExecutor>;
  readonly answerMs?: (request: SentRequest) => number;
  readonly answer?: (request: SentRequest) => FakeAnswer;
  readonly threshold?: Partial<PlannedThreshold>;
  readonly warmupMs?: number;
  readonly cpuShare?: number;
  readonly gracefulStopMs?: number;
  readonly stopAtMs?: number;
}

/** An API that serves one request after the other, each in 10 ms: it bears 100 a second. */
function oneAtATime(): (request: SentRequest) => number {
  let freeAtMs = 0;
  return ({ atMs }) => {
    freeAtMs = Math.max(freeAtMs, atMs) + 10;
    return freeAtMs - atMs;
  };
}

function run(setup: Setup = {}) {
  const { executor, answerMs = oneAtATime(), threshold, warmupMs = 0, stopAtMs } = setup;
  const clock = new FakeClock();
  const snapshots: Snapshot[] = [];
  let end = '';
  const { answer = (request) => ({ afterMs: answerMs(request) }) } = setup;
  const network = new FakeNetwork(clock, answer);
  const scenario = plannedScenario(
    { ...EXECUTOR, ...executor },
    { gracefulStopMs: setup.gracefulStopMs ?? 30_000 },
  );
  const loop = new RunLoop({
    plan: planOf(origin, scenario, [plannedRequest(origin)], {
      warmupMs,
      thresholds: [{ ...P95, ...threshold }],
    }),
    clock,
    requesters: network,
    snapshotEveryMs: 250,
    alarm: () => new FakeAlarm(clock),
    health: () => ({
      loopDelayP99Ms: 0,
      cpuShare: setup.cpuShare ?? 0.2,
      memoryBytes: 0,
      machineCpuShare: 0,
    }),
    onSnapshot: (snapshot) => snapshots.push(snapshot),
    onCheckpoint: () => undefined,
    onWarning: () => undefined,
    onFinished: (how, snapshot) => {
      end = how;
      snapshots.push(snapshot);
    },
  });
  loop.begin();
  if (stopAtMs !== undefined) {
    clock.advance(stopAtMs);
    loop.stop('graceful');
  }
  clock.advance(1_000_000);
  const last = snapshots.at(-1);
  if (last === undefined || last.phase !== 'done' || last.breakpoint === null) throw new Error('no end');
  return { last, search: last.breakpoint, snapshots, end, network, pending: clock.pending };
}

describe('a breakpoint run', () => {
  it('raises the rate until a threshold fails on the figures of that step alone', () => {
    const { search, last, end, pending, network } = run();
    // 50/s and 100/s: each request has the API for itself. 150/s: request k waits behind k others, 10 − 6.67 ms
    // more for each, so the 285th of 300 takes 10 + 284 · 3.33 = 957 ms.
    expect(search).toMatchObject({ holds: 100, trying: null, end: 'broke', target: null });
    expect(search.steps.map(({ rate, outcome, requests }) => [rate, outcome, requests])).toEqual([
      [50, 'held', 100],
      [100, 'held', 200],
      [150, 'broke', 300],
    ]);
    const broke = search.steps[2];
    expect(broke).toMatchObject({ durationMs: 2000, perSec: 150, unfinished: 0, limits: [] });
    expect(broke?.broken).toMatchObject({
      metric: 'http_req_duration',
      expression: 'p(95) < 200',
      ok: false,
    });
    expect(broke?.latencyMs.p95).toBeGreaterThan(950);
    expect(broke?.latencyMs.p95).toBeLessThan(965);
    expect(last.total).toMatchObject({ requests: 600, iterations: 600 });
    expect(network.sent).toHaveLength(600);
    expect(end).toBe('completed');
    expect(pending).toBe(0);
    expect(snapshotSchema.parse(last)).toEqual(last);
  });

  it('begins a step when all of the last one has ended', () => {
    const { search } = run({ executor: { search: 'bisection', maxRate: 400, step: 25 } });
    // 200/s: the last of 400 requests, due at 1995, ends at 4000 of its step.
    const starts = search.steps.map(({ rate, startMs }) => [rate, Math.round(startMs)]);
    expect(starts.slice(0, 4)).toEqual([
      [50, 0],
      [100, 2000],
      [200, 4000],
      [150, 8000],
    ]);
    expect(search.holds).toBe(100);
    expect(search.steps.map((one) => one.rate)).toEqual([50, 100, 200, 150, 125]);
  });

  it('tells the thresholds of the step under way, then of the highest that held', () => {
    const { snapshots, last } = run();
    const at = (elapsedMs: number) => snapshots.find((one) => one.elapsedMs >= elapsedMs);
    expect(at(1000)).toMatchObject({ breakpoint: { trying: 50, holds: 0 }, thresholds: [{ ok: true }] });
    expect(at(5500)).toMatchObject({ breakpoint: { trying: 150, holds: 100 }, thresholds: [{ ok: false }] });
    expect(at(5500)?.thresholds).toHaveLength(1);
    const since = at(5500)?.thresholds[0]?.failingSinceMs ?? 0;
    expect(since).toBeGreaterThan(4000);
    expect(last.thresholds).toMatchObject([{ ok: true }]);
  });

  it('holds nothing where the first rate fails already', () => {
    const { search, last } = run({ answerMs: () => 300 });
    expect(search).toMatchObject({ holds: 0, end: 'broke', steps: [{ rate: 50, outcome: 'broke' }] });
    expect(last.thresholds).toMatchObject([{ ok: false, value: 300 }]);
  });

  it('ends at the highest rate where nothing fails', () => {
    const { search } = run({ answerMs: () => 10, executor: { maxRate: 120 } });
    expect(search).toMatchObject({ holds: 120, end: 'max' });
    expect(search.steps.map((one) => one.rate)).toEqual([50, 100, 120]);
  });

  it('does not say that the API broke where there were too few users to send it all', () => {
    // One user, 20 ms a request: no more than 50/s.
    const { search } = run({ answerMs: () => 20, executor: { startRate: 40, step: 40, maxVUs: 1 } });
    expect(search).toMatchObject({ holds: 40, end: 'generator' });
    expect(search.steps[1]).toMatchObject({ outcome: 'generator-limited', limits: ['missed-starts'] });
  });

  it('does not say that the API broke where the generator had no CPU left', () => {
    const { search } = run({ cpuShare: 0.97 });
    expect(search).toMatchObject({ holds: 100, end: 'generator' });
    expect(search.steps[2]).toMatchObject({ outcome: 'generator-limited', limits: ['cpu'] });
  });

  it('tries a rate once more at which the generator stumbled', () => {
    // The 10 users are busy for a second with the first 10 of 200 requests; the other 190 have 10 ms of service time,
    // but 90 of them wait up to a second: more than 5 % slower than 300 ms by waiting alone.
    const stumble = ({ atMs }: SentRequest) => (atMs >= 2000 && atMs < 2095 ? 1000 : 10);
    const executor = { maxRate: 100, maxVUs: 10 };
    const { search, last } = run({ answerMs: stumble, executor, threshold: { expression: 'p(90) < 300' } });
    expect(last.total.requests).toBe(100 + 200 + 200);
    expect(search.steps.map(({ rate, outcome }) => [rate, outcome])).toEqual([
      [50, 'held'],
      [100, 'held'],
    ]);
    expect(last.vusMax).toBe(10);
  });

  it('takes what does not come to an end for a break, though no threshold has anything to fail by', () => {
    const stall = ({ atMs }: SentRequest) => (atMs >= 2000 ? 59_000 : 10);
    const { search, last } = run({ answerMs: stall, gracefulStopMs: 1000 });
    expect(search).toMatchObject({ holds: 50, end: 'broke' });
    expect(search.steps[1]).toMatchObject({ outcome: 'broke', broken: null, requests: 0, unfinished: 200 });
    expect(last.total).toMatchObject({ requests: 100, interruptedIterations: 200 });
  });

  it('cuts a step short for a threshold with abortOnFail', () => {
    const { search, last } = run({ threshold: { abortOnFail: true }, answerMs: () => 300 });
    // Evaluated every two seconds: the step ends then, with what it has.
    expect(search).toMatchObject({ holds: 0, end: 'broke' });
    expect(last.elapsedMs).toBe(2000);
  });

  it('has a longer first step for a warm-up, which counts nowhere', () => {
    const cold = ({ atMs }: SentRequest) => (atMs < 1000 ? 900 : 10);
    const { search, last } = run({ warmupMs: 1000, answerMs: cold, executor: { maxRate: 50 } });
    expect(search.steps).toMatchObject([{ rate: 50, outcome: 'held', requests: 100, durationMs: 2000 }]);
    expect(last.total.requests).toBe(100);
    expect(last.elapsedMs).toBeGreaterThanOrEqual(3000);
  });

  it.each<[string, Setup]>([
    ['to its end', { executor: { maxRate: 50 } }],
    ['stopped in its first step', { stopAtMs: 500 }],
    ['stopped before its first answer', { stopAtMs: 5 }],
    ['between two answers', { stopAtMs: 3013 }],
  ])('tells how many users there were at the most, %s', (_text, setup) => {
    // At up to 100/s, each answered in 10 ms, one user has the time for all.
    const { last, snapshots } = run({ ...setup, answerMs: () => 9 });
    expect(last.vusMax).toBe(1);
    expect(snapshots.filter(({ total }) => total.requests > 0).every(({ vusMax }) => vusMax === 1)).toBe(
      true,
    );
  });

  it('says nothing of a step that the user has stopped', () => {
    const { search, end } = run({ stopAtMs: 3000 });
    expect(end).toBe('stopped');
    expect(search).toMatchObject({ holds: 50, end: 'stopped', trying: null });
    expect(search.steps).toHaveLength(1);
  });

  it('warms up once, though the first step is tried once more', () => {
    // As above, behind the warm-up of the first step.
    const answerMs = ({ atMs }: SentRequest) => (atMs >= 1000 && atMs < 1095 ? 1000 : 10);
    const executor = { startRate: 100, maxRate: 100, maxVUs: 10 };
    const threshold = { expression: 'p(90) < 300' };
    const { search, network } = run({ executor, answerMs, threshold, warmupMs: 1000 });
    // 1 s and 2 s of the first attempt, then 2 s of the second.
    expect(network.sent).toHaveLength(500);
    expect(search.steps).toMatchObject([{ rate: 100, requests: 200, durationMs: 2000, perSec: 100 }]);
  });

  it('tells the time of a failure into the run, and how long the API itself takes', () => {
    const answer = ({ atMs }: SentRequest) => ({ afterMs: 10, status: atMs >= 3000 ? 500 : 200 });
    const { last, snapshots } = run({
      answer,
      threshold: { metric: 'http_req_failed', expression: 'rate < 0.1' },
    });
    const failures = snapshots.flatMap((one) => one.failures);
    expect(failures.length).toBeGreaterThan(0);
    // At 100/s from 2000 on, the first that is sent at 3000 fails at 3010.
    expect(Math.min(...failures.map((one) => Math.round(one.elapsedMs)))).toBe(3010);
    expect(last.endpoints.map((one) => one.serviceMs !== null)).toEqual([true]);
  });
});
