import { isAbsolute, relative, sep } from 'node:path';
import type { Failure } from '../metrics/failure.ts';
import type { GeneratorReason } from '../metrics/generatorReason.ts';
import { NO_LATENCY } from '../metrics/latency.ts';
import type { MetricRecord, Snapshot } from '../metrics/snapshot.ts';
import type { Hotspot, ProfiledProcess } from '../profile/hotspot.ts';
import {
  type GitState,
  type Interval,
  type Machine,
  RECORD_VERSION,
  type RunRecord,
  type Summary,
} from './record.ts';

/** All that a record is made of, at any moment of a run. */
export interface RecordParts {
  readonly id: string;
  /** `interrupted` while the run goes on, so that a kill leaves the truth. */
  readonly status: RunRecord['status'];
  readonly problem: string | null;
  readonly name: string;
  readonly scenarios: readonly string[];
  /** Absolute path of the scenario file, or null. */
  readonly file: string | null;
  /** The workspace; a file within it is recorded relative to it. */
  readonly root: string | null;
  readonly scenarioHash: string;
  readonly target: string;
  readonly startedAtMs: number;
  /** Hotlap's version. */
  readonly hotlap: string;
  readonly git: GitState | null;
  readonly machine: Machine;
  readonly runtime: string;
  readonly verdict: string;
  readonly generator: {
    readonly limited: boolean;
    readonly reasons: readonly GeneratorReason[];
    readonly evidence: string;
  };
  readonly warmupMs: number;
  /** The last one; null before the first. */
  readonly snapshot: Snapshot | null;
  readonly intervals: readonly Interval[];
  readonly failures: readonly Failure[];
  readonly metrics: readonly MetricRecord[];
  readonly process: ProfiledProcess | null;
  /** Of the whole run so far. */
  readonly hotspots: readonly Hotspot[];
  readonly warnings: readonly string[];
}

/** The record of a run so far, or of one that has ended. */
export function buildRecord(parts: RecordParts): RunRecord {
  const { snapshot } = parts;
  return {
    version: RECORD_VERSION,
    id: parts.id,
    status: parts.status,
    problem: parts.problem,
    name: parts.name,
    scenarios: [...parts.scenarios],
    file: parts.file === null ? null : pathWithin(parts.root, parts.file),
    scenarioHash: parts.scenarioHash,
    target: parts.target,
    startedAt: new Date(parts.startedAtMs).toISOString(),
    hotlap: parts.hotlap,
    git: parts.git,
    machine: parts.machine,
    runtime: parts.runtime,
    verdict: parts.verdict,
    generator: { ...parts.generator, reasons: [...parts.generator.reasons] },
    threads: snapshot?.generator.threads?.count ?? 1,
    warmupMs: parts.warmupMs,
    summary: summaryOf(snapshot),
    intervals: [...parts.intervals],
    endpoints: snapshot?.endpoints ?? [],
    phases: snapshot?.phases ?? [],
    breakpoint: snapshot?.breakpoint ?? null,
    groups: snapshot?.groups ?? [],
    thresholds: snapshot?.thresholds ?? [],
    checks: snapshot?.checks ?? [],
    failures: [...parts.failures],
    failureCounts: snapshot?.failureCounts ?? [],
    ...(snapshot?.slowest === undefined ? {} : { slowest: snapshot.slowest }),
    metrics: [...parts.metrics],
    process: parts.process,
    hotspots: [...parts.hotspots].sort((a, b) => b.self - a.self),
    warnings: [...parts.warnings],
  };
}

/** A path relative to `root` with forward slashes where it lies within it; otherwise as it is. */
export function pathWithin(root: string | null, file: string): string {
  if (root === null || !isAbsolute(file)) return file;
  const path = relative(root, file);
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return file;
  return path.split(sep).join('/');
}

function summaryOf(snapshot: Snapshot | null): Summary {
  const total = snapshot?.total;
  const requests = total?.requests ?? 0;
  const durationMs = total?.durationMs ?? 0;
  return {
    durationMs,
    requests,
    failed: total?.failed ?? 0,
    requestsPerSec: durationMs > 0 ? (requests * 1000) / durationMs : 0,
    failedRate: requests > 0 ? (total?.failed ?? 0) / requests : 0,
    iterations: total?.iterations ?? 0,
    earlyIterations: total?.earlyIterations ?? 0,
    droppedIterations: total?.droppedIterations ?? 0,
    interruptedIterations: total?.interruptedIterations ?? 0,
    ...(total?.unansweredRequests === undefined ? {} : { unansweredRequests: total.unansweredRequests }),
    checksPassed: total?.checksPassed ?? 0,
    checksFailed: total?.checksFailed ?? 0,
    latencyMs: total?.latencyMs ?? NO_LATENCY,
    serviceMs: total?.serviceMs ?? NO_LATENCY,
    bound: snapshot?.bound ?? null,
  };
}
