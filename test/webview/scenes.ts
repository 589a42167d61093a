/** Runs as the host tells them to the panel: plausible numbers, the same at every run. */
import type {
  EndpointStats,
  Failure,
  Latency,
  Snapshot,
  ThresholdStatus,
  Window,
} from '../../src/metrics/snapshot.ts';
import type { Hotspot, HotspotList } from '../../src/profile/hotspot.ts';
import type { Comparison } from '../../src/results/compare.ts';
import type { SessionEvent } from '../../src/session/event.ts';
import type { RunInfo } from '../../src/session/state.ts';

const ROOT = '/home/ada/shop-api';
const EVERY_MS = 250;

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

function latency(med: number, p95: number, p99: number, count: number): Latency {
  return { count, avg: med * 1.15, min: med * 0.4, med, p90: p95 * 0.82, p95, p99, max: p99 * 1.6 };
}

function window(parts: Partial<Window> & Pick<Window, 'durationMs' | 'requests' | 'latencyMs'>): Window {
  return {
    failed: 0,
    iterations: parts.requests,
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

function endpoint(
  name: string,
  method: string,
  path: string,
  perSec: number,
  stats: Latency,
  failed = 0,
): EndpointStats {
  return { scenario: 'normal', name, method, path, requests: stats.count, failed, perSec, latencyMs: stats };
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

function hotspot(
  name: string,
  file: string,
  line: number,
  self: number,
  total: number,
  own: boolean,
  hot: number[] = [],
): Hotspot {
  const lines = hot.map((at, index) => ({ line: at, self: (self * 0.9) / (index + 1) }));
  return { function: name, file, line, column: line > 0 ? 17 : 0, self, total, own, lines };
}

const hotspots: readonly Hotspot[] = [
  hotspot('hashPassword', `${ROOT}/src/auth.ts`, 42, 0.612, 0.63, true, [46, 45]),
  hotspot('serializeOrder', `${ROOT}/src/orders.ts`, 118, 0.128, 0.171, true, [124]),
  hotspot('validate', `${ROOT}/node_modules/zod/v4/core/parse.js`, 12, 0.051, 0.084, false),
  hotspot('(garbage collector)', '', 0, 0.044, 0.044, false),
  hotspot('parseCookies', `${ROOT}/src/middleware/session.ts`, 17, 0.022, 0.03, true, [17]),
  hotspot('onParserExecuteCommon', 'node:_http_server', 918, 0.017, 0.021, false),
  hotspot('writevGeneric', 'node:internal/stream_base_commons', 121, 0.014, 0.014, false),
  hotspot(
    'normalizeAddressForDeduplicationAcrossTenants',
    `${ROOT}/src/domain/customers/addresses/normalize.ts`,
    1042,
    0.012,
    0.05,
    true,
    [1077],
  ),
  hotspot('dispatch', `${ROOT}/node_modules/@fastify/router/lib/dispatch.js`, 77, 0.008, 0.82, false),
  hotspot('get', `${ROOT}/src/cache.ts`, 9, 0.004, 0.004, true),
];

function hotspotList(
  startMs: number,
  endMs: number,
  busy: number,
  of: readonly Hotspot[] = hotspots,
): HotspotList {
  return {
    startMs,
    endMs,
    busyMs: (endMs - startMs) * busy,
    idleMs: (endMs - startMs) * (1 - busy),
    hotspots: [...of],
  };
}

/** How the API fares under the run: `slow` gets slow at 72 s. */
interface Course {
  readonly slow: boolean;
  readonly failing: boolean;
  /** Goes on at 50 VUs beyond the end of `run`. */
  readonly long?: boolean;
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
        { name: 'status is 200', passes: requests - failed, fails: failed },
        { name: '$.status is ok', passes: Math.round(requests * 0.12), fails: 0 },
      ],
      failures: course.failing
        ? failures.filter((one) => one.elapsedMs > elapsedMs - EVERY_MS && one.elapsedMs <= elapsedMs)
        : [],
      generator: { loopDelayP99Ms: 1.3, cpuShare: 0.14, memoryBytes: 86_000_000, startDelayP99Ms: 0 },
    });
  }
  return all;
}

const attached: SessionEvent = {
  type: 'profileAttached',
  process: {
    pid: 48_213,
    runtime: 'node',
    version: 'v24.21.0',
    command: 'node --enable-source-maps dist/server.js',
  },
};

function profiled(untilMs: number, busy: number, of?: readonly Hotspot[]): SessionEvent {
  return {
    type: 'profileUpdated',
    latest: hotspotList(untilMs - 2000, untilMs, busy, of),
    total: hotspotList(0, untilMs, busy * 0.9, of),
    latestRequests: 1684,
    totalRequests: Math.round(untilMs * 0.8),
  };
}

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
const calm = { slow: false, failing: false };
const troubled = { slow: true, failing: true };
const longTroubled = { ...troubled, long: true };

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
  'not-profiled': [
    { type: 'prepared', run: { ...run, profiled: false, thresholds: [] } },
    { type: 'started' },
    ...course(160_000, calm).map((event) =>
      event.type === 'snapshot' ? { ...event, snapshot: { ...event.snapshot, thresholds: [] } } : event,
    ),
    { type: 'finished', outcome: 'passed', problem: null },
  ],
};

/** The largest state that a panel must carry: 1200 rows, 50 endpoints, 30 hotspots. */
export function heavyStart(): SessionEvent[] {
  const long: RunInfo = {
    ...run,
    durationMs: 900_000,
    phases: [{ label: 'hold 50 VUs', startMs: 0, endMs: 900_000 }],
  };
  return [
    { type: 'prepared', run: long },
    attached,
    { type: 'started' },
    ...snapshots(290_000, longTroubled).map(heavy),
    heavyProfile(0),
  ];
}

/** The snapshots that follow {@link heavyStart} from one time to another, one at a time, a profile with every eighth. */
export function heavyNext(fromMs: number, untilMs: number): SessionEvent[][] {
  return snapshots(untilMs, longTroubled)
    .slice(fromMs / EVERY_MS)
    .map((snapshot, index) => [heavy(snapshot), ...(index % 8 === 0 ? [heavyProfile(index)] : [])]);
}

function heavy(snapshot: Snapshot): SessionEvent {
  const endpoints = Array.from({ length: 50 }, (_, index) =>
    endpoint(
      `endpoint ${index}`,
      'GET',
      `/api/v1/things/${index}`,
      10 + ((index * 7 + snapshot.seq) % 40),
      latency(
        10 + ((index + snapshot.seq) % 13),
        60 + ((index * 3 + snapshot.seq) % 40),
        120,
        snapshot.seq * 10 + index,
      ),
    ),
  );
  return { type: 'snapshot', snapshot: { ...snapshot, endpoints } };
}

function heavyProfile(step: number): SessionEvent {
  const many = Array.from({ length: 30 }, (_, index) =>
    hotspot(
      `function${index}`,
      `${ROOT}/src/file${index % 7}.ts`,
      10 + index,
      0.3 / (index + 1 + (step % 3)),
      0.5 / (index + 1),
      index % 2 === 0,
      [12 + index],
    ),
  );
  return profiled(290_000 + step * 250, 0.9, many);
}
