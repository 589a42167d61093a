import { nextStartMs, type OpenExecutor, startAtAreaMs } from './pacer.ts';

/**
 * When the iterations of the open model start, one after the other. Evenly, or by a Poisson process: then each
 * waits for a random share of the area under the rate, by the exponential distribution with a mean of 1.
 */
export class StartTimes {
  readonly #executor: OpenExecutor;
  readonly #random: () => number;
  #hits = 0;
  #area = 0;
  #nextMs: number | null = null;

  /** @param random at least 0, below 1; asked only by a Poisson process */
  constructor(executor: OpenExecutor, random: () => number) {
    this.#executor = executor;
    this.#random = random;
    this.#nextMs = this.#find();
  }

  /** In milliseconds since the executor began; null past its end. */
  get nextMs(): number | null {
    return this.#nextMs;
  }

  /** Goes on to the start after that. */
  advance(): void {
    this.#hits++;
    this.#nextMs = this.#find();
  }

  #find(): number | null {
    if (this.#executor.arrival !== 'poisson') return nextStartMs(this.#executor, this.#hits);
    this.#area -= Math.log(1 - this.#random());
    return startAtAreaMs(this.#executor, this.#area);
  }
}
