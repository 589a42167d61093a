import { assertNever } from '../../base/assertNever.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { HotlapError } from '../../base/errors.ts';
import type { Recorder } from '../../metrics/recorder.ts';
import type { EngineHealth } from '../../metrics/snapshot.ts';
import type { Crew, CrewPorts } from '../run/crew.ts';
import { dealLoad } from './dealLoad.ts';
import type { FromThread, PrepareThread, Told, ToThread } from './threadMessages.ts';

/** The way to a thread that sends load. */
export interface ThreadPort {
  post(message: ToThread): void;
  onMessage(listener: (message: FromThread) => void): void;
  /** It has ended, by itself or by an error that nobody caught. */
  onEnd(listener: (why: string) => void): void;
  terminate(): void;
}

export interface ThreadCrewOptions {
  readonly threads: readonly ThreadPort[];
  readonly clock: Clock;
  /** The clock that all threads share, in milliseconds. */
  systemMs(): number;
  /** A thread has failed, and the others have told what they had measured by then. Called once. */
  onFailed(error: HotlapError): void;
}

/** Until the load begins, so that every thread has heard of it by then. */
const LEAD_MS = 5;
/** How long the other threads have to tell what they have measured once one has failed. */
const LAST_WORDS_MS = 1000;

const IDLE: Told['health'] = { loopDelayP99Ms: 0, cpuShare: 0 };

type State = 'starting' | 'warm' | 'ready' | 'begun' | 'done';

interface Member {
  readonly port: ThreadPort;
  state: State;
  told: Told | null;
}

/**
 * Several threads that send the load of a run, seen from the engine's main thread: it deals the load out, and
 * adds up what they count. It sends nothing itself.
 */
export class ThreadCrew implements Crew {
  readonly #options: ThreadCrewOptions;
  readonly #members: readonly Member[];
  readonly #waiting: { readonly state: State; resolve(): void; reject(error: HotlapError): void }[] = [];
  /** Who wants to know what was counted, and who has not told it yet. */
  readonly #wanting: (() => void)[] = [];
  readonly #silent = new Set<Member>();
  readonly #warned = new Set<string>();
  #recorder: Recorder | null = null;
  #ports: CrewPorts | null = null;
  #failure: HotlapError | null = null;
  #lastWords: Disposable | null = null;
  #over = false;

