import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/metrics/generatorTally.ts';
import type { ThresholdStatus } from '../../../src/metrics/thresholdStatus.ts';
import { IDLE, NO_HOTSPOTS, type SessionState } from '../../../src/session/state.ts';
import { verdictOf } from '../../../src/session/verdict.ts';
import {
  failureOf,
  health,
  hotspot,
  hotspotList,
  latency,
  runInfo,
  snapshot,
  threshold,
  window,
} from '../../support/sessionStates.ts';

function state(over: Partial<SessionState> = {}): SessionState {
  const thresholds = over.thresholds ?? [];
  const told = snapshot({
    elapsedMs: 108_000,
    thresholds: [...thresholds],
    total: window({ requests: 2500, latencyMs: latency({ p95: 31 }) }),
  });
  return { ...IDLE, phase: 'running', run: runInfo(), elapsedMs: 108_000, snapshot: told, ...over };
}

const green = threshold({ value: 31, ok: true, margin: -0.69, failingSinceMs: null });
const live = (over: Partial<SessionState['hotspots']> = {}) => ({
  ...NO_HOTSPOTS,
  status: 'live' as const,
  total: hotspotList(),
  ...over,
});

describe('verdictOf', () => {
  it('has nothing to say before a run', () => {
    expect(verdictOf(IDLE)).toEqual({
      level: 'none',
      mark: '○',
      headline: 'No run yet.',
      detail: '',
      culprit: null,
    });
  });

  it('says which threshold broke, since when, and in which function the time goes', () => {
    const verdict = verdictOf(state({ thresholds: [threshold()], hotspots: live() }));
    expect(verdict).toMatchObject({ level: 'fail', mark: '✗' });
    expect(verdict.headline).toBe('p95 132 ms breaks p(95) < 100 since 1:12.');
    expect(verdict.detail).toBe('CPU-bound: 61 % of the busy time in hashPassword.');
    expect(verdict.culprit).toMatchObject({ function: 'hashPassword', line: 42 });
  });

  it('names the request of a submetric, and leads with the worst of several', () => {
    const login = threshold({ metric: 'http_req_duration{name:login}', margin: 2, value: 300 });
    const checks = threshold({
      metric: 'checks',
      expression: 'rate > 0.98',
      value: 0.97,
      limit: 0.98,
      margin: 0.01,
    });
    expect(verdictOf(state({ thresholds: [threshold(), login, checks, green] })).headline).toBe(
      'login p95 300 ms breaks p(95) < 100 since 1:12, and 2 more thresholds are broken.',
    );
    expect(verdictOf(state({ thresholds: [checks] })).headline).toBe(
      'checks passed 97 % breaks rate > 0.98 since 1:12.',
    );
  });

  it('leads with a threshold of limit 0, which has no margin', () => {
    const none = threshold({
      metric: 'http_req_failed',
      expression: 'rate == 0',
      value: 0.0004,
      limit: 0,
      margin: null,
    });
    expect(verdictOf(state({ thresholds: [threshold(), none] })).headline).toBe(
      'failed 0.04 % breaks rate == 0 since 1:12, and one more threshold is broken.',
    );
  });

  it('says that all holds, so far and at the end', () => {
    const running = state({ thresholds: [green] });
    expect(verdictOf(running)).toMatchObject({
      level: 'running',
      headline: 'p95 31 ms, the threshold holds so far.',
    });
    expect(verdictOf({ ...running, phase: 'finished', outcome: 'passed' })).toMatchObject({
      level: 'pass',
      mark: '✓',
      headline: 'p95 31 ms, the threshold holds.',
    });
  });

  it('says so where there are no thresholds, with p95 and failures', () => {
    const total = window({ requests: 2500, failed: 10, latencyMs: latency({ p95: 31 }) });
    const ended = state({ phase: 'finished', outcome: 'passed', snapshot: snapshot({ total }) });
    expect(verdictOf(ended)).toMatchObject({
      level: 'pass',
      mark: '•',
      headline: 'No thresholds to judge by: p95 31 ms, 0.4 % of 2,500 requests failed.',
    });
  });

  it('tells where a run was stopped and what was known by then', () => {
    const stopped = state({ phase: 'finished', outcome: 'interrupted', thresholds: [green] });
    expect(verdictOf(stopped)).toMatchObject({
      level: 'interrupted',
      mark: '■',
      headline: 'Stopped at 1:48 of 2:40: p95 31 ms, the threshold holds so far.',
    });
    expect(verdictOf({ ...stopped, snapshot: null }).headline).toBe('Stopped before the load began.');
  });

  it('tells an error with what to do and what was measured before it', () => {
    const problem = {
      code: 'target-refused',
      message: 'connection refused at 127.0.0.1:3000: is the API running?',
      hint: 'start it, or set API_URL',
    } as const;
    const early = { ...IDLE, phase: 'finished', outcome: 'error', problem, run: runInfo() } as const;
    expect(verdictOf(early)).toEqual({
      level: 'error',
      mark: '!',
      headline: 'Connection refused at 127.0.0.1:3000: is the API running?',
      detail: 'Start it, or set API_URL.',
      culprit: null,
    });
    const midway = verdictOf(state({ phase: 'finished', outcome: 'error', problem }));
    expect(midway.detail).toBe('Start it, or set API_URL. 2,500 requests in 1:48 were measured before.');
  });

  it('says that a threshold ended the run before its time', () => {
    const aborting = threshold({ abortOnFail: true });
    const ended = state({ phase: 'finished', outcome: 'failed', thresholds: [aborting] });
    expect(verdictOf(ended).headline).toBe(
      'p95 132 ms breaks p(95) < 100 since 1:12; it ended the run at 1:48.',
    );
  });

  it('is honest about missed and late starts, failures and a generator at its limit', () => {
    const total = window({ requests: 900, failed: 600, iterations: 900, droppedIterations: 100 });
    const generator = health({ startDelayP99Ms: 38, missedStarts: 90 });
    const told = snapshot({ total, generator, elapsedMs: 10_000 });
    const tally = { ...NO_TALLY, observedMs: 10_000, busyMs: 5000 };
    const verdict = verdictOf(
      state({ elapsedMs: 10_000, snapshot: told, thresholds: [green], generator: tally }),
    );
    expect(verdict.detail).toBe(
      '67 % of 900 requests failed. ' +
        'Generator-limited: 90 iterations (9 %) never started for want of a free VU and ' +
        "the generator's CPU was near a whole core for 50 % of the time. " +
        '10 iterations (1 %) were left when the load ended. ' +
        'Starts were up to 38 ms late (p99), which the response times count.',
    );
  });

  it('tells of requests that had no answer when they were cut off, unless they are few', () => {
    const detail = (unansweredRequests: number, requests = 100) => {
      const cut = snapshot({ total: window({ requests, unansweredRequests }) });
      return verdictOf(state({ phase: 'finished', outcome: 'passed', snapshot: cut })).detail;
    };
    expect(detail(25, 25)).toBe(
      '25 requests (50 %) had no answer when the load was cut off, and are in no response time.',
    );
    expect(detail(1, 99)).toContain('1 request (1 %) had no answer when the load was cut off, and is in no');
    expect(detail(1)).toBe('');
  });

  it('tells of the iterations that a step that failed ended early', () => {
    const total = window({ iterations: 15, earlyIterations: 15 });
    const ended = state({ phase: 'finished', outcome: 'passed', snapshot: snapshot({ total }) });
    expect(verdictOf(ended).detail).toContain('15 iterations (100 %) ended early, at a step that failed.');
    expect(verdictOf({ ...ended, snapshot: snapshot() }).detail).not.toContain('ended early');
    const failureCounts = [{ kind: 'token', count: 20, ended: 15 }];
    const reason = 'nothing to capture as token: the body has nothing at $.token';
    const failures = [failureOf({ kind: 'token', reason, place: { line: 14, column: 5 } })];
    expect(verdictOf({ ...ended, failures, snapshot: snapshot({ total, failureCounts }) }).detail).toContain(
      `15 iterations (100 %) ended early: login: ${reason}, fraud.perf.yaml:14.`,
    );
  });

  it('counts no threshold as held that had nothing to judge', () => {
    const empty = threshold({ metric: 'http_req_duration{name:x}', value: null, margin: null, ok: true });
    const of = (thresholds: readonly ThresholdStatus[], outcome: 'passed' | 'failed' = 'passed') =>
      verdictOf(state({ phase: 'finished', outcome, thresholds: [...thresholds] }));
    expect(of([green, empty])).toMatchObject({ level: 'pass', mark: '✓' });
    expect(of([green, empty]).headline).toMatch(/, 1 of 2 thresholds hold, 1 had nothing to judge\.$/);
    expect(of([empty, empty])).toMatchObject({ level: 'pass', mark: '•' });
    expect(of([empty]).headline).toMatch(/, the threshold had nothing to judge\.$/);
    const broken = threshold({ value: null, margin: null, expression: 'p(95) > 1' });
    const failed = of([broken, empty], 'failed');
    expect(failed.headline).toBe('p95 has no samples and breaks p(95) > 1 since 1:12.');
    expect(failed.detail).toContain('1 of 2 thresholds had nothing to judge.');
  });

  it('gives no pass of a run in which the generator was the limit', () => {
    const total = window({ iterations: 1000, droppedIterations: 1, latencyMs: latency({ p95: 31 }) });
    const told = snapshot({ total, generator: health({ missedStarts: 1 }) });
    const ended = state({ phase: 'finished', outcome: 'passed', snapshot: told, thresholds: [green] });
    expect(verdictOf(ended)).toMatchObject({
      level: 'limited',
      mark: '▲',
      headline: 'p95 31 ms, the threshold holds, but the run is generator-limited.',
      detail: '1 iteration (0.1 %) never started for want of a free VU.',
    });
  });

  it('says that it is warming up, and what came of a run that did nothing else', () => {
    const run = runInfo({ warmupMs: 10_000 });
    const nothing = snapshot({ total: window({ requests: 0 }), interval: window({ requests: 0 }) });
    const warming = state({ run, snapshot: nothing, elapsedMs: 4000 });
    expect(verdictOf(warming).headline).toBe('Warming up until 0:10: nothing counts yet.');
    expect(verdictOf({ ...warming, elapsedMs: 10_000 }).headline).toBe('Waiting for the first response.');
    expect(verdictOf({ ...warming, phase: 'finished', outcome: 'passed' })).toMatchObject({
      level: 'limited',
      headline: 'All fell into the warm-up of 10s: nothing was counted.',
    });
    expect(verdictOf({ ...warming, phase: 'finished', outcome: 'interrupted' }).headline).toBe(
      'Stopped at 0:04 of 2:40: nothing was counted yet.',
    );
  });

  it('tells waiting from computing', () => {
    const mostlyIdle = live({ total: hotspotList({ busyMs: 240, idleMs: 1760 }) });
    expect(verdictOf(state({ hotspots: mostlyIdle })).detail).toBe(
      "Mostly waiting: the API's process is 12 % busy, 61 % of that in hashPassword.",
    );
    const half = live({ total: hotspotList({ busyMs: 1000, idleMs: 1000 }) });
    expect(verdictOf(state({ hotspots: half })).detail).toBe(
      "The API's process is 50 % busy, 61 % of that in hashPassword.",
    );
  });

  it('says nothing of a profile with next to no samples', () => {
    const none = live({ total: hotspotList({ busyMs: 4, idleMs: 1996 }) });
    expect(verdictOf(state({ hotspots: none }))).toMatchObject({ detail: '', culprit: null });
  });

  it('names the innermost own function where the time is spent in the runtime', () => {
    const hotspots = [
      hotspot({
        function: 'pbkdf2Sync',
        file: 'node:internal/crypto/pbkdf2',
        self: 0.8,
        total: 0.8,
        own: false,
      }),
      hotspot({ function: 'handle', self: 0.02, total: 0.95 }),
      hotspot({ function: 'hash', self: 0.001, total: 0.81 }),
    ];
    const verdict = verdictOf(state({ hotspots: live({ total: hotspotList({ hotspots }) }) }));
    expect(verdict.detail).toBe('CPU-bound: 81 % of the busy time under hash.');
    expect(verdict.culprit?.function).toBe('hash');
  });
});
