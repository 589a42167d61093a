import type { ErrorInfo } from '../base/errors.ts';
import type { Failure } from '../metrics/failure.ts';
import { type GeneratorTally, NO_TALLY } from '../metrics/generatorTally.ts';
import type { CheckStats, EndpointStats } from '../metrics/rows.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import type { HotspotList, ProfiledProcess } from '../profile/hotspot.ts';
import type { Comparison } from '../results/compare.ts';
import type { Phase } from '../scenario/plan/phases.ts';

/** `preparing`: engine, target and profiler are being looked at; no load is sent yet. */
export type SessionPhase = 'idle' | 'preparing' | 'running' | 'stopping' | 'finished';

/**
 * How a run ended. `passed` also where there are no thresholds; `interrupted`: stopped by the user or cut
 * off; `error`: it could not run, or not to its end.
 */
export type Outcome = 'passed' | 'failed' | 'interrupted' | 'error';

/** What is known of a run before it starts. Plain data. */
export interface RunInfo {
  readonly id: string;
  /** The file's `name`. */
  readonly name: string;
  readonly scenarios: readonly string[];
  /** Absolute path, or null. */
  readonly file: string | null;
  /** Folder against which source paths are shown. */
  readonly root: string | null;
  readonly target: string;
  readonly startedAtMs: number;
  /** Of a search for a breakpoint, the most that it may take. */
  readonly durationMs: number;
  /** Left out: how long it takes is known. */
  readonly isSearch?: true;
  /** Of these, at the start, so many are in no figure. */
  readonly warmupMs: number;
  /** Left out: there is no `setup` to be run before the load. */
  readonly hasSetup?: true;
  /** Left out: certificates are verified, or there are none to verify. */
  readonly isInsecure?: true;
  readonly phases: readonly Phase[];
  readonly profiled: boolean;
  readonly thresholds: readonly { readonly metric: string; readonly expression: string }[];
}

/**
 * The charts' data by column, all of one length; one row a snapshot until there are `SERIES_LIMIT`, then
 * neighbours are joined (percentiles and VUs by their maximum, counts per second weighted by time), so
 * that ten hours cost no more than ten minutes.
 */
export interface Series {
  readonly elapsedMs: readonly number[];
  readonly durationMs: readonly number[];
  /** null where no request ended in the interval. */
  readonly p50Ms: readonly (number | null)[];
  readonly p95Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly requestsPerSec: readonly number[];
  readonly failedPerSec: readonly number[];
  readonly vus: readonly number[];
}

/** The profiler's side of a run. */
export interface HotspotState {
  readonly status: 'off' | 'attaching' | 'live' | 'done' | 'unavailable';
  readonly process: ProfiledProcess | null;
  /** Why there are none, and what to do. */
  readonly problem: ErrorInfo | null;
  /** The last window of about two seconds. */
  readonly latest: HotspotList | null;
  /** Since the load began. */
  readonly total: HotspotList | null;
  /** Requests that ended within `latest`, and within `total`: hotspot time per request is a quotient of these. */
  readonly latestRequests: number;
  readonly totalRequests: number;
}

export interface SessionState {
  readonly phase: SessionPhase;
  readonly outcome: Outcome | null;
  readonly run: RunInfo | null;
  readonly elapsedMs: number;
  readonly snapshot: Snapshot | null;
  readonly series: Series;
  readonly endpoints: readonly EndpointStats[];
  readonly thresholds: readonly ThresholdStatus[];
  readonly checks: readonly CheckStats[];
  readonly failures: readonly Failure[];
  readonly hotspots: HotspotState;
  /** Against the baseline of this scenario, once the run has ended and where there is one. */
  readonly comparison: Comparison | null;
  /** Why the run could not go on. */
  readonly problem: ErrorInfo | null;
  /** What the user should know but what does not end the run: a record that could not be written, VUs short. */
  readonly warnings: readonly string[];
  /** How the generator fared so far; `generatorLimitOf` judges it. */
  readonly generator: GeneratorTally;
  /** Where the record is on disk. */
  readonly recordFile: string | null;
}

const NO_SERIES: Series = {
  elapsedMs: [],
  durationMs: [],
  p50Ms: [],
  p95Ms: [],
  p99Ms: [],
  requestsPerSec: [],
  failedPerSec: [],
  vus: [],
};

export const NO_HOTSPOTS: HotspotState = {
  status: 'off',
  process: null,
  problem: null,
  latest: null,
  total: null,
  latestRequests: 0,
  totalRequests: 0,
};

export const IDLE: SessionState = {
  phase: 'idle',
  outcome: null,
  run: null,
  elapsedMs: 0,
  snapshot: null,
  series: NO_SERIES,
  endpoints: [],
  thresholds: [],
  checks: [],
  failures: [],
  hotspots: NO_HOTSPOTS,
  comparison: null,
  problem: null,
  warnings: [],
  generator: NO_TALLY,
  recordFile: null,
};
