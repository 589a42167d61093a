import type { Clock, Timer } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** A call that is waited for: as small as can be, and its own way to be taken back or waited for anew. */
class Waiting implements Timer {
  dueMs = 0;
  /** Of two that are due at once, the one that came first is called first. */
  order = 0;
  readonly callback: () => void;
  /** Where it is in the heap; -1 where it is not any more. */
  at = -1;
  readonly #queue: QueuedClock;

  constructor(queue: QueuedClock, callback: () => void) {
    this.#queue = queue;
    this.callback = callback;
  }

  isBefore(other: Waiting): boolean {
    return this.dueMs < other.dueMs || (this.dueMs === other.dueMs && this.order < other.order);
  }

  set(delayMs: number): void {
    this.#queue.takeBack(this);
    this.#queue.put(this, delayMs);
  }

  dispose(): void {
    this.#queue.takeBack(this);
  }
}

/**
 * A clock for thousands of users who sleep at once: each wait costs one small object, and all of them share one timer
 * of the clock beneath, and a timer that is set again costs none. (A timer of Node's own is several objects that outlive
 * a second's sleep: collecting those of 10,000 users makes others wake late.) Nothing is called before its time, as Node's timers may be by a fraction.
 */
export class QueuedClock implements Clock {
  readonly #clock: Clock;
  /** The earliest first: a binary heap, in which each knows its place. */
  readonly #heap: Waiting[] = [];
  #orders = 0;
  #timer: Disposable | null = null;
  /** When the timer fires; infinite where there is none. */
  #armedMs = Number.POSITIVE_INFINITY;
  readonly #fire = () => this.#run();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  every(periodMs: number, callback: () => void): Disposable {
    return this.#clock.every(periodMs, callback);
  }

  after(delayMs: number, callback: () => void): Disposable {
    const waiting = new Waiting(this, callback);
    this.put(waiting, delayMs);
    return waiting;
  }

  timer(callback: () => void): Timer {
    return new Waiting(this, callback);
  }

  /** For what was given by `after` or `timer`, and is not waited for now. */
  put(waiting: Waiting, delayMs: number): void {
    const nowMs = this.#clock.nowMs();
    waiting.dueMs = nowMs + Math.max(0, delayMs);
    waiting.order = this.#orders++;
    this.#heap.push(waiting);
    this.#rise(waiting, this.#heap.length - 1);
    if (waiting.at === 0) this.#arm(nowMs);
  }

  /** For what was given by `after` or `timer`. Where its time has come already, nothing happens. */
  takeBack(waiting: Waiting): void {
    const { at } = waiting;
    if (at < 0) return;
    waiting.at = -1;
    const last = this.#heap.pop();
    if (this.#heap.length === 0) this.#disarm();
    if (last === undefined || last === waiting) return;
    const parent = this.#heap[(at - 1) >> 1];
    if (at > 0 && parent !== undefined && last.isBefore(parent)) this.#rise(last, at);
    else this.#sink(last, at);
  }

  /** Calls all that is due by now; what they wait for anew has its turn after other events. */
  #run(): void {
    this.#disarm();
    const nowMs = this.#clock.nowMs();
    const orders = this.#orders;
    try {
      for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
        if (first.dueMs > nowMs || first.order >= orders) break;
        this.takeBack(first);
        first.callback();
      }
    } finally {
      this.#arm(this.#clock.nowMs());
    }
  }

  #arm(nowMs: number): void {
    const first = this.#heap[0];
    if (first === undefined || first.dueMs >= this.#armedMs) return;
    this.#timer?.dispose();
    this.#armedMs = first.dueMs;
    this.#timer = this.#clock.after(Math.max(0, first.dueMs - nowMs), this.#fire);
  }

  #disarm(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#armedMs = Number.POSITIVE_INFINITY;
  }

  #rise(waiting: Waiting, from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !waiting.isBefore(parent)) break;
      this.#place(parent, at);
      at = above;
    }
    this.#place(waiting, at);
  }

  #sink(waiting: Waiting, from: number): void {
    let at = from;
    for (;;) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const child = left !== undefined && right?.isBefore(left) ? right : left;
      if (child === undefined || !child.isBefore(waiting)) break;
      const below = child.at;
      this.#place(child, at);
      at = below;
    }
    this.#place(waiting, at);
  }

  #place(waiting: Waiting, at: number): void {
    this.#heap[at] = waiting;
    waiting.at = at;
  }
}
