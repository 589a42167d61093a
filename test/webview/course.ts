/** What a run measures as it goes: plausible numbers, the same every time. */

import type { Failure, FailureCount } from '../../src/metrics/failure.ts';
import type { Latency } from '../../src/metrics/latency.ts';
import type { EndpointStats, PhaseStats } from '../../src/metrics/rows.ts';
import type { Snapshot, Window } from '../../src/metrics/snapshot.ts';
import type { ThresholdStatus } from '../../src/metrics/thresholdStatus.ts';
import type { RunInfo } from '../../src/session/state.ts';

export const ROOT = '/home/ada/shop-api';
export const EVERY_MS = 250;

/** A small linear congruential generator: noise that is the same every time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export const run: RunInfo = {
  id: '2026-03-01T10-00-00-000Z-1a2b',
  name: 'Fraud scoring',
  scenarios: ['normal'],
  file: `${ROOT}/perf/fraud.perf.yaml`,
  root: ROOT,
  target: 'http://localhost:3000',
  startedAtMs: Date.UTC(2026, 2, 1, 10),
  durationMs: 160_000,
  warmupMs: 0,
  phases: [
    { label: 'ramp 1 → 50 VUs', startMs: 0, endMs: 30_000 },
    { label: 'hold 50 VUs', startMs: 30_000, endMs: 150_000 },
    { label: 'ramp 50 → 0 VUs', startMs: 150_000, endMs: 160_000 },
  ],
  profiled: true,
  thresholds: [
    { metric: 'http_req_duration', expression: 'p(95) < 100' },
    { metric: 'http_req_duration', expression: 'p(99) < 200' },
    { metric: 'http_req_duration{name:high amount}', expression: 'p(95) < 150' },
    { metric: 'http_req_failed', expression: 'rate < 0.001' },
  ],
};

export function latency(med: number, p95: number, p99: number, count: number): Latency {
  return { count, avg: med * 1.15, min: med * 0.4, med, p90: p95 * 0.82, p95, p99, max: p99 * 1.6 };
}

function window(parts: Partial<Window> & Pick<Window, 'durationMs' | 'requests' | 'latencyMs'>): Window {
  return {
    failed: 0,
    iterations: parts.requests,
    earlyIterations: 0,
    droppedIterations: 0,
    interruptedIterations: 0,
    checksPassed: parts.requests,
    checksFailed: parts.failed ?? 0,
    bytesSent: parts.requests * 310,
    bytesReceived: parts.requests * 820,
    serviceMs: latency(
      parts.latencyMs.med * 0.97,
      parts.latencyMs.p95 * 0.9,
      parts.latencyMs.p99 * 0.88,
      parts.latencyMs.count,
    ),
    ...parts,
  };
}

export function endpoint(
  name: string,
  method: string,
  path: string,
  perSec: number,
  stats: Latency,
  failed = 0,
): EndpointStats {
  return {
    scenario: 'normal',
    name,
    method,
    path,
    requests: stats.count,
    failed,
    perSec,
    latencyMs: stats,
    serviceMs: null,
  };
}

function threshold(
  metric: string,
  expression: string,
  value: number,
  limit: number,
  failingSinceMs: number | null,
): ThresholdStatus {
  const margin = (value - limit) / limit;
  return {
    metric,
    expression,
    value,
    limit,
    ok: margin < 0,
    margin,
    failingSinceMs,
    abortOnFail: expression.includes('150'),
  };
}

const failures: readonly Failure[] = [
  {
    kind: 'score 503',
    elapsedMs: 12_400,
    scenario: 'normal',
    name: 'high amount',
    method: 'POST',
    url: 'http://localhost:3000/api/v1/fraud/score',
    status: 503,
    errorCode: 1503,
    reason: 'expected status 200, got 503',
    excerpt:
      '{"error":"scoring model is not loaded","requestId":"7b0e2c1f-1f0e-4c5b-9d2a-0f3f5b0a1c2d","authorization":"[redacted]"}',
    place: { line: 24, column: 11 },
  },
  {
    kind: 'score 503',
    elapsedMs: 13_400,
    scenario: 'normal',
    name: 'high amount',
    method: 'POST',
    url: 'http://localhost:3000/api/v1/fraud/score',
    status: 503,
    errorCode: 1503,
    reason: 'expected status 200, got 503',
    excerpt: '{"error":"scoring model is not loaded","requestId":"c4d1"}',
    place: { line: 24, column: 11 },
  },
  {
    kind: 'health',
    elapsedMs: 44_900,
    scenario: 'normal',
    name: 'health',
    method: 'GET',
    url: 'http://localhost:3000/health',
    status: 200,
    errorCode: 0,
    reason: 'expected $.status to be "ok", got "degraded"',
    excerpt: '{"status":"degraded"}',
    place: { line: 31, column: 7 },
  },
  {
    kind: 'score timeout',
    elapsedMs: 71_250,
    scenario: 'normal',
    name: 'low amount',
    method: 'POST',
    url: 'http://localhost:3000/api/v1/fraud/score',
    status: 0,
    errorCode: 1050,
    reason: 'no response within 5s',
    excerpt: '',
    place: { line: 20, column: 11 },
  },
];
/** The first kind fails all the time from its first time on, the others once. */
function countsAt(elapsedMs: number): FailureCount[] {
  const kinds = [...new Set(failures.filter((one) => one.elapsedMs <= elapsedMs).map((one) => one.kind))];
  const often = 1 + Math.floor((elapsedMs - 12_400) / 2600);
  return kinds.map((kind) => ({ kind, count: kind === 'score 503' ? often : 1 }));
}

