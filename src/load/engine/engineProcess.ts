import { availableParallelism } from 'node:os';
import { assertNever } from '../../base/assertNever.ts';
import { calmCompiler } from '../../base/calmCompiler.ts';
import type { Clock } from '../../base/clock.ts';
import { type ErrorInfo, HotlapError, toErrorInfo } from '../../base/errors.ts';
import type { FromEngine, ToEngine } from '../../protocol/engineMessages.ts';
import { isOpenModel } from '../../scenario/plan/phases.ts';
import { type Plan, SETUP_FLOW, TEARDOWN_FLOW } from '../../scenario/plan/plan.ts';
import { planRequesters } from '../client/planRequesters.ts';
import { GeneratorWatch } from '../run/generatorWatch.ts';
import { OnceRun } from '../run/onceRun.ts';
import { RunLoop } from '../run/runLoop.ts';
import { beginWarmUp, isBrief, type WarmUp, warmUp } from '../run/warmUp.ts';
import { Metronome } from '../schedule/metronome.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import { pinOrigins } from '../transport/targetProbe.ts';
import { transportOf } from '../transport/transport.ts';
import { isEasy, threadCount } from './threadCount.ts';
import { ThreadCrew, type ThreadPort } from './threadCrew.ts';
import { systemMs, type ThreadData } from './threadMessages.ts';

export interface EngineProcessOptions {
  readonly clock: Clock;
  /** Where one thread is not enough: another that sends load. */
  startThread(data: ThreadData): ThreadPort;
  send(message: FromEngine): void;
  /** Sends, and ends the process once that is on its way. */
  sendLast(message: FromEngine): void;
}

/** The parent gives up on an engine of which nothing is heard for 20 s. */
const ALIVE_EVERY_MS = 2000;

type Finished = Extract<FromEngine, { type: 'finished' }>;

