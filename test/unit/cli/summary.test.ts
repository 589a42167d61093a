import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/cli/layout.ts';
import { liveLines } from '../../../src/cli/liveView.ts';
import { styleOf } from '../../../src/cli/style.ts';
import { summaryLines } from '../../../src/cli/summary.ts';
import type { Failure } from '../../../src/metrics/failure.ts';
import type { EndpointStats } from '../../../src/metrics/rows.ts';
import { IDLE, type SessionState } from '../../../src/session/state.ts';
import {
  health,
  hotspot,
  hotspotList,
  latency,
  runInfo,
  snapshot,
  threshold,
  window,
} from '../../support/sessionStates.ts';

const endpoint: EndpointStats = {
  scenario: 'normal',
  name: 'login',
  method: 'POST',
  path: '/auth/login',
  requests: 1234,
  failed: 3,
  perSec: 61.7,
  latencyMs: latency({ med: 21, p95: 132, p99: 214 }),
  serviceMs: null,
};
const failure: Failure = {
  kind: 'login 500',
  elapsedMs: 100,
  scenario: 'normal',
  name: 'login',
  method: 'POST',
  url: 'http://localhost:3000/auth/login',
  status: 500,
  errorCode: 1500,
  reason: 'expected status 200, got 500',
  excerpt: '{"error":"\u001b[31mboom"}',
  place: null,
};
const green = threshold({
  metric: 'http_req_failed',
  expression: 'rate < 0.01',
  value: 0.0004,
  limit: 0.01,
  ok: true,
  margin: -0.96,
  failingSinceMs: null,
});

const ended: SessionState = {
  ...IDLE,
  phase: 'finished',
  outcome: 'failed',
  run: runInfo({ durationMs: 20_000 }),
  elapsedMs: 20_000,
  snapshot: snapshot({
    elapsedMs: 20_000,
    vusMax: 50,
    total: window({ durationMs: 20_000, requests: 1234, failed: 3, latencyMs: latency({ p95: 132 }) }),
  }),
  endpoints: [
    endpoint,
    { ...endpoint, name: 'a name that is far too long for a terminal of eighty columns' },
  ],
  thresholds: [threshold(), green],
  checks: [
    { name: 'login: status is 200', group: '', passes: 1231, fails: 3 },
    { name: 'body holds a token', group: '', passes: 1234, fails: 0 },
  ],
  failures: [failure, failure],
  hotspots: {
    status: 'done',
    process: { pid: 7, runtime: 'node', version: 'v24.21.0', command: 'node server.js' },
    problem: null,
    latest: null,
    total: hotspotList({
      endMs: 20_000,
      busyMs: 8000,
      idleMs: 2000,
      hotspots: [
        hotspot(),
        hotspot({ function: '(garbage collector)', file: '', line: 0, self: 0.04, own: false }),
      ],
    }),
    latestRequests: 0,
    totalRequests: 1000,
  },
  recordFile: '/shop/.hotlap/runs/run-1.json',
};

const options = { style: styleOf(false), width: 80, cwd: '/shop', trend: null };

