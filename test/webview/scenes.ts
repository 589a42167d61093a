/** Runs as the host tells them to the panel. */
import type { Breakpoint, TriedStep } from '../../src/metrics/breakpoint.ts';
import type { Latency } from '../../src/metrics/latency.ts';
import type { ThresholdStatus } from '../../src/metrics/thresholdStatus.ts';
import type { Comparison } from '../../src/results/compare.ts';
import type { SessionEvent } from '../../src/session/event.ts';
import { type Course, endpoint, latency, ROOT, run, snapshots } from './course.ts';
import { attached, profiled } from './profiles.ts';

function course(untilMs: number, options: Course): SessionEvent[] {
  return snapshots(untilMs, options).map((snapshot) => ({ type: 'snapshot', snapshot }));
}

const begin: readonly SessionEvent[] = [{ type: 'prepared', run }, attached, { type: 'started' }];

const slower: Comparison = {
  baselineSetAt: '2026-02-26T09:00:00.000Z',
  baselineSha: '9f2c1e4d3b2a19f8',
  p50Ms: { before: 35, after: 37, change: 0.057, noise: 3, judgement: 'same' },
  p95Ms: { before: 91, after: 132, change: 0.45, noise: 8, judgement: 'worse' },
  p99Ms: { before: 154, after: 214, change: 0.39, noise: 70, judgement: 'inconclusive' },
  requestsPerSec: { before: 760, after: 702, change: -0.076, noise: 20, judgement: 'worse' },
  caveats: ['The scenario file has changed since the baseline was set.'],
  hotspots: [
    { function: 'hashPassword', file: 'src/auth.ts', before: 0.31, after: 0.612 },
    { function: 'serializeOrder', file: 'src/orders.ts', before: 0.16, after: 0.128 },
  ],
};

const faster: Comparison = {
  ...slower,
  p50Ms: { before: 35, after: 31, change: -0.11, noise: 3, judgement: 'better' },
  p95Ms: { before: 113, after: 70, change: -0.38, noise: 8, judgement: 'better' },
  p99Ms: { before: 112, after: 110, change: -0.018, noise: 14, judgement: 'same' },
  requestsPerSec: { before: 760, after: 796, change: 0.047, noise: 50, judgement: 'same' },
  caveats: [],
};

const recorded: SessionEvent = { type: 'recorded', file: '/home/ada/.vscode/hotlap/runs/2026-03-01.json' };
const NO_TIMES: Latency = { count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 };
const calm = { slow: false, failing: false };
const troubled = { slow: true, failing: true };

/** The generator at its limit, on a machine that is full. */
function limited(event: SessionEvent): SessionEvent {
  if (event.type !== 'snapshot') return event;
  const { snapshot } = event;
  const { latencyMs } = snapshot.total;
  const missedStarts = Math.round(snapshot.total.iterations * 0.14);
  return {
    type: 'snapshot',
    snapshot: {
      ...snapshot,
      total: { ...snapshot.total, droppedIterations: missedStarts },
      generator: {
        loopDelayP99Ms: 61,
        cpuShare: 0.97,
        memoryBytes: 131_000_000,
        machineCpuShare: 0.99,
        startDelayP99Ms: 410,
        lateStartP99Ms: 12,
        missedStarts,
      },
      bound: {
        missing: missedStarts,
        med: latencyMs.med * 1.1,
        p90: latencyMs.max,
        p95: latencyMs.max,
        p99: latencyMs.max,
      },
    },
  };
}

