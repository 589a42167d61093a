import type { Disposable } from '../../base/disposable.ts';

/** Who sends the load of a run and counts it into the run's recorder: this thread itself, or several others. */
export interface Crew extends Disposable {
  /** By scenario: virtual users with an iteration under way. */
  readonly active: readonly number[];
  /** Virtual users that there are, or are planned at the most, of all scenarios. */
  readonly max: number;
  /** Begins to send. @returns when the load begins, on the clock: now, or in a moment */
  begin(): number;
  /** `graceful`: no new iterations, those under way have `gracefulStop`; `now`: cuts them off. */
  stop(mode: 'graceful' | 'now'): void;
  /** Calls back once the recorder knows all that was counted by now. */
  settle(then: () => void): void;
  /** Cuts all off with no result; `onDone` is not called any more. */
  dispose(): void;
}

export interface CrewPorts {
  onWarning(message: string): void;
  /** Nothing is under way and nothing will be, and the recorder knows all. Called once. */
  onDone(): void;
}