describe('summaryLines', () => {
  const lines = summaryLines(ended, options);
  const text = lines.join('\n');

  it('tells what logins met, where there is anything to tell', () => {
    expect(text).not.toContain('logins');
    const state = { ...ended, snapshot: snapshot({ logins: { refreshes: 12, failures: 1 } }) };
    expect(summaryLines(state, options).find((line) => line.includes('logins'))).toMatch(
      /logins +12 tokens fetched again after a 401 {3}1 login failed/,
    );
  });

  it('has a row for an endpoint that was never sent, with dashes for what was not measured', () => {
    const latencyMs = latency({ count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 });
    const unsent = { ...endpoint, name: 'refund', requests: 0, failed: 0, perSec: 0, latencyMs };
    const told = summaryLines({ ...ended, endpoints: [endpoint, unsent] }, options);
    expect(told.find((line) => line.startsWith('  refund'))).toMatch(/^ {2}refund +0( +–){5}$/);
    expect(told.join(' ')).toContain('Never sent: refund.');
    expect(summaryLines({ ...ended, endpoints: [unsent] }, options).join()).not.toContain('Endpoints');
  });

  it('tells what ended iterations early below their number', () => {
    const total = window({ durationMs: 20_000, iterations: 100, earlyIterations: 12 });
    const failureCounts = [{ kind: failure.kind, count: 12, ended: 12 }];
    const failures = [{ ...failure, place: { line: 14, column: 5 } }];
    const state = { ...ended, failures, snapshot: snapshot({ total, failureCounts }) };
    const told = summaryLines(state, options);
    const at = told.findIndex((line) => /^ {2}iterations +100 {3}12 ended early/.test(line));
    expect(told[at + 1]).toBe('    ended early  login: expected status 200, got 500, fraud.perf.yaml:14');
    expect(told.every((line) => widthOf(line) <= 80)).toBe(true);
  });

  it('says how many threads sent the load, where it was more than one', () => {
    expect(text).toMatch(/generator 10 % of a core,/);
    const threads = { count: 3, busiest: 1, busiestCpuShare: 0.6, latest: 2 };
    const state = { ...ended, snapshot: snapshot({ generator: health({ cpuShare: 1.4, threads }) }) };
    expect(summaryLines(state, options).join('\n')).toMatch(/generator 140 % of a core in 3 threads,/);
  });

  it('names the group of a check that failed, and the groups with their times', () => {
    const checks = [{ name: 'status is 200', group: '::checkout::pay', passes: 1, fails: 1 }];
    const groups = [{ path: '::checkout', durationMs: latency({ count: 12 }) }];
    const state = { ...ended, checks, snapshot: snapshot({ groups }) };
    const lines = summaryLines(state, { style: styleOf(false), width: 80, cwd: '/shop', trend: null });
    expect(lines.find((line) => line.includes('✗ checkout'))).toMatch(
      /checkout › pay › status is 200 +1 of 2 failed/,
    );
    expect(lines.find((line) => line.startsWith('  checkout '))).toMatch(
      /checkout +12 +31 ms +95 ms +99 ms +120 ms/,
    );
  });

  it('tells the traces of failures and of the slowest requests, where requests carry any', () => {
    expect(text).not.toContain('trace');
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const slow = { scenario: 'shop', name: 'pay', method: 'POST', status: 200, durationMs: 1234, traceId };
    const failures = ended.failures.map((one) => ({ ...one, traceId: 'f'.repeat(32) }));
    const slowest = [slow, { ...slow, name: 'search', status: 0, durationMs: 900 }];
    const lines = summaryLines({ ...ended, failures, snapshot: snapshot({ slowest }) }, options);
    expect(lines).toContain(`    trace ${'f'.repeat(32)}`);
    const at = lines.indexOf('Slowest requests');
    expect(lines.slice(at + 1, at + 3).map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
      `pay | 200 | 1.23 s | trace ${traceId}`,
      `search | no response | 900 ms | trace ${traceId}`,
    ]);
  });

  it('begins with the verdict and its reason', () => {
    expect(lines[0]).toBe('✗ p95 132 ms breaks p(95) < 100 since 1:12.');
    expect(lines[1]).toBe('  CPU-bound: 61 % of the busy time in hashPassword.');
  });

  it('tells percentiles, load and thresholds with value and margin', () => {
    expect(text).toContain('p50 31 ms   p90 90 ms   p95 132 ms   p99 99 ms   max 120 ms');
    expect(text).toContain('1,234 in 20 s   62/s   0.24 % failed   up to 50 VUs');
    expect(text).toMatch(/✗ http_req_duration +p\(95\) < 100 +132 ms +32 % over/);
    expect(text).toMatch(/✓ http_req_failed +rate < 0.01 +0.04 % +96 % to spare/);
  });

  it('tells hotspots by function and place, with their time per request', () => {
    expect(text).toMatch(/61\.2 % +65\.0 % +4\.9 ms {2}hashPassword src\/auth\.ts:42/);
    expect(text).toMatch(/4\.0 % .* \(garbage collector\)$/m);
    expect(text).toContain('pid 7, busy for 80 % of the time');
  });

  it('tells of each kind of failure how many there were, the most frequent first, and the line of its step', () => {
    const reset = {
      ...failure,
      kind: 'reset',
      status: 0,
      errorCode: 1220,
      reason: 'the server reset the connection',
      place: { line: 24, column: 5 },
    };
    const failureCounts = [
      { kind: 'login 500', count: 1200 },
      { kind: 'reset', count: 3 },
      { kind: '', count: 7 },
    ];
    const state = { ...ended, failures: [reset, failure], snapshot: snapshot({ failureCounts }) };
    const told = summaryLines(state, options).join('\n');
    expect(told).toContain('Failures  1,210 of 2 kinds and more');
    expect(told).toMatch(
      /login {2}POST http:\S+ {2}1,200×\n[\s\S]*login {2}POST http:\S+ {2}step at line 24 {2}3×/,
    );
    expect(told).toContain('  and 7 failures of other kinds');
  });

  it('puts the place of a function with a long name below it', () => {
    const hotspots = [hotspot({ function: 'aFunctionWhoseNameGoesOnAndOnAndOnAndOn', line: 7 })];
    const total = hotspotList({ busyMs: 8000, idleMs: 2000, hotspots });
    const lines = summaryLines({ ...ended, hotspots: { ...ended.hotspots, total } }, options);
    const at = lines.findIndex((line) => line.endsWith('  aFunctionWhoseNameGoesOnAndOnAndOnAndOn'));
    expect(lines[at]).toMatch(/^ +61\.2 % /);
    expect(lines[at + 1]).toBe(`${' '.repeat(32)}src/auth.ts:7`);
  });

  it('puts failures that are alike together, and lets them not write to the terminal', () => {
    expect(text).toContain('login  POST http://localhost:3000/auth/login  2×');
    expect(text).toContain('{"error":"boom"}');
    expect(text).not.toContain('\u001b');
  });

  it('tells the checks that failed, and where the record is', () => {
    expect(text).toMatch(/✗ login: status is 200 +3 of 1,234 failed +0\.24 %/);
    expect(text).toContain('✓ 1 other check always passed');
    expect(lines.at(-1)).toBe('record .hotlap/runs/run-1.json');
  });

  it('fits 80 columns', () => {
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  it('keeps figures, failures and paths within 80 columns, with reasons to their end', () => {
    const wide = latency({ med: 0.57, p90: 0.97, p95: 0.97, p99: 0.97, max: 0.97 });
    const reason = `redirected to http://127.0.0.1:4000, which is neither this machine nor a host of the file: not followed. If you may load it, write redirects: { to: [http://127.0.0.1:4000] } and you are asked`;
    const name =
      'a step with a name that goes on and on, as names do that a generator of scenario files has made';
    const recordFile = '/shop/.hotlap/runs/20261121T200753709Z-30b1f3d0-f226-4346-99f1-a32cd5218fdd.json';
    const state: SessionState = {
      ...ended,
      recordFile,
      failures: [{ ...failure, name, reason }],
      snapshot: snapshot({
        total: window({ latencyMs: wide, serviceMs: latency({ med: 0.31 }) }),
        bound: { missing: 12, med: 1280, p90: 1280, p95: 1280, p99: 1280 },
        slowest: [
          { scenario: 's', name, method: 'GET', status: 200, durationMs: 1, traceId: 'f'.repeat(32) },
        ],
      }),
    };
    const lines = summaryLines(state, options);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    const words = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(words).toContain(reason);
    expect(words.split(name)).toHaveLength(3);
    expect(lines.slice(-2)).toEqual(['record', `  ${recordFile.slice('/shop/'.length)}`]);
  });

  it('tells the service time where it is not the response time', () => {
    expect(text).toMatch(/service time/);
    const total = window({ requests: 10 });
    const same = summaryLines({ ...ended, snapshot: snapshot({ total }) }, options).join('\n');
    expect(same).toContain('response time');
    expect(same).not.toContain('service time');
  });

  it('tells a load of less than a second in milliseconds, and what was not verified', () => {
    const total = window({ durationMs: 4.3, requests: 3 });
    const run = runInfo({ isInsecure: true, warmupMs: 1000 });
    const lines = summaryLines({ ...ended, run, snapshot: snapshot({ total }) }, options).map((line) =>
      line.trim().replaceAll(/ {2,}/g, ' '),
    );
    expect(lines).toContain('requests 3 in 4.3 ms 698/s 0 % failed up to 10 VUs');
    expect(lines).toContain('TLS certificates not verified (insecure: true)');
    expect(lines).toContain('warm-up the first 1s of the load: in no figure');
  });

  it('tells where it went wrong', () => {
    const problem = {
      code: 'teardown-failed',
      message: 'teardown failed at GET /err: expected status 200, got 500',
      place: { file: '/shop/perf/a.perf.yaml', line: 4, column: 14 },
    } as const;
    const lines = summaryLines({ ...ended, outcome: 'error', problem }, options);
    expect(lines).toContain('  at perf/a.perf.yaml:4:14');
  });

  it('is the same text in colour', () => {
    const colored = summaryLines(ended, { ...options, style: styleOf(true) });
    expect(colored.map((line) => widthOf(line))).toEqual(lines.map((line) => widthOf(line)));
    expect(colored.join('')).toContain('\u001b[31m');
  });

  it('shows the statistics that were asked for instead of its own', () => {
    const asked = summaryLines(ended, { ...options, trend: { avg: 32, 'p(99.9)': 118, count: 1234 } });
    expect(asked.join('\n')).toContain('avg 32 ms   p(99.9) 118 ms   count 1,234');
  });

  it('says why there are no hotspots', () => {
    const problem = {
      code: 'profile-unavailable',
      message: 'the process is Python',
      hint: 'use py-spy',
    } as const;
    const none = {
      ...ended,
      hotspots: { ...ended.hotspots, status: 'unavailable' as const, total: null, problem },
    };
    expect(summaryLines(none, options).join('\n')).toContain(
      'Hotspots\n  no hotspots: the process is Python; use py-spy',
    );
  });

  it('tells the comparison with the baseline, and what makes it doubtful', () => {
    const delta = (before: number, after: number, judgement: 'better' | 'same') => ({
      before,
      after,
      change: (after - before) / before,
      noise: 1,
      judgement,
    });
    const compared: SessionState = {
      ...ended,
      comparison: {
        baselineSetAt: '2026-01-01T00:00:00.000Z',
        baselineSha: '9f2c1e4aaaaaaaa',
        p50Ms: delta(31, 31, 'same'),
        p95Ms: delta(212, 132, 'better'),
        p99Ms: delta(99, 99, 'same'),
        requestsPerSec: delta(62, 62, 'same'),
        caveats: ['the scenario file has changed since the baseline was set'],
        hotspots: [{ function: 'hashPassword', file: '/shop/src/auth.ts', before: 0.31, after: 0.04 }],
      },
    };
    const said = summaryLines(compared, options).join('\n');
    expect(said).toContain('Against the baseline  of 2026-01-01 9f2c1e4');
    expect(said).toMatch(/p95 +212 ms +→ 132 ms +−38 % +better/);
    expect(said).toContain('hashPassword  31 % → 4 % of the busy time');
    expect(said).toContain('but the scenario file has changed');
  });
});

describe('liveLines', () => {
  const live: SessionState = { ...ended, phase: 'running', outcome: null };

  it.each([40, 79, 99])('keeps within %i columns', (width) => {
    for (const line of liveLines(live, styleOf(true), width))
      expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('shows progress, figures, thresholds with the broken ones first, and what is hot', () => {
    const lines = liveLines(
      { ...live, elapsedMs: 10_000, thresholds: [green, threshold()] },
      styleOf(false),
      79,
    );
    expect(lines[0]).toMatch(/^Fraud scoring .*0:10 of 0:20$/);
    expect(lines[2]).toMatch(/^p50 31 ms {3}p95 132 ms/);
    expect(lines[3]).toMatch(/^✗/);
    expect(lines.at(-1)).toContain('hot: hashPassword 61 %');
  });
});
