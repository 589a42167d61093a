import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Disposable } from '../../base/disposable.ts';

const RESOLUTION_MS = 10;

/** How late the event loop of this thread is. */
export class LoopDelay implements Disposable {
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#loop.enable();
  }

  /** The 99th percentile since the last call, in milliseconds. */
  readP99Ms(): number {
    // The histogram holds the whole gap between two looks, of which the resolution is meant to be.
    const delayMs = this.#loop.count > 0 ? this.#loop.percentile(99) / 1e6 - RESOLUTION_MS : 0;
    this.#loop.reset();
    return Math.max(0, delayMs);
  }

  dispose(): void {
    this.#loop.disable();
  }
}
