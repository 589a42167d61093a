import { type Disposable, toDisposable } from './disposable.ts';

/** The port through which everything tells the time, so that no unit test sleeps. */
export interface Clock {
  /** Monotonic time in milliseconds with fractions; its zero is arbitrary. */
  nowMs(): number;
  /** Wall-clock time in milliseconds since the Unix epoch. */
  wallMs(): number;
  /** Calls back once after `delayMs`; dispose to cancel. */
  after(delayMs: number, callback: () => void): Disposable;
  /** Calls back every `periodMs` until disposed. */
  every(periodMs: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    return toDisposable(() => clearInterval(timer));
  },
};
