import type { Mergeable } from './mergeable.ts';
import type { Failure } from './snapshot.ts';

/** Failed requests that are kept to be shown: the first of a run. */
export const FAILURE_LIMIT = 20;

/** The first failures of a run, each told once. */
export class FailureLog implements Mergeable<readonly Failure[]> {
  #untold: Failure[] = [];
  #kept = 0;
  /** Of those that were told by {@link take}. */
  #told = 0;

  /** Whether {@link add} would keep one more, so that none need be made up in vain. */
  get wantsMore(): boolean {
    return this.#kept < FAILURE_LIMIT;
  }

  add(failure: Failure): void {
    if (!this.wantsMore) return;
    this.#untold.push(failure);
    this.#kept++;
  }

  /** Those that were not told yet, in the order of their time. */
  take(): Failure[] {
    const taken = this.#untold.sort((a, b) => a.elapsedMs - b.elapsedMs).slice(0, FAILURE_LIMIT - this.#told);
    this.#untold = [];
    this.#told += taken.length;
    return taken;
  }

  drain(): readonly Failure[] {
    return this.take();
  }

  /** Each thread brings its first ones: which of them are the run's is known once all have. */
  absorb(part: readonly Failure[]): void {
    this.#untold.push(...part);
    this.#kept += part.length;
  }
}
