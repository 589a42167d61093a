import type { Failure } from '../../src/metrics/failure.ts';
import type { Latency } from '../../src/metrics/latency.ts';
import type { GeneratorHealth, Snapshot, Window } from '../../src/metrics/snapshot.ts';
import type { ThresholdStatus } from '../../src/metrics/thresholdStatus.ts';
import type { Hotspot, HotspotList } from '../../src/profile/hotspot.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import type { RunRequest } from '../../src/session/runRequest.ts';
import type { RunInfo } from '../../src/session/state.ts';
import { plannedRequest, plannedScenario, planOf } from './plans.ts';

/** Values of the session's data types, whole, with what a test cares about set by it. */

export function latency(over: Partial<Latency> = {}): Latency {
  return { count: 100, avg: 32, min: 2, med: 31, p90: 90, p95: 95, p99: 99, max: 120, ...over };
}

/** Of a generator that has nothing to complain of. */
export function health(over: Partial<GeneratorHealth> = {}): GeneratorHealth {
  return {
    loopDelayP99Ms: 2,
    cpuShare: 0.1,
    memoryBytes: 5e7,
    machineCpuShare: 0.3,
    startDelayP99Ms: 0,
    lateStartP99Ms: 0,
    missedStarts: 0,
    ...over,
  };
}

const NO_LATENCY: Latency = { count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 };

export function window(over: Partial<Window> = {}): Window {
  const requests = over.requests ?? 100;
  return {
    durationMs: 250,
    requests,
    failed: 0,
    iterations: requests,
    earlyIterations: 0,
    droppedIterations: 0,
    interruptedIterations: 0,
    checksPassed: 0,
    checksFailed: 0,
    bytesSent: 1000,
    bytesReceived: 2000,
    latencyMs: requests > 0 ? latency({ count: requests }) : NO_LATENCY,
    serviceMs: requests > 0 ? latency({ count: requests }) : NO_LATENCY,
    ...over,
  };
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  const seq = over.seq ?? 0;
  return {
    seq,
    elapsedMs: (seq + 1) * 250,
    phase: 'running',
    vus: 10,
    vusMax: 10,
    interval: window(),
    total: window({ requests: (seq + 1) * 100, durationMs: (seq + 1) * 250 }),
    endpoints: [],
    phases: [],
    groups: [],
    thresholds: [],
    checks: [],
    failures: [],
    generator: health(),
    bound: null,
    breakpoint: null,
    ...over,
  };
}

export function threshold(over: Partial<ThresholdStatus> = {}): ThresholdStatus {
  return {
    metric: 'http_req_duration',
    expression: 'p(95) < 100',
    value: 132,
    limit: 100,
    ok: false,
    margin: 0.32,
    failingSinceMs: 72_000,
    abortOnFail: false,
    ...over,
  };
}

/** One of the first of its kind. */
export function failureOf(over: Partial<Failure> = {}): Failure {
  return {
    kind: 'login 500',
    elapsedMs: 100,
    scenario: 'normal',
    name: 'login',
    method: 'POST',
    url: 'http://localhost:3000/auth/login',
    status: 500,
    errorCode: 1500,
    reason: 'status 500',
    excerpt: '',
    place: null,
    ...over,
  };
}

export function hotspot(over: Partial<Hotspot> = {}): Hotspot {
  return {
    function: 'hashPassword',
    file: '/shop/src/auth.ts',
    line: 42,
    column: 1,
    self: 0.612,
    total: 0.65,
    own: true,
    lines: [],
    ...over,
  };
}

export function hotspotList(over: Partial<HotspotList> = {}): HotspotList {
  return { startMs: 0, endMs: 2000, busyMs: 1940, idleMs: 60, hotspots: [hotspot()], ...over };
}

export function runInfo(over: Partial<RunInfo> = {}): RunInfo {
  return {
    id: 'run-1',
    name: 'Fraud scoring',
    scenarios: ['normal'],
    file: '/shop/perf/fraud.perf.yaml',
    root: '/shop',
    target: 'http://localhost:3000',
    startedAtMs: Date.UTC(2026, 0, 1),
    durationMs: 160_000,
    warmupMs: 0,
    phases: [],
    profiled: false,
    thresholds: [],
    ...over,
  };
}

/** One constant-vus scenario of ten seconds with one GET. */
export function plan(over: Partial<Plan> = {}): Plan {
  const target = 'http://localhost:3000';
  const scenario = plannedScenario(
    { kind: 'constant-vus', vus: 10, durationMs: 10_000 },
    { name: 'normal', flow: 'score' },
  );
  return planOf(target, scenario, [plannedRequest(target, { path: '/health', name: 'health' })], {
    name: 'Fraud scoring',
    file: '/shop/perf/fraud.perf.yaml',
    ...over,
  });
}

/** A run of {@link plan} as an editor asks for it, in a workspace that is no repository. */
export function runRequest(): RunRequest {
  return {
    plan: plan(),
    scenarioHash: 'a'.repeat(64),
    root: '/shop',
    profiled: false,
    baseline: null,
    git: Promise.resolve(null),
    machine: { os: 'Linux', arch: 'x64', cpu: 'cpu', cores: 2, memoryBytes: 1 },
    runtime: 'node v24.21.0',
    hotlapVersion: '0.1.0',
  };
}