/** What the engine does with each message of its parent: one `prepare`, one `begin`, any number of `stop`s. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #warm: WarmUp | null = null;
  #run: RunLoop | null = null;
  /** Where several threads send the load. */
  #crew: ThreadCrew | null = null;
  #watch: GeneratorWatch | null = null;
  #metronome: Metronome | null = null;
  /** Setup or teardown, while it is under way. */
  #once: OnceRun | null = null;
  /** By slot, what setup captured. */
  #given: readonly unknown[] = [];
  #cut = false;
  #over = false;
  #begun = false;
  readonly #warned = new Set<string>();

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Begins at once, while the scenario is still being read; what is to be measured waits for its end. */
  warmUp(): WarmUp {
    this.#warm ??= beginWarmUp(this.#options.clock);
    return this.#warm;
  }

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'prepare':
        this.#prepare(message).catch((thrown: unknown) => this.fail(toErrorInfo(thrown)));
        break;
      case 'begin':
        this.#begun = true;
        for (const text of this.#warned) this.#options.send({ type: 'warning', message: text });
        this.#run?.begin();
        break;
      case 'stop':
        this.#cut ||= message.mode === 'now';
        // The teardown has its time after a graceful stop, and none after the other.
        if (this.#cut) this.#once?.dispose();
        if (this.#run) this.#run.stop(message.mode);
        else this.fail({ code: 'engine-failed', message: 'stopped before it was ready' });
        break;
      default:
        assertNever(message);
    }
  }

  /** Ends everything and tells why, once. */
  fail(error: ErrorInfo): void {
    if (this.#over) return;
    this.#over = true;
    this.#once?.dispose();
    this.#run?.dispose();
    this.#crew?.dispose();
    this.#watch?.dispose();
    this.#options.sendLast({ type: 'failed', error: wireError(error) });
  }

  async #prepare({ plan, hosts, snapshotEveryMs }: Extract<ToEngine, { type: 'prepare' }>): Promise<void> {
    if (this.#run !== null) throw new HotlapError({ code: 'protocol', message: 'prepared twice' });
    const { clock, send } = this.#options;
    if (isOpen(plan) && isEasy(plan)) calmCompiler();
    const crew = this.#startCrew(plan);
    // The check of the target measures nothing, so it may share the time.
    const [pins] = await Promise.all([
      pinOrigins(plan.origins, hosts, transportOf(plan.tls ?? null), plan.socketPath),
      this.#warmed(plan, crew),
    ]);
    if (this.#over) return;
    const requesters = planRequesters(plan, pins, clock, {
      onFailed: (error) => this.fail(error),
      onWarning: (message) => this.#warn(message),
    });
    if (!(await this.#runOnce(plan, 'setup', requesters)) || this.#over) return;
    await crew?.prepare({ plan, given: this.#given, pins });
    if (this.#over) return;
    const watch = new GeneratorWatch();
    this.#watch = watch;
    this.#run = new RunLoop({
      plan,
      clock,
      snapshotEveryMs,
      given: this.#given,
      requesters,
      alarm: () => this.#alarms().alarm(),
      ...(crew === null ? {} : { crew: (recorder, ports) => crew.join(recorder, ports) }),
      health: () => crew?.health(watch.read()) ?? watch.read(),
      onSnapshot: (snapshot) => send({ type: 'snapshot', snapshot }),
      onCheckpoint: (metrics) => send({ type: 'checkpoint', metrics }),
      onWarning: (message) => this.#warn(message),
      onFinished: (end, snapshot, metrics) => {
        watch.dispose();
        crew?.dispose();
        const result = { type: 'finished', end, snapshot, metrics } as const;
        this.#finish(plan, requesters, result).catch((thrown: unknown) => this.fail(toErrorInfo(thrown)));
      },
    });
    // What the start has left behind is thrown away now, not while the load is measured.
    globalThis.gc?.();
    send({ type: 'ready' });
  }

  /** The code that is going to send the load has run, and so has the thread that says when. */
  async #warmed(plan: Plan, crew: ThreadCrew | null): Promise<void> {
    const warm = this.warmUp();
    const brief = isBrief(plan);
    if (crew !== null || brief) warm.shorten();
    if (crew !== null) return crew.warm();
    await warm.ended;
    if (!isOpen(plan)) return;
    const metronome = this.#alarms();
    await metronome.started;
    if (!brief) await warmUp(this.#options.clock, () => metronome.alarm());
  }

  /** Starts the threads that send the load, where this one is not enough. */
  #startCrew(plan: Plan): ThreadCrew | null {
    const count = threadCount(plan, availableParallelism());
    if (count === 1) return null;
    const { clock, startThread } = this.#options;
    const crew = new ThreadCrew({
      threads: Array.from({ length: count }, () => startThread({ isOpen: isOpen(plan) })),
      clock,
      systemMs,
      onFailed: (error) => {
        if (error.code === 'engine-failed') this.#run?.tellLast();
        this.fail(error.info);
      },
    });
    this.#crew = crew;
    return crew;
  }

  /** The teardown, where there is one, and the result. */
  async #finish(plan: Plan, requesters: RequesterFactory, result: Finished): Promise<void> {
    const { clock, send, sendLast } = this.#options;
    if (this.#over) return;
    if (plan.flows[TEARDOWN_FLOW] !== undefined) {
      const { snapshot, metrics } = result;
      // Should the teardown fail, what was measured is known; told again and again, it says that we live.
      send({ type: 'checkpoint', metrics });
      send({ type: 'snapshot', snapshot });
      const alive = clock.every(ALIVE_EVERY_MS, () => send({ type: 'snapshot', snapshot }));
      try {
        const whole = !this.#cut && (await this.#runOnce(plan, 'teardown', requesters));
        if (!whole) this.#warn('teardown did not run to its end: the run was stopped at once');
      } finally {
        alive.dispose();
      }
    }
    if (this.#over) return;
    this.#over = true;
    sendLast(result);
  }

  /** @returns whether it came to its end, as what is not there does at once */
  async #runOnce(plan: Plan, part: 'setup' | 'teardown', requesters: RequesterFactory): Promise<boolean> {
    if (plan.flows[part === 'setup' ? SETUP_FLOW : TEARDOWN_FLOW] === undefined) return true;
    const { clock } = this.#options;
    const once = new OnceRun({ plan, part, clock, requesters, given: this.#given });
    this.#once = once;
    const whole = await once.ended;
    if (part === 'setup') this.#given = [...once.values];
    this.#once = null;
    return whole;
  }

  /** Once, though setup, load and teardown may have the same to say; not before there is a load that is listened to. */
  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    if (this.#begun) this.#options.send({ type: 'warning', message });
  }

  /** Only the open model needs them, and a thread for them. */
  #alarms(): Metronome {
    this.#metronome ??= new Metronome(this.#options.clock);
    return this.#metronome;
  }
}

/** On the wire, what is not there is left out. */
function wireError({
  code,
  message,
  hint,
  place,
}: ErrorInfo): Extract<FromEngine, { type: 'failed' }>['error'] {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
  };
}

/** Whether any scenario is of the open model. */
function isOpen({ scenarios }: Plan): boolean {
  return scenarios.some(({ executor }) => isOpenModel(executor));
}
