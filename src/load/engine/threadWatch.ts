import type { Disposable } from '../../base/disposable.ts';
import { LoopDelay } from '../run/loopDelay.ts';

/** How a thread that sends load fared since it was last asked. */
export interface ThreadHealth {
  readonly loopDelayP99Ms: number;
  /** Its CPU as a share of a core; where Node does not tell that (before 22.19), how busy its event loop was. */
  readonly cpuShare: number;
}

/** Watches the thread it runs in. */
export class ThreadWatch implements Disposable {
  readonly #loop = new LoopDelay();
  #utilization = performance.eventLoopUtilization();
  #cpuUs = threadCpuUs();
  #atMs = performance.now();

  read(): ThreadHealth {
    const nowMs = performance.now();
    const cpuUs = threadCpuUs();
    const { utilization } = performance.eventLoopUtilization(this.#utilization);
    const cpuShare =
      cpuUs === null || this.#cpuUs === null
        ? utilization
        : (cpuUs - this.#cpuUs) / 1000 / Math.max(1, nowMs - this.#atMs);
    this.#utilization = performance.eventLoopUtilization();
    this.#cpuUs = cpuUs;
    this.#atMs = nowMs;
    return { loopDelayP99Ms: this.#loop.readP99Ms(), cpuShare };
  }

  dispose(): void {
    this.#loop.dispose();
  }
}

function threadCpuUs(): number | null {
  const ask: unknown = process.threadCpuUsage;
  if (typeof ask !== 'function') return null;
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
