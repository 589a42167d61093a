import { cpus } from 'node:os';
import type { Disposable } from '../../base/disposable.ts';
import type { EngineHealth } from '../../metrics/snapshot.ts';
import { LoopDelay } from './loopDelay.ts';

/** Asking for the machine's CPU takes tens of microseconds a core, on the thread that sends. */
const MACHINE_EVERY_MS = 1000;

/** Watches the process it runs in, and the machine: whether the generator itself was the limit. */
export class GeneratorWatch implements Disposable {
  readonly #loop = new LoopDelay();
  #cpu = process.cpuUsage();
  #atMs = performance.now();
  #machine = machineTimes();
  #machineAtMs = performance.now();
  #machineCpuShare = 0;

  /** Since the last call (the machine's CPU over the last second); memory as it is. */
  read(): EngineHealth {
    const nowMs = performance.now();
    const cpu = process.cpuUsage(this.#cpu);
    const wallMs = Math.max(1, nowMs - this.#atMs);
    this.#cpu = process.cpuUsage();
    this.#atMs = nowMs;
    if (nowMs - this.#machineAtMs >= MACHINE_EVERY_MS) this.#lookAtMachine(nowMs);
    return {
      loopDelayP99Ms: this.#loop.readP99Ms(),
      cpuShare: (cpu.user + cpu.system) / 1000 / wallMs,
      memoryBytes: process.memoryUsage.rss(),
      machineCpuShare: this.#machineCpuShare,
    };
  }

  dispose(): void {
    this.#loop.dispose();
  }

  #lookAtMachine(nowMs: number): void {
    const now = machineTimes();
    const totalMs = now.totalMs - this.#machine.totalMs;
    const idleMs = now.idleMs - this.#machine.idleMs;
    this.#machineCpuShare = totalMs > 0 ? Math.min(1, Math.max(0, 1 - idleMs / totalMs)) : 0;
    this.#machine = now;
    this.#machineAtMs = nowMs;
  }
}

/** What all cores together have spent since the machine started; 0 where it does not tell. */
function machineTimes(): { readonly totalMs: number; readonly idleMs: number } {
  let totalMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    totalMs += times.user + times.nice + times.sys + times.idle + times.irq;
    idleMs += times.idle;
  }
  return { totalMs, idleMs };
}
