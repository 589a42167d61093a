import type { Disposable } from '../base/disposable.ts';
import type { ErrorInfo, Place } from '../base/errors.ts';
import type { Event } from '../base/event.ts';
import type { MetricRecord, Snapshot } from '../metrics/snapshot.ts';
import type { HotspotList, ProfiledProcess } from '../profile/hotspot.ts';
import type { RunRecord } from '../results/record.ts';
import type { Plan } from '../scenario/plan/plan.ts';

/** Host name (as in the plan's origins) to the addresses that were resolved and consented to. */
export type ResolvedHosts = Readonly<Record<string, readonly string[]>>;

/** How the load ended by the runner's word. */
export type LoadEnd = 'completed' | 'stopped' | 'aborted';

export interface LoadResult {
  readonly end: LoadEnd;
  readonly snapshot: Snapshot;
  readonly metrics: readonly MetricRecord[];
}

/** A load under way. Dispose ends it at once, with no process left behind. */
export interface LoadHandle extends Disposable {
  readonly onSnapshot: Event<Snapshot>;
  /** All metrics with histograms so far, every second or two, for the record. */
  readonly onCheckpoint: Event<readonly MetricRecord[]>;
  readonly onWarning: Event<string>;
  /** Begins to send; nothing but the check of the target was sent before. */
  begin(): void;
  /** `graceful`: no new iterations, those under way have `gracefulStop`; `now`: cut all off, still with a result. */
  stop(mode: 'graceful' | 'now'): void;
  /** Settles when the load has ended; rejects with a HotlapError where the engine died. */
  readonly result: Promise<LoadResult>;
}

/** What can carry a run: our engine process; later the k6 binary, a cluster, Locust. */
export interface Runner {
  /**
   * Makes all ready and checks that the target answers; sends no load yet.
   * @throws HotlapError `target-refused`, `target-unresolvable`, `target-not-http`, `target-timeout`, `engine-failed`
   */
  prepare(plan: Plan, hosts: ResolvedHosts): Promise<LoadHandle>;
}

/** A profile under way. Dispose (or `stop`) closes the inspector of the process again. */
export interface ProfileHandle extends Disposable {
  readonly process: ProfiledProcess;
  /** Every two seconds or so. Times are from the moment `begin` was called. */
  readonly onUpdate: Event<{ readonly latest: HotspotList; readonly total: HotspotList }>;
  /** Why it ended by itself: the process exited, someone else took the inspector. */
  readonly onLost: Event<ErrorInfo>;
  /** Marks the start of the load: all before is left out. */
  begin(): void;
  /** Closes the last window and the inspector. @returns the hotspots of the whole run */
  stop(): Promise<HotspotList>;
}

export interface Profiler {
  /**
   * Finds the process that listens at `address`:`port` and attaches to it.
   * @throws HotlapError `profile-unavailable` with why and what to do
   */
  attach(target: { readonly addresses: readonly string[]; readonly port: number }): Promise<ProfileHandle>;
}

/** Keeps run records. Failing to write costs a message, never the run. */
export interface RecordStore {
  /** Writes atomically, over what was there for the same run. @returns the file @throws HotlapError `record-unwritable` */
  write(record: RunRecord): Promise<string>;
}

/**
 * Resolves the plan's hosts and asks for those that are not loopback.
 * @throws HotlapError `target-unresolvable`, `host-not-allowed`
 */
export interface HostConsent {
  /** @param placeOf where the file names a host that is not the target's; null where it names none */
  resolve(origins: readonly string[], placeOf?: (host: string) => Place | null): Promise<ResolvedHosts>;
}