/** As with an arrival rate: service times beside the response times; and flows with groups. */
function open(event: SessionEvent): SessionEvent {
  if (event.type !== 'snapshot') return event;
  const { snapshot } = event;
  const shorter = (times: Latency): Latency => {
    const [med, p90, p95, p99] = [times.med * 0.4, times.p90 * 0.28, times.p95 * 0.3, times.p99 * 0.3];
    return { ...times, avg: times.avg * 0.4, med, p90, p95, p99, max: times.max * 0.3 };
  };
  const time = (count: number, med: number, p95: number, p99: number, max: number) => ({
    ...{ count, avg: med, min: 1, med, p90: p95, p95, p99, max },
  });
  return {
    type: 'snapshot',
    snapshot: {
      ...snapshot,
      total: { ...snapshot.total, serviceMs: shorter(snapshot.total.latencyMs) },
      endpoints: snapshot.endpoints.map((one) => ({ ...one, serviceMs: shorter(one.latencyMs) })),
      groups: [
        { path: '::checkout', durationMs: time(4120, 310, 840, 1310, 2200) },
        { path: '::checkout::pay with a card', durationMs: time(4118, 120, 410, 790, 1400) },
        { path: '::import', durationMs: time(0, 0, 0, 0, 0) },
      ],
      thresholds: [
        ...snapshot.thresholds,
        {
          metric: 'group_duration{group:::checkout}',
          expression: 'p(95) < 800',
          value: 840,
          limit: 800,
          ok: false,
          margin: 0.05,
          failingSinceMs: 30_000,
          abortOnFail: false,
        },
      ],
      checks: snapshot.checks.map((one) => ({ ...one, group: '::checkout' })),
    },
  };
}

/** The first ten seconds of a run whose first half minute is warm-up. */
function warming(event: SessionEvent): SessionEvent {
  if (event.type !== 'snapshot') return event;
  const { snapshot } = event;
  const none = { requests: 0, failed: 0, iterations: 0, durationMs: 0, checksPassed: 0 };
  const { latencyMs } = snapshot.total;
  const empty = { ...latencyMs, count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 };
  const window = { ...snapshot.total, ...none, latencyMs: empty, serviceMs: empty };
  return {
    type: 'snapshot',
    snapshot: {
      ...snapshot,
      interval: window,
      total: window,
      endpoints: snapshot.endpoints.map((one) => ({
        ...one,
        requests: 0,
        failed: 0,
        perSec: 0,
        latencyMs: empty,
      })),
      thresholds: snapshot.thresholds.map((one) => ({ ...one, value: null, ok: null, margin: null })),
      checks: snapshot.checks.map((one) => ({ ...one, passes: 0, fails: 0 })),
      failures: [],
    },
  };
}

/** Iterations that a failing step has ended, and a request of the plan that none of them came to. */
function incomplete(event: SessionEvent): SessionEvent {
  if (event.type !== 'snapshot') return event;
  const { snapshot } = event;
  const { total, failureCounts = [] } = snapshot;
  const ended = failureCounts.find(({ kind }) => kind === 'score 503')?.count ?? 0;
  return {
    type: 'snapshot',
    snapshot: {
      ...snapshot,
      total: { ...total, earlyIterations: ended },
      endpoints: [...snapshot.endpoints, endpoint('refund', 'POST', '/api/v1/refunds', 0, NO_TIMES)],
      failureCounts: failureCounts.map((one) => (one.kind === 'score 503' ? { ...one, ended } : one)),
    },
  };
}

function tried(rate: number, p95: number, more: Partial<TriedStep> = {}): TriedStep {
  const requests = rate * 20;
  return {
    rate,
    startMs: rate * 100,
    durationMs: 20_000,
    requests,
    failed: 0,
    perSec: rate,
    unfinished: 0,
    latencyMs: latency(p95 * 0.4, p95, p95 * 1.5, requests),
    outcome: 'held',
    broken: null,
    limits: [],
    ...more,
  };
}

const brokeAt100: ThresholdStatus = {
  metric: 'http_req_duration{name:high amount}',
  expression: 'p(95) < 150',
  value: 240,
  limit: 150,
  ok: false,
  margin: 0.6,
  failingSinceMs: 100_000,
  abortOnFail: false,
};

/** A search by bisection: at 880/s it is too slow, at 1,680/s it fails. */
const searched: Breakpoint = {
  target: 500,
  holds: 840,
  steps: [
    tried(420, 41),
    tried(840, 88),
    tried(1680, 1280, { outcome: 'broke', broken: brokeAt100, failed: 4200, unfinished: 12 }),
    tried(1260, 640, { outcome: 'generator-limited', limits: ['cpu'] }),
    tried(880, 190, { outcome: 'broke', broken: brokeAt100 }),
  ],
  trying: null,
  end: 'broke',
};

