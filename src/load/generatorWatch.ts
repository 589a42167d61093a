import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Disposable } from '../base/disposable.ts';
import type { GeneratorHealth } from '../metrics/snapshot.ts';

const RESOLUTION_MS = 10;

/** Watches the process it runs in: whether the generator itself was the limit. */
export class GeneratorWatch implements Disposable {
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.cpuUsage();
  #atMs = performance.now();

  constructor() {
    this.#loop.enable();
  }

  /** Since the last call; memory as it is. */
  read(): Omit<GeneratorHealth, 'startDelayP99Ms'> {
    const nowMs = performance.now();
    const cpu = process.cpuUsage(this.#cpu);
    const wallMs = Math.max(1, nowMs - this.#atMs);
    // The histogram holds the whole gap between two looks, of which the resolution is meant to be.
    const loopDelayP99Ms = this.#loop.count > 0 ? this.#loop.percentile(99) / 1e6 - RESOLUTION_MS : 0;
    this.#loop.reset();
    this.#cpu = process.cpuUsage();
    this.#atMs = nowMs;
    return {
      loopDelayP99Ms: Math.max(0, loopDelayP99Ms),
      cpuShare: (cpu.user + cpu.system) / 1000 / wallMs,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  dispose(): void {
    this.#loop.disable();
  }
}
