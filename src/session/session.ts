import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { Baseline } from '../results/baseline.ts';
import type { GitState, Machine } from '../results/record.ts';
import type { Plan } from '../scenario/plan.ts';
import type { SessionEvent } from './event.ts';
import type { HostConsent, Profiler, RecordStore, Runner } from './ports.ts';
import { reduce } from './reduce.ts';
import { IDLE, type SessionState } from './state.ts';

/** What a run needs from outside: the editor's own, or the command line's. */
export interface SessionPorts {
  readonly runner: Runner;
  /** null where nothing can be profiled here. */
  readonly profiler: Profiler | null;
  /** null where no record is kept. */
  readonly store: RecordStore | null;
  readonly consent: HostConsent;
  readonly clock: Clock;
}

/** All that is told of one run. */
export interface RunRequest {
  readonly plan: Plan;
  /** SHA-256 of the scenario file's text. */
  readonly scenarioHash: string;
  /** Folder against which paths are shown and kept; null where there is none. */
  readonly root: string | null;
  readonly profiled: boolean;
  /** null where there is nothing to compare with. */
  readonly baseline: Baseline | null;
  /** May still be on its way: the load does not wait for it. */
  readonly git: GitState | null | Promise<GitState | null>;
  readonly machine: Machine;
  /** The generator's runtime, such as `node v24.21.0`. */
  readonly runtime: string;
  readonly hotlapVersion: string;
  /** What is worth a word before the run begins, such as the scenario file's warnings. */
  readonly warnings?: readonly string[];
}

/** One run, from the click to the verdict. */
export class Session implements Disposable {
  readonly #ports: SessionPorts;
  readonly #events = new Emitter<SessionEvent>();
  #state: SessionState = IDLE;

  readonly onEvent: Event<SessionEvent> = this.#events.event;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get state(): SessionState {
    return this.#state;
  }

  async run(_request: RunRequest): Promise<SessionState> {
    throw new Error(`not yet: ${this.#ports.clock.nowMs()}`);
  }

  stop(): void {}

  dispose(): void {
    this.#events.dispose();
  }

  protected tell(event: SessionEvent): void {
    this.#state = reduce(this.#state, event);
    this.#events.fire(event);
  }
}