function searching(breakpoint: Breakpoint): (event: SessionEvent) => SessionEvent {
  return (event) =>
    event.type === 'snapshot'
      ? { type: 'snapshot', snapshot: { ...event.snapshot, phases: [], breakpoint } }
      : event;
}

const searchRun: SessionEvent = {
  type: 'prepared',
  run: { ...run, durationMs: 320_000, isSearch: true, scenarios: ['default'] },
};

/** What is told to the panel, by the name of what it then shows. */
export const scenes: Readonly<Record<string, readonly SessionEvent[]>> = {
  empty: [],
  preparing: [{ type: 'prepared', run }],
  starting: [...begin, ...course(1000, calm)],
  running: [...begin, ...course(64_000, { slow: false, failing: true }), profiled(64_000, 0.62)],
  'running-red': [...begin, ...course(108_000, troubled), profiled(108_000, 0.97)],
  stopping: [...begin, ...course(108_000, troubled), profiled(108_000, 0.97), { type: 'stopping' }],
  passed: [
    ...begin,
    ...course(160_000, calm),
    profiled(160_000, 0.41),
    recorded,
    { type: 'finished', outcome: 'passed', problem: null },
    { type: 'compared', comparison: faster },
  ],
  failed: [
    ...begin,
    ...course(160_000, troubled),
    profiled(160_000, 0.97),
    { type: 'warned', message: 'maxVUs is 50 but the scenario asked for 60: iterations may be dropped' },
    recorded,
    { type: 'finished', outcome: 'failed', problem: null },
    { type: 'compared', comparison: slower },
  ],
  incomplete: [
    ...begin,
    ...course(160_000, { slow: false, failing: true }).map(incomplete),
    profiled(160_000, 0.97),
    recorded,
    { type: 'finished', outcome: 'passed', problem: null },
  ],
  'target-down': [
    { type: 'prepared', run },
    {
      type: 'finished',
      outcome: 'error',
      problem: {
        code: 'target-refused',
        message: 'connection refused at 127.0.0.1:3000: is the API running?',
        hint: 'Start it, or change target in fraud.perf.yaml',
        place: { file: `${ROOT}/perf/fraud.perf.yaml`, line: 2, column: 9 },
      },
    },
  ],
  interrupted: [
    ...begin,
    ...course(41_000, calm),
    profiled(41_000, 0.55),
    { type: 'stopping' },
    recorded,
    { type: 'finished', outcome: 'interrupted', problem: null },
  ],
  'profiler-unavailable': [
    { type: 'prepared', run },
    {
      type: 'profileUnavailable',
      problem: {
        code: 'profile-unavailable',
        message: 'port 3000 is served by python3 (pid 5120), not by Node',
        hint: 'Hotspots are for Node so far; the load runs all the same',
      },
    },
    { type: 'started' },
    ...course(64_000, calm),
  ],
  'open-model': [...begin, ...course(108_000, troubled).map(open), profiled(108_000, 0.97)],
  'warming-up': [
    { type: 'prepared', run: { ...run, warmupMs: 30_000, scenarios: ['default'] } },
    attached,
    { type: 'started' },
    ...course(10_000, calm).map(warming),
  ],
  'generator-limited': [
    ...begin,
    ...course(160_000, calm).map(limited),
    profiled(160_000, 0.41),
    recorded,
    { type: 'finished', outcome: 'passed', problem: null },
  ],
  breakpoint: [
    searchRun,
    attached,
    { type: 'started' },
    ...course(108_000, calm).map(searching(searched)),
    profiled(108_000, 0.97),
    recorded,
    { type: 'finished', outcome: 'passed', problem: null },
  ],
  'breakpoint-running': [
    searchRun,
    attached,
    { type: 'started' },
    ...course(58_000, calm).map(
      searching({ ...searched, steps: searched.steps.slice(0, 2), trying: 1680, end: null }),
    ),
    profiled(58_000, 0.97),
  ],
  'not-profiled': [
    { type: 'prepared', run: { ...run, profiled: false, thresholds: [] } },
    { type: 'started' },
    ...course(160_000, calm).map((event) =>
      event.type === 'snapshot' ? { ...event, snapshot: { ...event.snapshot, thresholds: [] } } : event,
    ),
    { type: 'finished', outcome: 'passed', problem: null },
  ],
};
