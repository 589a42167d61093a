import type { Failure } from '../../metrics/failure.ts';
import type { Sample } from '../../metrics/sample.ts';

/**
 * Where a run counts what happens; the recorder is one. Times are integer microseconds. `phase` is the index of
 * the phase in which an iteration was to start, -1 where its scenario has none.
 */
export interface Meter {
  request(sample: Sample): void;
  /** @param endedBy the kind of the failure that ended it early; null where it went to its end */
  iteration(scenario: number, durationUs: number, phase: number, endedBy: string | null): void;
  /** A group that went to its end. */
  group(group: number, durationUs: number): void;
  dropped(scenario: number, count: number, phase: number): void;
  /** Of the open model: dropped, since they were due and could not start; each had waited so long by then. */
  missed(scenario: number, count: number, phase: number, waitedUs: number): void;
  /** An iteration that was cut short. @param requests how many of its requests were sent, and not answered yet */
  interrupted(scenario: number, requests: number): void;
  /** @param check -1 for one that is none of the run's: of a login */
  check(check: number, passed: boolean): void;
  /** A value of a metric of the user's, by its index among the recorder's. */
  metric(metric: number, value: number): void;
  startDelay(delayUs: number, waited: boolean): void;
  /** A token was fetched again after a 401. */
  authRefreshed(): void;
  /** A login failed, or a refresh. */
  authFailed(): void;
  /** Counts a failure by its kind. @returns whether it would be kept */
  failed(kind: string): boolean;
  /** Keeps one that was asked for. */
  failure(failure: Failure): void;
}
