import { type Disposable, toDisposable } from './disposable.ts';

/** A call that is waited for again and again, once at a time. */
export interface Timer extends Disposable {
  /** Calls back once after `delayMs`, and not for what was set before. */
  set(delayMs: number): void;
}

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
  /** Calls back each time that was set; dispose to cancel. */
  timer(callback: () => void): Timer;
}

/** A timer of single waits. */
export function timerOn(clock: Pick<Clock, 'after'>, callback: () => void): Timer {
  let wait: Disposable | null = null;
  const dispose = () => wait?.dispose();
  return {
    set(delayMs) {
      dispose();
      wait = clock.after(delayMs, callback);
    },
    dispose,
  };
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
  timer: (callback) => timerOn(systemClock, callback),
};
