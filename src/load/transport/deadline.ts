import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Node's timers can do no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A time limit that is set for each request and hardly ever reached: one timer serves many requests. It is
 * moved only where the limit comes earlier than before, and looks again when it fires.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #onExpired: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #timer: Disposable | null = null;
  #timerAtMs = 0;

  constructor(clock: Clock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** @param nowMs of the clock, which the caller has read */
  set(nowMs: number, timeoutMs: number): void {
    this.#atMs = nowMs + timeoutMs;
    if (this.#timer !== null && this.#timerAtMs <= this.#atMs) return;
    this.#timer?.dispose();
    this.#start(timeoutMs);
  }

  /** No limit, until the next is set. */
  lift(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  /** Ends the timer too. */
  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.lift();
  }

  #start(waitMs: number): void {
    this.#timerAtMs = this.#atMs;
    this.#timer = this.#clock.after(Math.min(Math.ceil(waitMs), LONGEST_TIMER_MS), this.#look);
  }

  readonly #look = (): void => {
    this.#timer = null;
    if (this.#atMs === Number.POSITIVE_INFINITY) return;
    const leftMs = this.#atMs - this.#clock.nowMs();
    if (leftMs > 0) this.#start(leftMs);
    else this.#onExpired();
  };
}
