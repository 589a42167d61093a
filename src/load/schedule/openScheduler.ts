import { seededRandom } from '../../base/seededRandom.ts';
import { executorDurationMs } from '../../scenario/plan/phases.ts';
import type { DataFeed } from '../program/dataFeed.ts';
import { micros } from '../user/sampler.ts';
import { VirtualUser } from '../user/virtualUser.ts';
import type { Alarm } from './alarm.ts';
import { DataShortage } from './dataShortage.ts';
import type { OpenExecutor } from './pacer.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { ownUsers, userIndex } from './share.ts';
import { StartTimes } from './startTimes.ts';
import { WindDown } from './windDown.ts';

/** How many starts that waited are kept until they are let go of together. */
const FORGET_EVERY = 4096;
/** A start that is late by more was held up, by this process or the machine: answers may have come in meanwhile. */
const HELD_UP_MS = 1;
/** So many users are made for such starts before the answers are looked at: each that is there frees a user. */
const NEW_USERS_A_TURN = 4;

/**
 * The open model: iterations start when the plan says, whether or not the last has ended. A start for which
 * no user is free, up to `maxVUs`, waits for one (its latency counts from when it was due) or is dropped, as
 * the plan says; what still waits at the end is dropped too.
 */
export class OpenScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #executor: OpenExecutor;
  readonly #durationMs: number;
  readonly #maxVus: number;
  readonly #alarm: Alarm;
  readonly #users: VirtualUser[] = [];
  /** The last to become idle is the first to be taken: the fewest connections, and those warm. */
  readonly #idle: VirtualUser[] = [];
  /** When the starts were due that wait for a user; those before `#nextWaiting` have begun. */
  readonly #waiting: number[] = [];
  #nextWaiting = 0;
  /** Those for whom the data has no row any more. */
  readonly #spent: VirtualUser[] = [];
  readonly #shortage: DataShortage;
  /** Nothing is due before it is known. */
  #startMs = Number.POSITIVE_INFINITY;
  readonly #starts: StartTimes;
  #warned = false;
  readonly #end: WindDown;

  constructor(options: SchedulerOptions, executor: OpenExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#durationMs = executorDurationMs(executor);
    this.#alarm = options.alarm();
    const { share, program } = options;
    const seed = program.seed ?? share.arrivalSeed;
    // A stream of its own, beside those of the users, which count from 1.
    const random = seed === null ? options.ports.random : seededRandom(seed, -1 - program.scenario);
    this.#starts = new StartTimes(executor, random, share);
    this.#maxVus = ownUsers(share, executor.maxVUs);
    this.#shortage = new DataShortage(options);
    const atOnce = ownUsers(share, executor.preAllocatedVUs);
    while (this.#users.length < atOnce) this.#idle.unshift(this.#newUser());
    this.#end = new WindDown(options, {
      active: () => this.active,
      halt: () => this.#halt(),
      cut: () => this.#cutUsers(),
      done: () => this.#done(),
    });
  }

  get active(): number {
    return this.#users.length - this.#idle.length - this.#spent.length;
  }

  get max(): number {
    return this.#users.length;
  }

  start(startMs: number): void {
    this.#startMs = startMs;
    // Other threads have all the users, and alone know when the load ends.
    if (this.#maxVus === 0 && this.#options.share.threads > 1) {
      this.stop();
      return;
    }
    this.#pump();
  }

  stop(): void {
    this.#end.stop();
  }

  cut(): void {
    this.#end.cut();
  }

  /** Starts all that is due, then waits for the next. */
  readonly #pump = (): void => {
    const { clock } = this.#options.ports;
    const usersBefore = this.#users.length;
    for (;;) {
      const atMs = this.#starts.nextMs;
      if (atMs === null) {
        this.#alarm.set(this.#startMs + this.#durationMs, () => this.stop());
        return;
      }
      const dueMs = this.#startMs + atMs;
      const nowMs = clock.nowMs();
      if (dueMs > nowMs) {
        this.#alarm.set(dueMs, this.#pump);
        return;
      }
      const made = this.#users.length - usersBefore;
      if (nowMs - dueMs > HELD_UP_MS && made >= NEW_USERS_A_TURN && this.#wantsUser) {
        this.#alarm.set(nowMs, this.#pump);
        return;
      }
      this.#starts.advance();
      this.#begin(dueMs, nowMs);
      if (this.#end.isStopping) return;
    }
  };

  #begin(dueMs: number, nowMs: number): void {
    const user = this.#idle.pop() ?? this.#extraUser();
    const lacking = user?.begin(dueMs) ?? null;
    if (user !== null && lacking === null) {
      this.#options.ports.meter.startDelay(micros(nowMs - dueMs), false);
      return;
    }
    if (user !== null && lacking !== null) {
      this.#lack(user, lacking, dueMs);
      return;
    }
    if (this.#executor.whenBusy === 'wait') this.#waiting.push(dueMs);
    else this.#options.ports.meter.missed(this.#options.program.scenario, 1, this.#phaseAt(dueMs), 0);
    this.#warn();
  }

  /** Whether the next start would have a user made for it. */
  get #wantsUser(): boolean {
    return this.#idle.length === 0 && this.#mayHaveMore;
  }

  get #mayHaveMore(): boolean {
    return this.#users.length < this.#maxVus && this.#spent.length === 0;
  }

  #extraUser(): VirtualUser | null {
    return this.#mayHaveMore ? this.#newUser() : null;
  }

  #newUser(): VirtualUser {
    const { vuNumber, share, program, ports } = this.#options;
    const user = new VirtualUser({
      id: vuNumber(userIndex(share, this.#users.length)),
      program,
      ports,
      backsOff: false,
      onIdle: (idle) => this.#onIdle(idle),
    });
    this.#users.push(user);
    return user;
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    const { name } = this.#options.scenario;
    const waits = this.#executor.whenBusy === 'wait';
    this.#options.onWarning(
      `scenario ${name}: all ${this.#executor.maxVUs} VUs are busy, so iterations ` +
        `${waits ? 'start late, and their response times say so' : 'are dropped'}: ` +
        'the API is slower than the rate asks for; raise maxVUs to send them all the same',
    );
  }

  #onIdle(user: VirtualUser): void {
    const dueMs = this.#waiting[this.#nextWaiting];
    if (dueMs !== undefined) {
      this.#nextWaiting++;
      if (this.#nextWaiting === this.#waiting.length) this.#clearWaiting();
      else if (this.#nextWaiting === FORGET_EVERY) {
        this.#waiting.splice(0, FORGET_EVERY);
        this.#nextWaiting = 0;
      }
      const lacking = user.begin(dueMs);
      if (lacking === null) {
        this.#options.ports.meter.startDelay(micros(this.#options.ports.clock.nowMs() - dueMs), true);
      } else this.#lack(user, lacking, dueMs);
      return;
    }
    this.#idle.push(user);
    if (this.#end.isStopping) this.#end.doneIfIdle();
  }

  /** A start is left out for which the data has no row; a user who can never have one is not asked again. */
  #lack(user: VirtualUser, lacking: DataFeed, dueMs: number): void {
    this.#shortage.tell(lacking);
    this.#options.ports.meter.dropped(this.#options.program.scenario, 1, this.#phaseAt(dueMs));
    if (lacking.isOver) this.#spent.push(user);
    else this.#idle.unshift(user);
    if (this.#shortage.isOver && (!lacking.isPerUser || this.#spent.length === this.#users.length))
      this.stop();
  }

  #halt(): void {
    this.#alarm.dispose();
    this.#dropOverdue();
    this.#dropWaiting();
  }

  /** A stop may come while the alarm is late: what was due by then was planned, and never starts. */
  #dropOverdue(): void {
    const elapsedMs = this.#options.ports.clock.nowMs() - this.#startMs;
    const { scenario } = this.#options.program;
    for (;;) {
      const atMs = this.#starts.nextMs;
      if (atMs === null || atMs > elapsedMs) break;
      this.#starts.advance();
      this.#options.ports.meter.dropped(scenario, 1, this.#phaseAt(this.#startMs + atMs));
    }
  }

  #dropWaiting(): void {
    const { program, ports } = this.#options;
    const nowMs = ports.clock.nowMs();
    for (let index = this.#nextWaiting; index < this.#waiting.length; index++) {
      const dueMs = this.#waiting[index] ?? 0;
      ports.meter.missed(program.scenario, 1, this.#phaseAt(dueMs), micros(nowMs - dueMs));
    }
    this.#clearWaiting();
  }

  #phaseAt(dueMs: number): number {
    return this.#options.program.phases?.at(dueMs) ?? -1;
  }

  #clearWaiting(): void {
    this.#waiting.length = 0;
    this.#nextWaiting = 0;
  }

  #cutUsers(): void {
    for (const user of this.#users) user.cut();
    this.#idle.length = 0;
    this.#spent.length = 0;
    this.#idle.push(...this.#users);
  }

  #done(): void {
    for (const user of this.#users) user.leave();
    this.#options.onDone();
  }
}
