import type { Interval, RunRecord } from '../../../src/results/record.ts';

/** Half-second intervals that all measured the same, but for what `more` says of each. */
export function intervals(
  count: number,
  more: (index: number) => Partial<Interval> = () => ({}),
): Interval[] {
  return Array.from({ length: count }, (_, index) => ({
    elapsedMs: (index + 1) * 500,
    durationMs: 500,
    requests: 100,
    failed: 0,
    vus: 10,
    p50Ms: 20,
    p95Ms: 50,
    p99Ms: 80,
    ...more(index),
  }));
}

export function record(more: Partial<RunRecord> = {}): RunRecord {
  const latencyMs = { count: 4000, avg: 25, min: 5, med: 20, p90: 40, p95: 50, p99: 80, max: 120 };
  return {
    version: 3,
    id: 'run-1',
    status: 'passed',
    problem: null,
    name: 'Checkout',
    scenarios: ['default'],
    file: 'perf/checkout.perf.yaml',
    scenarioHash: 'abc',
    target: 'http://localhost:3000',
    startedAt: '2026-11-21T12:00:00.000Z',
    hotlap: '0.1.0',
    git: { sha: 'a'.repeat(40), branch: 'main', dirty: false },
    machine: { os: 'Linux 6.1', arch: 'x64', cpu: 'Some CPU', cores: 2, memoryBytes: 8e9 },
    runtime: 'node v24.21.0',
    verdict: 'passed',
    generator: { limited: false, reasons: [], evidence: '' },
    threads: 1,
    warmupMs: 0,
    summary: {
      durationMs: 20_000,
      requests: 4000,
      failed: 0,
      requestsPerSec: 200,
      failedRate: 0,
      iterations: 4000,
      earlyIterations: 0,
      droppedIterations: 0,
      interruptedIterations: 0,
      checksPassed: 0,
      checksFailed: 0,
      latencyMs,
      serviceMs: latencyMs,
      bound: null,
    },
    intervals: intervals(40),
    endpoints: [],
    phases: [],
    breakpoint: null,
    groups: [],
    thresholds: [],
    checks: [],
    failures: [],
    failureCounts: [],
    metrics: [],
    process: null,
    hotspots: [],
    warnings: [],
    ...more,
  };
}

export function hotspot(
  name: string,
  self: number,
  file = '/home/ann/app/src/auth.ts',
): RunRecord['hotspots'][number] {
  return { function: name, file, line: 10, column: 3, self, total: self, own: true, lines: [] };
}
