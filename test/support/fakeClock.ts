import { type Clock, type Timer as ReusedTimer, timerOn } from '../../src/base/clock.ts';
import { type Disposable, toDisposable } from '../../src/base/disposable.ts';

interface Timer {
  dueMs: number;
  readonly order: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it: timers run in the order they are due, none is slept for. */
export class FakeClock implements Clock {
  /** What `wallMs` tells at the zero of `nowMs`: 2026-01-01T00:00:00Z. */
  readonly wallStartMs = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #order = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.wallStartMs + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    return this.#add({ dueMs: this.#nowMs + delayMs, order: this.#order++, periodMs: null, callback });
  }

  every(periodMs: number, callback: () => void): Disposable {
    return this.#add({ dueMs: this.#nowMs + periodMs, order: this.#order++, periodMs, callback });
  }

  timer(callback: () => void): ReusedTimer {
    return timerOn(this, callback);
  }

  /** Timers that wait: 0 where all were let go. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, running what falls due on the way, what those callbacks add included. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) this.#fire(timer);
    this.#nowMs = untilMs;
  }

  /** As {@link advance}, and between timers lets promises that have settled go on. */
  async run(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#fire(timer);
      await settle();
    }
    this.#nowMs = untilMs;
  }

  #add(timer: Timer): Disposable {
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > untilMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }

  #fire(timer: Timer): void {
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    if (timer.periodMs === null) this.#timers.delete(timer);
    else timer.dueMs += timer.periodMs;
    timer.callback();
  }
}

/** Lets all promise callbacks run that can run without time passing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
