import { type Clock, systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { HotlapError, toErrorInfo } from '../base/errors.ts';
import { unavailable } from './classify.ts';
import { findProcess, type ProfileTarget, systemProcesses } from './findProcess.ts';
import { InspectorPorts } from './inspectorPort.ts';
import { Lifeline } from './lifeline.ts';
import { NodeProcess } from './nodeProcess.ts';
import { NodeProfile } from './nodeProfile.ts';
import type { ProcessFacts, ProcessTable } from './processTable.ts';

const WINDOW_MS = 2000;
/** More would cost the API more than they tell. */
const MOST_WORKERS = 8;

export interface NodeProfilerOptions {
  readonly clock?: Clock;
  readonly windowMs?: number;
  readonly processes?: ProcessTable;
}

/** Profiles a running Node process through its inspector, with no restart and no change to it. */
export class NodeProfiler {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #table: ProcessTable;

  constructor(options: NodeProfilerOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#windowMs = options.windowMs ?? WINDOW_MS;
    this.#table = options.processes ?? systemProcesses();
  }

  /**
   * Finds the process that listens at one of `addresses` and `port` and attaches to it, or to its cluster
   * workers. All that stalls the process is over when this settles.
   * @throws HotlapError `profile-unavailable` with why and what to do
   */
  async attach(target: ProfileTarget): Promise<NodeProfile> {
    try {
      const { owner, workers } = await findProcess(target, this.#table);
      return await this.#attachTo(owner, workers.slice(0, MOST_WORKERS), target.port);
    } catch (error) {
      if (error instanceof HotlapError) throw error;
      const { message } = toErrorInfo(error);
      throw new HotlapError(
        unavailable(`the profiler failed: ${message}`, 'start the API with `node --inspect` and run again'),
        { cause: error },
      );
    }
  }

  async #attachTo(
    owner: ProcessFacts,
    workers: readonly ProcessFacts[],
    apiPort: number,
  ): Promise<NodeProfile> {
    const ports = new InspectorPorts(this.#table, this.#clock);
    const lifeline = await Lifeline.open();
    const held: Disposable[] = [];
    try {
      const processes: NodeProcess[] = [];
      // One after the other: they all open their inspector on the same port.
      for (const facts of workers) {
        const one = await NodeProcess.attach(facts, { ports, lifeline, clock: this.#clock, apiPort });
        held.push(one);
        processes.push(one);
      }
      return new NodeProfile({
        owner,
        processes,
        ports,
        lifeline,
        clock: this.#clock,
        windowMs: this.#windowMs,
      });
    } catch (error) {
      for (const one of held) one.dispose();
      lifeline.dispose();
      throw error;
    }
  }
}
