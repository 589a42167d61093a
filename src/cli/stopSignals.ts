import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One key press may come twice: from the terminal and from the npm that runs us. */
const SAME_PRESS_MS = 100;

/** The part of `process` that hears signals. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown;
  off(signal: string, listener: () => void): unknown;
}

/** Counts requests to stop, however they are made: Ctrl-C, SIGTERM, SIGHUP. */
export class StopSignals implements Disposable {
  readonly #source: SignalSource;
  readonly #clock: Clock;
  readonly #onStop: (count: number) => void;
  #count = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @param onStop told with 1 for the first, 2 for the second … */
  constructor(source: SignalSource, clock: Clock, onStop: (count: number) => void) {
    this.#source = source;
    this.#clock = clock;
    this.#onStop = onStop;
    for (const signal of SIGNALS) source.on(signal, this.#listener);
  }

  dispose(): void {
    for (const signal of SIGNALS) this.#source.off(signal, this.#listener);
  }

  readonly #listener = (): void => {
    const nowMs = this.#clock.nowMs();
    const same = nowMs - this.#lastMs < SAME_PRESS_MS;
    this.#lastMs = nowMs;
    if (same) return;
    this.#count += 1;
    this.#onStop(this.#count);
  };
}

/** The same for whichever run goes on. */
export class StopCount implements Disposable {
  readonly #signals: StopSignals;
  readonly #onStop: (count: number) => void;
  #listener: ((count: number) => void) | null = null;
  #count = 0;

  /** @param onStop told each time, before the run that goes on */
  constructor(source: SignalSource, clock: Clock, onStop: (count: number) => void = () => {}) {
    this.#onStop = onStop;
    this.#signals = new StopSignals(source, clock, (count) => {
      this.#count = count;
      this.#onStop(count);
      this.#listener?.(count);
    });
  }

  /** How often it was asked so far. */
  get count(): number {
    return this.#count;
  }

  listen(listener: ((count: number) => void) | null): void {
    this.#listener = listener;
  }

  dispose(): void {
    this.#signals.dispose();
  }
}
