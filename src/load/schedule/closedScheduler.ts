import type { Disposable } from '../../base/disposable.ts';
import { executorDurationMs } from '../../scenario/plan/phases.ts';
import { VirtualUser } from '../user/virtualUser.ts';
import { DataShortage } from './dataShortage.ts';
import { type ClosedExecutor, maxVus, nextVusChangeMs, plannedVus } from './pacer.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { ownUsers, userIndex } from './share.ts';
import { WindDown } from './windDown.ts';

/** A place for a virtual user: `wanted` ones begin again whenever they are idle. */
interface Slot {
  readonly user: VirtualUser;
  wanted: boolean;
  /** Ends the iteration of a user who is no longer wanted, after the graceful ramp-down. */
  rampDown: Disposable | null;
}

/** The closed model: a number of users, each beginning its next iteration when the last has ended. */
export class ClosedScheduler implements Scheduler {
  readonly max: number;
  readonly #options: SchedulerOptions;
  readonly #executor: ClosedExecutor;
  readonly #durationMs: number;
  readonly #gracefulRampDownMs: number;
  readonly #slots: Slot[] = [];
  #active = 0;
  #startMs = 0;
  readonly #end: WindDown;
  readonly #shortage: DataShortage;
  #timer: Disposable | null = null;

  constructor(options: SchedulerOptions, executor: ClosedExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#durationMs = executorDurationMs(executor);
    this.#gracefulRampDownMs = executor.kind === 'ramping-vus' ? executor.gracefulRampDownMs : 0;
    this.max = ownUsers(options.share, maxVus(executor));
    this.#shortage = new DataShortage(options);
    this.#end = new WindDown(options, {
      active: () => this.#active,
      halt: () => this.#timer?.dispose(),
      cut: () => this.#cutUsers(),
      done: () => options.onDone(),
    });
  }

  get active(): number {
    return this.#active;
  }

  start(startMs: number): void {
    this.#startMs = startMs;
    this.#tick();
  }

  stop(): void {
    this.#end.stop();
  }

  cut(): void {
    this.#end.cut();
  }

  readonly #tick = (): void => {
    const { clock } = this.#options.ports;
    const elapsedMs = clock.nowMs() - this.#startMs;
    if (elapsedMs < 0) {
      this.#timer = clock.after(Math.ceil(-elapsedMs), this.#tick);
      return;
    }
    // Where other threads have all the users, they alone know when the load ends.
    const hasNone = this.max === 0 && this.#options.share.threads > 1;
    if (hasNone || elapsedMs >= this.#durationMs) {
      this.stop();
      return;
    }
    this.#want(ownUsers(this.#options.share, plannedVus(this.#executor, elapsedMs)));
    if (this.#active === 0 && this.#shortage.isOver) {
      this.stop();
      return;
    }
    const nextMs = Math.min(nextVusChangeMs(this.#executor, elapsedMs) ?? this.#durationMs, this.#durationMs);
    const waitMs = this.#startMs + nextMs - clock.nowMs();
    this.#timer = clock.after(Math.max(0, Math.ceil(waitMs)), this.#tick);
  };

  /** Has the first `count` slots at work, and lets the others run out. */
  #want(count: number): void {
    while (this.#slots.length < count) this.#slots.push(this.#newSlot());
    for (const [index, slot] of this.#slots.entries()) {
      if (index < count) this.#takeOn(slot);
      else if (slot.wanted) this.#letGo(slot);
    }
  }

  #newSlot(): Slot {
    const { vuNumber, share, program, ports } = this.#options;
    const user = new VirtualUser({
      id: vuNumber(userIndex(share, this.#slots.length)),
      program,
      ports,
      backsOff: true,
      onIdle: () => this.#onIdle(slot),
    });
    const slot: Slot = { user, wanted: false, rampDown: null };
    return slot;
  }

  #takeOn(slot: Slot): void {
    slot.wanted = true;
    slot.rampDown?.dispose();
    slot.rampDown = null;
    if (slot.user.active) return;
    this.#active++;
    const lacking = slot.user.begin(null);
    if (lacking === null) return;
    this.#active--;
    this.#shortage.tell(lacking);
  }

  #letGo(slot: Slot): void {
    slot.wanted = false;
    if (!slot.user.active) return;
    slot.rampDown = this.#options.ports.clock.after(this.#gracefulRampDownMs, () => {
      slot.rampDown = null;
      slot.user.cut();
      this.#active--;
      if (this.#end.isStopping) this.#end.doneIfIdle();
    });
  }

  #onIdle(slot: Slot): void {
    const overMs = this.#options.ports.clock.nowMs() - this.#startMs - this.#durationMs;
    if (slot.wanted && !this.#end.isStopping && overMs < 0) {
      const lacking = slot.user.begin(null);
      if (lacking === null) return;
      this.#shortage.tell(lacking);
    }
    slot.rampDown?.dispose();
    slot.rampDown = null;
    slot.user.leave();
    this.#active--;
    if (this.#active === 0 && this.#shortage.isOver) this.stop();
    if (this.#end.isStopping) this.#end.doneIfIdle();
  }

  #cutUsers(): void {
    for (const slot of this.#slots) {
      slot.rampDown?.dispose();
      slot.rampDown = null;
      slot.user.cut();
    }
    this.#active = 0;
  }
}
