import type { Disposable } from '../../base/disposable.ts';
import type { DataFeed } from '../program/dataFeed.ts';
import { VirtualUser } from '../user/virtualUser.ts';
import { DataShortage } from './dataShortage.ts';
import { type IterationPool, iterationPool } from './iterationPool.ts';
import type { IterationsExecutor } from './pacer.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { ownUsers, userIndex } from './share.ts';
import { WindDown } from './windDown.ts';

/** A set number of iterations, shared by all users or for each: over when they are done, or at `maxDuration`. */
export class IterationScheduler implements Scheduler {
  readonly max: number;
  readonly #options: SchedulerOptions;
  readonly #executor: IterationsExecutor;
  readonly #users: VirtualUser[] = [];
  readonly #pool: IterationPool;
  #active = 0;
  readonly #end: WindDown;
  readonly #shortage: DataShortage;
  #timer: Disposable | null = null;

  constructor(options: SchedulerOptions, executor: IterationsExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.max = ownUsers(options.share, executor.vus);
    this.#shortage = new DataShortage(options);
    this.#pool = iterationPool(executor, options.share, options.program.scenario);
    for (let index = 0; index < this.max; index++) this.#users.push(this.#newUser(index));
    this.#end = new WindDown(options, {
      active: () => this.#active,
      halt: () => this.#timer?.dispose(),
      cut: () => this.#cutUsers(),
      done: () => this.#done(),
    });
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
    this.#end.doneIfIdle();
  }

  stop(): void {
    this.#end.stop();
  }

  cut(): void {
    this.#end.cut();
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
    if (!this.#end.isStopping && this.#pool.take(index)) {
      const lacking = user.begin(null);
      if (lacking === null) return;
      this.#lack(lacking, index);
    }
    user.leave();
    this.#active--;
    this.#end.doneIfIdle();
  }

  #cutUsers(): void {
    for (const user of this.#users) user.cut();
    this.#active = 0;
  }

  #done(): void {
    this.#timer?.dispose();
    const left = this.#pool.close();
    // As k6 counts what a stop or `maxDuration` kept from starting.
    if (left > 0) this.#options.ports.meter.dropped(this.#options.program.scenario, left, -1);
    this.#options.onDone();
  }
}
