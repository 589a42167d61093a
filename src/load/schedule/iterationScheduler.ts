import type { Disposable } from '../../base/disposable.ts';
import type { DataFeed } from '../program/dataFeed.ts';
import { VirtualUser } from '../user/virtualUser.ts';
import { DataShortage } from './dataShortage.ts';
import { type IterationPool, iterationPool } from './iterationPool.ts';
import type { IterationsExecutor } from './pacer.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { ownUsers, userIndex } from './share.ts';

/** A set number of iterations, shared by all users or for each: over when they are done, or at `maxDuration`. */
export class IterationScheduler implements Scheduler {
  readonly max: number;
  readonly #options: SchedulerOptions;
  readonly #executor: IterationsExecutor;
  readonly #users: VirtualUser[] = [];
  readonly #pool: IterationPool;
  #active = 0;
  #stopping = false;
  #done = false;
  readonly #shortage: DataShortage;
  #timer: Disposable | null = null;

  constructor(options: SchedulerOptions, executor: IterationsExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.max = ownUsers(options.share, executor.vus);
    this.#shortage = new DataShortage(options);
    this.#pool = iterationPool(executor, options.share, options.program.scenario);
    for (let index = 0; index < this.max; index++) this.#users.push(this.#newUser(index));
  }

  get active(): number {
    return this.#active;
  }

  start(startMs: number): void {
    const { clock } = this.#options.ports;
    const waitMs = startMs - clock.nowMs();
    if (waitMs > 0) {
      this.#timer = clock.after(Math.ceil(waitMs), () => this.start(startMs));
      return;
    }
    const endMs = startMs + this.#executor.maxDurationMs;
    this.#timer = clock.after(Math.max(0, endMs - clock.nowMs()), () => this.stop());
    for (const [index, user] of this.#users.entries()) {
      if (!this.#pool.take(index)) break;
      this.#active++;
      const lacking = user.begin(null);
      if (lacking === null) continue;
      this.#active--;
      this.#lack(lacking, index);
    }
    this.#doneIfIdle();
  }

  stop(): void {
    if (this.#stopping || this.#done) return;
    this.#stopping = true;
    this.#timer?.dispose();
    this.#timer = this.#options.ports.clock.after(this.#options.scenario.gracefulStopMs, () => this.cut());
    this.#doneIfIdle();
  }

  cut(): void {
    this.#stopping = true;
    for (const user of this.#users) user.cut();
    this.#active = 0;
    this.#doneIfIdle();
  }

  #newUser(index: number): VirtualUser {
    const { vuNumber, share, program, ports } = this.#options;
    return new VirtualUser({
      id: vuNumber(userIndex(share, index)),
      program,
      ports,
      backsOff: true,
      onIdle: (user) => this.#onIdle(user, index),
    });
  }

  /** The iteration that a user has no row for is left to others. */
  #lack(lacking: DataFeed, index: number): void {
    this.#shortage.tell(lacking);
    this.#pool.giveBack(index);
  }

  #onIdle(user: VirtualUser, index: number): void {
    if (!this.#stopping && this.#pool.take(index)) {
      const lacking = user.begin(null);
      if (lacking === null) return;
      this.#lack(lacking, index);
    }
    user.leave();
    this.#active--;
    this.#doneIfIdle();
  }

  #doneIfIdle(): void {
    if (this.#done || this.#active > 0) return;
    this.#done = true;
    this.#timer?.dispose();
    const left = this.#pool.close();
    // As k6 counts what a stop or `maxDuration` kept from starting.
    if (left > 0) this.#options.ports.meter.dropped(this.#options.program.scenario, left, -1);
    this.#options.onDone();
  }
}
