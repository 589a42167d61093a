import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** Calls back at an instant, more exactly than a timer can. */
export interface Alarm extends Disposable {
  /** Calls back at `atMs` of the clock, never before it, once; a second call replaces the first. */
  set(atMs: number, callback: () => void): void;
}

/**
 * A timer of the system is due on whole milliseconds and late by up to one. This one lets the timer end a
 * little early and watches the clock for the rest, a turn of the event loop at a time, so that responses are
 * still read. It spends at most a fifth of the time watching: where alarms follow one another faster than
 * that allows, it lets the timer be late instead, as a generator must not burn a core to look punctual.
 */
export class PreciseAlarm implements Alarm {
  readonly #clock: Clock;
  #timer: Disposable | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #atMs = 0;
  #callback: (() => void) | null = null;
  /** Milliseconds of watching that may be spent; fills as time goes by. */
  #creditMs = MAX_CREDIT_MS;
  #creditedMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#creditedMs = clock.nowMs();
  }

  set(atMs: number, callback: () => void): void {
    this.dispose();
    this.#atMs = atMs;
    this.#callback = callback;
    const nowMs = this.#clock.nowMs();
    this.#creditMs = Math.min(MAX_CREDIT_MS, this.#creditMs + (nowMs - this.#creditedMs) * WATCHED_SHARE);
    this.#creditedMs = nowMs;
    const waitMs = atMs - nowMs;
    const watchMs = Math.min(WATCH_MS, waitMs);
    if (this.#creditMs < watchMs) this.#timer = this.#clock.after(Math.max(1, Math.ceil(waitMs)), this.#look);
    else if (waitMs > WATCH_MS + 1) {
      this.#creditMs -= watchMs;
      // Node rounds a timeout down to whole milliseconds, and may be late by one.
      this.#timer = this.#clock.after(Math.floor(waitMs - WATCH_MS), this.#look);
    } else {
      this.#creditMs -= Math.max(0, waitMs);
      this.#immediate = setImmediate(this.#look);
    }
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#immediate = null;
    this.#callback = null;
  }

  readonly #look = (): void => {
    this.#timer = null;
    this.#immediate = null;
    const callback = this.#callback;
    if (callback === null) return;
    if (this.#clock.nowMs() < this.#atMs) {
      this.#immediate = setImmediate(this.#look);
      return;
    }
    this.#callback = null;
    callback();
  };
}

/** How long before its time the alarm begins to watch. */
const WATCH_MS = 1.2;
const WATCHED_SHARE = 0.2;
const MAX_CREDIT_MS = 50;
