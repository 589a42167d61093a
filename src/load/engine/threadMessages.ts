import type { ErrorInfo } from '../../base/errors.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import type { Share } from '../schedule/share.ts';
import type { PinnedOrigin } from '../transport/pinnedOrigin.ts';
import type { ThreadHealth } from './threadWatch.ts';

/**
 * What the engine's main thread and those that send the load tell each other. Both are of one build and one
 * process, so nothing is validated; memory in a `share` is shared, all else is copied.
 */

/** What a thread knows from its beginning. */
export interface ThreadData {
  /** Whether any of the scenarios is of the open model. */
  readonly isOpen: boolean;
}

export interface PrepareThread {
  readonly type: 'prepare';
  readonly plan: Plan;
  /** By slot, what setup captured. */
  readonly given: readonly unknown[];
  readonly pins: Readonly<Record<string, PinnedOrigin>>;
  readonly share: Share;
}

/** One `prepare`, one `begin`, any number of the others. */
export type ToThread =
  | PrepareThread
  /** When the load begins, on the system's monotonic clock. */
  | { readonly type: 'begin'; readonly atMs: number }
  | { readonly type: 'tell' }
  | { readonly type: 'stop'; readonly mode: 'graceful' | 'now' };

/** What a thread has counted since it told last, and how it stands. */
export interface Told {
  /** As its recorder drained it. */
  readonly part: readonly unknown[];
  /** By scenario. */
  readonly active: readonly number[];
  readonly max: number;
  readonly health: ThreadHealth;
}

/** `warm` and `ready` once, `told` for each `tell` until it is done, then `done` once. */
export type FromThread =
  | { readonly type: 'warm' }
  | { readonly type: 'ready' }
  | { readonly type: 'told'; readonly told: Told }
  | { readonly type: 'done'; readonly told: Told }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

/** Milliseconds on the clock that all threads of a process share: `performance.now` counts from each one's own start. */
export function systemMs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e3 + nanos / 1e6;
}
