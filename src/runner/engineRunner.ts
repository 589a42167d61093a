import type { ChildProcess } from 'node:child_process';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import { Channel } from '../protocol/channel.ts';
import {
  ENGINE_PROTOCOL,
  type FromEngine,
  fromEngineSchema,
  type ToEngine,
} from '../protocol/engineMessages.ts';
import { type Plan, SETUP_FLOW } from '../scenario/plan/plan.ts';
import type { LoadHandle, ResolvedHosts, Runner } from '../session/ports.ts';
import { childPort } from './childPort.ts';
import { errorFromWire, explained } from './engineErrors.ts';
import { type EngineForkOptions, type ForkedEngine, forkEngine } from './engineFork.ts';
import { EngineLoad } from './engineLoad.ts';

export interface EngineRunnerOptions extends EngineForkOptions {
  /** A process that was started already: the first `warm` takes it. */
  readonly forked?: ForkedEngine | null;
  readonly clock?: Clock;
  /** Milliseconds between snapshots; 250 by default. */
  readonly snapshotEveryMs?: number;
}

/** What starting a process may take on a busy machine. */
const HELLO_TIMEOUT_MS = 10_000;
/** The engine gives up on an address after 5 s, and a host may have several. */
const READY_TIMEOUT_MS = 30_000;
/** The engine gives up on a setup after 60 s. */
const SETUP_TIMEOUT_MS = 65_000;
/** How long a process waits for a run to take it. */
const SPARE_MS = 30_000;

/** A process that has been started, and what it says when it is there. */
interface StartedEngine {
  readonly child: ChildProcess;
  readonly channel: Channel<ToEngine, FromEngine>;
  readonly stderr: () => string;
  readonly hello: Promise<true>;
}

/** Runs loads in an engine process of their own, one process a run. */
export class EngineRunner implements Runner, Disposable {
  readonly #options: EngineRunnerOptions;
  readonly #clock: Clock;
  #spare: StartedEngine | null = null;
  #spareEnd: Disposable | null = null;
  #forked: ForkedEngine | null;

  constructor(options: EngineRunnerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#forked = options.forked ?? null;
  }

  /**
   * Starts a process for the run to come while its scenario is still being read. One that is not needed is ended
   * after half a minute, or on `dispose`.
   */
  warm(): void {
    if (this.#spare !== null) return;
    this.#spare = this.#start(this.#forked ?? forkEngine(this.#options));
    this.#forked = null;
    this.#spareEnd = this.#clock.after(SPARE_MS, () => this.dispose());
  }

  /** Ends the process that no run has taken. */
  dispose(): void {
    const spare = this.#takeSpare();
    if (spare === null) return;
    spare.channel.dispose();
    spare.child.kill('SIGKILL');
  }

  async prepare(plan: Plan, hosts: ResolvedHosts): Promise<LoadHandle> {
    const { child, channel, stderr, hello } = this.#takeSpare() ?? this.#start(forkEngine(this.#options));
    try {
      await hello;
      const prepare: ToEngine = {
        type: 'prepare',
        protocol: ENGINE_PROTOCOL,
        plan,
        hosts: Object.fromEntries(Object.entries(hosts).map(([host, addresses]) => [host, [...addresses]])),
        snapshotEveryMs: this.#options.snapshotEveryMs ?? 250,
      };
      const setupMs = plan.flows[SETUP_FLOW] === undefined ? 0 : SETUP_TIMEOUT_MS;
      await channel.request(prepare, readiness, READY_TIMEOUT_MS + setupMs, 'the engine to be ready');
    } catch (thrown) {
      channel.dispose();
      child.kill('SIGKILL');
      throw explained(thrown, stderr());
    }
    return new EngineLoad({ child, channel, clock: this.#clock, stderr });
  }

  #takeSpare(): StartedEngine | null {
    const spare = this.#spare;
    this.#spareEnd?.dispose();
    this.#spareEnd = null;
    this.#spare = null;
    return spare;
  }

  #start({ child, stderr }: ForkedEngine): StartedEngine {
    const channel = new Channel<ToEngine, FromEngine>(childPort(child), fromEngineSchema, this.#clock);
    const hello = channel.request(null, greeting, HELLO_TIMEOUT_MS, 'the engine to start');
    // Whoever waits for it hears of a failure; where nobody does, nobody minds.
    hello.catch(() => undefined);
    return { child, channel, stderr, hello };
  }
}

function greeting(message: FromEngine): true | undefined {
  if (message.type !== 'hello') return undefined;
  if (message.protocol === ENGINE_PROTOCOL) return true;
  throw new HotlapError({
    code: 'protocol',
    message: `the engine speaks protocol ${message.protocol}, this is ${ENGINE_PROTOCOL}`,
    hint: 'install hotlap again',
  });
}

function readiness(message: FromEngine): true | undefined {
  if (message.type === 'failed') throw errorFromWire(message.error);
  return message.type === 'ready' ? true : undefined;
}