  constructor(options: ThreadCrewOptions) {
    this.#options = options;
    this.#members = options.threads.map((port): Member => ({ port, state: 'starting', told: null }));
    for (const member of this.#members) {
      member.port.onMessage((message) => this.#receive(member, message));
      member.port.onEnd((why) => this.#onEnd(member, why));
    }
  }

  /** Resolves when every thread has run its code once, and is fast. @throws HotlapError `engine-failed` */
  warm(): Promise<void> {
    return this.#all('warm');
  }

  /** Deals the load out, and resolves when every thread is ready. @throws HotlapError `engine-failed` */
  prepare(what: Pick<PrepareThread, 'plan' | 'given' | 'pins'>): Promise<void> {
    const shares = dealLoad(what.plan, this.#members.length);
    for (const [index, share] of shares.entries()) {
      this.#members[index]?.port.post({ type: 'prepare', ...what, share });
    }
    return this.#all('ready');
  }

  /** The recorder into which it counts from now on. */
  join(recorder: Recorder, ports: CrewPorts): this {
    this.#recorder = recorder;
    this.#ports = ports;
    return this;
  }

  get active(): readonly number[] {
    const sums: number[] = [];
    for (const { told } of this.#members) {
      for (const [scenario, active] of (told?.active ?? []).entries()) {
        sums[scenario] = (sums[scenario] ?? 0) + active;
      }
    }
    return sums;
  }

  get max(): number {
    return this.#members.reduce((sum, { told }) => sum + (told?.max ?? 0), 0);
  }

  begin(): number {
    const { clock, systemMs } = this.#options;
    const atMs = systemMs() + LEAD_MS;
    const beganMs = clock.nowMs() + LEAD_MS;
    for (const member of this.#members) {
      member.state = 'begun';
      member.port.post({ type: 'begin', atMs });
    }
    return beganMs;
  }

  stop(mode: 'graceful' | 'now'): void {
    for (const { state, port } of this.#members) if (state === 'begun') port.post({ type: 'stop', mode });
  }

  /** Who asks while others wait for an answer gets theirs. */
  settle(then: () => void): void {
    this.#wanting.push(then);
    if (this.#wanting.length > 1) return;
    const asked = this.#members.filter(({ state }) => state === 'begun');
    for (const member of asked) this.#silent.add(member);
    for (const { port } of asked) port.post({ type: 'tell' });
    this.#settleIfTold();
  }

  /** What can be seen of the process, with what its threads have seen of themselves. */
  health(own: EngineHealth): EngineHealth {
    const seen = this.#members.map(({ told }) => told?.health ?? IDLE);
    const cpuShares = seen.map((one) => one.cpuShare);
    const delaysMs = seen.map((one) => one.loopDelayP99Ms);
    const busiestCpuShare = Math.max(...cpuShares);
    const loopDelayP99Ms = Math.max(...delaysMs);
    const threads = {
      count: seen.length,
      busiest: cpuShares.indexOf(busiestCpuShare) + 1,
      busiestCpuShare,
      latest: delaysMs.indexOf(loopDelayP99Ms) + 1,
    };
    return { ...own, loopDelayP99Ms, threads };
  }

  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#lastWords?.dispose();
    for (const { port } of this.#members) port.terminate();
    const ended = new HotlapError({ code: 'engine-failed', message: 'the load was ended' });
    for (const { reject } of this.#waiting.splice(0)) reject(ended);
  }

  #receive(member: Member, message: FromThread): void {
    if (this.#over) return;
    switch (message.type) {
      case 'warm':
      case 'ready':
        member.state = message.type;
        this.#tellWaiting();
        break;
      case 'told':
        this.#count(member, message.told);
        this.#settleIfTold();
        break;
      case 'done':
        this.#count(member, message.told);
        this.#leave(member);
        break;
      case 'warning':
        // Every thread has the same to say.
        if (this.#warned.has(message.message)) break;
        this.#warned.add(message.message);
        this.#ports?.onWarning(message.message);
        break;
      case 'failed':
        this.#fail(new HotlapError(message.error));
        break;
      default:
        assertNever(message);
    }
  }

  #count(member: Member, told: Told): void {
    member.told = told;
    this.#silent.delete(member);
    this.#recorder?.absorb(told.part);
  }

  #settleIfTold(): void {
    if (this.#silent.size > 0) return;
    for (const then of this.#wanting.splice(0)) then();
  }

  /** It has nothing to do any more. */
  #leave(member: Member): void {
    member.state = 'done';
    const isLast = this.#members.every(({ state }) => state === 'done');
    // What was last seen of it says nothing about the load that the others still send.
    if (!isLast && member.told !== null) member.told = { ...member.told, health: IDLE };
    this.#silent.delete(member);
    member.port.terminate();
    this.#settleIfTold();
    if (!isLast) return;
    if (this.#failure !== null) this.#tellFailure(this.#failure);
    else this.#ports?.onDone();
  }

  #onEnd(member: Member, why: string): void {
    if (this.#over || member.state === 'done') return;
    const number = this.#members.indexOf(member) + 1;
    const thread = `thread ${number} of the ${this.#members.length} that send the load`;
    this.#fail(new HotlapError({ code: 'engine-failed', message: `${thread} has ended: ${why}` }), member);
  }

  /** The run cannot go on: the others are cut off, and tell what they have measured. */
  #fail(error: HotlapError, gone: Member | null = null): void {
    if (this.#failure === null) {
      this.#failure = error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
      const { clock } = this.#options;
      this.#lastWords = clock.after(LAST_WORDS_MS, () => this.#tellFailure(error));
      if (this.#members.every(({ state }) => state !== 'begun')) this.#tellFailure(error);
      else this.stop('now');
    }
    if (gone !== null && !this.#over) this.#leave(gone);
  }

  #tellFailure(error: HotlapError): void {
    if (this.#over) return;
    this.#lastWords?.dispose();
    this.#options.onFailed(error);
    this.dispose();
  }

  #all(state: State): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) reject(this.#failure);
      this.#waiting.push({ state, resolve, reject });
      this.#tellWaiting();
    });
  }

  #tellWaiting(): void {
    for (const one of [...this.#waiting]) {
      if (!this.#members.every(({ state }) => state === one.state)) continue;
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.resolve();
    }
  }
}
