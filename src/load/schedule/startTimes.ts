import { nextStartMs, type OpenExecutor, startAtAreaMs } from './pacer.ts';
import { isOwnStart, type Share, WHOLE } from './share.ts';

/**
 * When the iterations of the open model start, one after the other. Evenly, or by a Poisson process: then each
 * waits for a random share of the area under the rate, by the exponential distribution with a mean of 1.
 */
export class StartTimes {
  readonly #executor: OpenExecutor;
  readonly #random: () => number;
  readonly #share: Share;
  #hits = 0;
  #area = 0;
  #nextMs: number | null = null;

  /**
   * @param random at least 0, below 1; asked only by a Poisson process, and for the starts of all threads
   * @param share tells only the starts that are this thread's
   */
  constructor(executor: OpenExecutor, random: () => number, share: Share = WHOLE) {
    this.#executor = executor;
    this.#random = random;
    this.#share = share;
    this.#nextMs = this.#findOwn();
  }

  /** In milliseconds since the executor began; null past its end. */
  get nextMs(): number | null {
    return this.#nextMs;
  }

  /** Goes on to the start after that. */
  advance(): void {
    this.#hits++;
    this.#nextMs = this.#findOwn();
  }

  #findOwn(): number | null {
    if (this.#share.thread >= Math.max(1, this.#executor.maxVUs)) return null;
    for (;;) {
      if (isOwnStart(this.#share, this.#hits, this.#executor.maxVUs)) return this.#find();
      // Another thread's: of a Poisson process it has its share of the area all the same.
      if (this.#executor.arrival === 'poisson' && this.#find() === null) return null;
      this.#hits++;
    }
  }

  #find(): number | null {
    if (this.#executor.arrival !== 'poisson') return nextStartMs(this.#executor, this.#hits);
    this.#area -= Math.log(1 - this.#random());
    return startAtAreaMs(this.#executor, this.#area);
  }
}
