import type { ErrorInfo } from '../base/errors.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { HotspotList, ProfiledProcess } from '../profile/hotspot.ts';
import type { Comparison } from '../results/compare.ts';
import type { Outcome, RunInfo } from './state.ts';

/** All that can happen to a run, in the order it is told; {@link reduce} folds them into the state. */
export type SessionEvent =
  | { readonly type: 'prepared'; readonly run: RunInfo }
  /** The load has begun: the first request is on its way. */
  | { readonly type: 'started' }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'stopping' }
  | { readonly type: 'profileAttached'; readonly process: ProfiledProcess }
  | {
      readonly type: 'profileUpdated';
      readonly latest: HotspotList;
      readonly total: HotspotList;
      readonly latestRequests: number;
      readonly totalRequests: number;
    }
  | { readonly type: 'profileUnavailable'; readonly problem: ErrorInfo }
  | { readonly type: 'warned'; readonly message: string }
  | { readonly type: 'recorded'; readonly file: string }
  | { readonly type: 'compared'; readonly comparison: Comparison }
  | { readonly type: 'finished'; readonly outcome: Outcome; readonly problem: ErrorInfo | null };
