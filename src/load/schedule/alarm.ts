import type { Disposable } from '../../base/disposable.ts';

/** Calls back at an instant, more exactly than a timer can. */
export interface Alarm extends Disposable {
  /** Calls back at `atMs` of the clock, never before it, once; a second call replaces the first. */
  set(atMs: number, callback: () => void): void;
}
