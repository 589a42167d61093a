import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import type { PhaseTrack } from '../program/phaseTrack.ts';
import type { Program } from '../program/program.ts';
import type { Alarm } from '../schedule/alarm.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { createScheduler } from '../schedule/schedulerFactory.ts';
import type { Share } from '../schedule/share.ts';
import { vuNumbers } from '../schedule/vuNumbers.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import type { Meter } from '../user/meter.ts';
import type { Crew, CrewPorts } from './crew.ts';
import { WarmupGate } from './warmupGate.ts';

export interface LanesOptions extends CrewPorts {
  readonly plan: Plan;
  readonly programs: readonly Program[];
  /** Of the plan's load, what this thread sends. */
  readonly share: Share;
  readonly clock: Clock;
  readonly requesters: RequesterFactory;
  readonly meter: Meter;
  /** A new alarm for each scheduler. */
  alarm(): Alarm;
}

/** All scenarios of a plan side by side, sent from this thread. */
export class Lanes implements Crew {
  readonly #options: LanesOptions;
  readonly #schedulers: readonly Scheduler[];
  readonly #tracks: readonly PhaseTrack[];
  readonly #timers = new DisposableStore();
  #beganMs = 0;
  #running: number;
  #stopping = false;
  #over = false;

  /** Makes all ready; nothing is sent. */
  constructor(options: LanesOptions) {
    this.#options = options;
    const { plan, programs, share, clock, requesters, meter } = options;
    const elapsedMs = () => clock.nowMs() - this.#beganMs;
    const ports = {
      clock,
      requesters,
      meter: plan.warmupMs > 0 ? new WarmupGate(meter, plan.warmupMs, elapsedMs) : meter,
      random: Math.random,
      beganMs: () => this.#beganMs,
    };
    const numberOf = vuNumbers(plan.scenarios);
    this.#tracks = programs.flatMap(({ phases }) => phases ?? []);
    this.#schedulers = programs.flatMap((program) => {
      const scenario = plan.scenarios[program.scenario];
      if (scenario === undefined) return [];
      return createScheduler({
        scenario,
        program,
        ports,
        share,
        alarm: options.alarm,
        vuNumber: (user) => numberOf(program.scenario, user),
        onWarning: options.onWarning,
        onDone: () => this.#onSchedulerDone(),
      });
    });
    this.#running = this.#schedulers.length;
  }

  get active(): readonly number[] {
    return this.#schedulers.map((one) => one.active);
  }

  get max(): number {
    return this.#schedulers.reduce((sum, one) => sum + one.max, 0);
  }

  /** @param beganMs when the load begins, on the clock; by default now */
  begin(beganMs = this.#options.clock.nowMs()): number {
    const { clock, plan } = this.#options;
    this.#beganMs = beganMs;
    for (const track of this.#tracks) track.begin(beganMs);
    for (const [index, scheduler] of this.#schedulers.entries()) {
      const startMs = plan.scenarios[index]?.startTimeMs ?? 0;
      if (startMs <= 0) scheduler.start(beganMs);
      else {
        const waitMs = beganMs - clock.nowMs() + startMs;
        this.#timers.add(clock.after(waitMs, () => this.#startLate(scheduler, beganMs + startMs)));
      }
    }
    if (this.#running === 0) this.#done();
    return beganMs;
  }

  stop(mode: 'graceful' | 'now'): void {
    this.#stopping = true;
    for (const scheduler of this.#schedulers) mode === 'now' ? scheduler.cut() : scheduler.stop();
  }

  settle(then: () => void): void {
    then();
  }

  dispose(): void {
    this.#over = true;
    this.#timers.dispose();
    for (const scheduler of this.#schedulers) scheduler.cut();
  }

  #startLate(scheduler: Scheduler, startMs: number): void {
    if (!this.#stopping) scheduler.start(startMs);
  }

  #onSchedulerDone(): void {
    this.#running--;
    if (this.#running === 0) this.#done();
  }

  #done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#timers.dispose();
    this.#options.onDone();
  }
}
