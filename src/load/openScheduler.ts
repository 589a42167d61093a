import type { Disposable } from '../base/disposable.ts';
import { executorDurationMs } from '../scenario/phases.ts';
import type { Alarm } from './alarm.ts';
import { nextStartMs, type OpenExecutor } from './pacer.ts';
import { micros } from './sampler.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';
import { VirtualUser } from './virtualUser.ts';

/**
 * The open model: iterations start when the plan says, whether or not the last has ended. A start for which
 * no user is free, up to `maxVUs`, is a dropped iteration.
 */
export class OpenScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #executor: OpenExecutor;
  readonly #durationMs: number;
  readonly #alarm: Alarm;
  readonly #users: VirtualUser[] = [];
  /** The last to become idle is the first to be taken: the fewest connections, and those warm. */
  readonly #idle: VirtualUser[] = [];
  #startMs = 0;
  #hits = 0;
  #warned = false;
  #stopping = false;
  #done = false;
  #grace: Disposable | null = null;

  constructor(options: SchedulerOptions, executor: OpenExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#durationMs = executorDurationMs(executor);
    this.#alarm = options.alarm();
    while (this.#users.length < executor.preAllocatedVUs) this.#idle.unshift(this.#newUser());
  }

  get active(): number {
    return this.#users.length - this.#idle.length;
  }

  get max(): number {
    return this.#users.length;
  }

  start(startMs: number): void {
    this.#startMs = startMs;
    this.#pump();
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#alarm.dispose();
    this.#grace = this.#options.ports.clock.after(this.#options.scenario.gracefulStopMs, () => this.cut());
    this.#doneIfIdle();
  }

  cut(): void {
    this.#stopping = true;
    this.#alarm.dispose();
    for (const user of this.#users) user.cut();
    this.#idle.length = 0;
    this.#idle.push(...this.#users);
    this.#doneIfIdle();
  }

  /** Starts all that is due, then waits for the next. */
  readonly #pump = (): void => {
    const { clock } = this.#options.ports;
    for (;;) {
      const atMs = nextStartMs(this.#executor, this.#hits);
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
      this.#hits++;
      this.#begin(dueMs, nowMs);
    }
  };

  #begin(dueMs: number, nowMs: number): void {
    const user = this.#idle.pop() ?? this.#extraUser();
    if (user === null) {
      this.#drop();
      return;
    }
    this.#options.ports.meter.startDelay(micros(nowMs - dueMs));
    user.begin(dueMs);
  }

  #extraUser(): VirtualUser | null {
    return this.#users.length < this.#executor.maxVUs ? this.#newUser() : null;
  }

  #newUser(): VirtualUser {
    const { nextVu, program, ports } = this.#options;
    const user = new VirtualUser({
      id: nextVu(),
      program,
      ports,
      backsOff: false,
      onIdle: (idle) => this.#onIdle(idle),
    });
    this.#users.push(user);
    return user;
  }

  #drop(): void {
    this.#options.ports.meter.dropped(this.#options.program.scenario, 1);
    if (this.#warned) return;
    this.#warned = true;
    const { name } = this.#options.scenario;
    this.#options.onWarning(
      `scenario ${name}: all ${this.#executor.maxVUs} VUs are busy, so iterations are dropped: ` +
        'the API is slower than the rate asks for; raise maxVUs to send them all the same',
    );
  }

  #onIdle(user: VirtualUser): void {
    this.#idle.push(user);
    this.#doneIfIdle();
  }

  #doneIfIdle(): void {
    if (!this.#stopping || this.#done || this.active > 0) return;
    this.#done = true;
    this.#grace?.dispose();
    for (const user of this.#users) user.leave();
    this.#options.onDone();
  }
}