/** How the API fares under the run: `slow` gets slow at 72 s. */
export interface Course {
  readonly slow: boolean;
  readonly failing: boolean;
  /** Goes on at 50 VUs beyond the end of `run`. */
  readonly long?: boolean;
}

/** The phases of `run` that have begun, with what a ramp or a hold would count. */
function phasesUntil(elapsedMs: number, requests: number, failed: number, hurt: number): PhaseStats[] {
  const rampRequests = Math.min(requests, Math.round((Math.min(elapsedMs, 30_000) / 30_000) * 13_400));
  const endRequests = elapsedMs > 150_000 ? Math.round(((elapsedMs - 150_000) / 10_000) * 4300) : 0;
  const counts = [rampRequests, requests - rampRequests - endRequests, endRequests];
  const times = [latency(21, 52, 81, 0), latency(33 + 8 * hurt, 71 + 66 * hurt, 111 + 108 * hurt, 0)];
  return run.phases
    .filter((phase) => phase.startMs <= elapsedMs)
    .map(({ label, startMs, endMs }, index): PhaseStats => {
      const durationMs = Math.min(elapsedMs, endMs) - startMs;
      const count = counts[index] ?? 0;
      return {
        scenario: 'normal',
        name: label,
        startMs,
        endMs,
        durationMs,
        requests: count,
        failed: index === 1 ? failed : 0,
        perSec: durationMs > 0 ? (count * 1000) / durationMs : 0,
        iterations: count,
        droppedIterations: 0,
        vus: index === 0 ? Math.ceil(Math.min(1, elapsedMs / 30_000) * 50) : 50,
        latencyMs: { ...(times[index] ?? latency(29, 66, 104, 0)), count },
      };
    });
}

/** The snapshots of `run` up to `untilMs`. */
export function snapshots(untilMs: number, course: Course): Snapshot[] {
  const random = noise(7);
  const all: Snapshot[] = [];
  let requests = 0;
  let failed = 0;
  for (let seq = 1; seq * EVERY_MS <= untilMs; seq += 1) {
    const elapsedMs = seq * EVERY_MS;
    const vus =
      elapsedMs < 30_000
        ? 1 + Math.floor((elapsedMs / 30_000) * 49)
        : elapsedMs < 150_000 || course.long
          ? 50
          : Math.ceil((160_000 - elapsedMs) / 200);
    const hurt = course.slow ? Math.min(1, Math.max(0, (elapsedMs - 72_000) / 12_000)) : 0;
    const load = vus / 50;
    const perSec = 880 * load * (1 - 0.3 * hurt) * (0.95 + random() * 0.1);
    const med = (14 + 12 * load) * (1 + hurt * 0.9) * (0.93 + random() * 0.14);
    const p95 = (38 + 24 * load) * (1 + hurt * 1.5) * (0.92 + random() * 0.2);
    const p99 = p95 * (1.3 + random() * 0.35);
    const now = Math.max(0, Math.round((perSec * EVERY_MS) / 1000));
    const lost = course.failing && random() < 0.1 ? 1 : 0;
    requests += now;
    failed += lost;
    const total = latency(31 + 6 * hurt, 70 + 62 * hurt, 110 + 104 * hurt, requests);
    const rate = (requests * 1000) / elapsedMs;
    all.push({
      seq,
      elapsedMs,
      phase: 'running',
      vus,
      vusMax: 50,
      interval: window({
        durationMs: EVERY_MS,
        requests: now,
        failed: lost,
        latencyMs: latency(med, p95, p99, now),
      }),
      total: window({ durationMs: elapsedMs, requests, failed, latencyMs: total }),
      endpoints: [
        endpoint(
          'low amount',
          'POST',
          '/api/v1/fraud/score',
          rate * 0.63,
          latency(30, 72 + 24 * hurt, 150, Math.round(requests * 0.63)),
          0,
        ),
        endpoint(
          'high amount',
          'POST',
          '/api/v1/fraud/score',
          rate * 0.25,
          latency(48, 120 + 51 * hurt, 260, Math.round(requests * 0.25)),
          failed,
        ),
        endpoint('health', 'GET', '/health', rate * 0.12, latency(3, 12, 19, Math.round(requests * 0.12)), 0),
      ],
      phases: phasesUntil(elapsedMs, requests, failed, hurt),
      groups: [],
      thresholds: [
        threshold('http_req_duration', 'p(95) < 100', total.p95, 100, hurt > 0.5 ? 78_000 : null),
        threshold('http_req_duration', 'p(99) < 200', total.p99, 200, hurt > 0.9 ? 83_000 : null),
        threshold(
          'http_req_duration{name:high amount}',
          'p(95) < 150',
          120 + 51 * hurt,
          150,
          hurt > 0.6 ? 79_000 : null,
        ),
        threshold('http_req_failed', 'rate < 0.001', requests > 0 ? failed / requests : 0, 0.001, null),
      ],
      checks: [
        { name: 'status is 200', group: '', passes: requests - failed, fails: failed },
        { name: '$.status is ok', group: '', passes: Math.round(requests * 0.12), fails: 0 },
      ],
      failures: course.failing
        ? failures.filter((one) => one.elapsedMs > elapsedMs - EVERY_MS && one.elapsedMs <= elapsedMs)
        : [],
      ...(course.failing && elapsedMs >= 12_400 ? { failureCounts: countsAt(elapsedMs) } : {}),
      generator: {
        loopDelayP99Ms: 1.3,
        cpuShare: 0.14,
        memoryBytes: 86_000_000,
        machineCpuShare: 0.6,
        startDelayP99Ms: 0,
        lateStartP99Ms: 0,
        missedStarts: 0,
      },
      bound: null,
      breakpoint: null,
    });
  }
  return all;
}
