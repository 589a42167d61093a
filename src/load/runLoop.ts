import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Recorder } from '../metrics/recorder.ts';
import type { EngineHealth, MetricRecord, Snapshot } from '../metrics/snapshot.ts';
import { planDurationMs } from '../scenario/phases.ts';
import type { Plan } from '../scenario/plan.ts';
import type { Alarm } from './alarm.ts';
import { compilePlan } from './program.ts';
import type { RequesterFactory } from './requester.ts';
import type { Scheduler } from './scheduler.ts';
import { createScheduler } from './schedulerFactory.ts';
import { WarmupGate } from './warmupGate.ts';

/** The first snapshot does not wait for a whole interval: someone is looking at an empty panel. */
const FIRST_SNAPSHOT_MS = 100;
const FIRST_CHECKPOINT_MS = 1000;
const CHECKPOINT_EVERY_MS = 2000;
/** k6's. */
const EVALUATE_EVERY_MS = 2000;

/** `completed`: to its end; `stopped`: by the user; `aborted`: by a threshold with `abortOnFail`. */
export type RunEnd = 'completed' | 'stopped' | 'aborted';

export interface RunLoopOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly requesters: RequesterFactory;
  readonly snapshotEveryMs: number;
  /** By slot, the values that setup captured. */
  readonly given?: readonly unknown[];
  /** A new alarm for each scheduler. */
  alarm(): Alarm;
  /** How the generator fared since the last call. */
  health(): EngineHealth;
  onSnapshot(snapshot: Snapshot): void;
  onCheckpoint(metrics: MetricRecord[]): void;
  onWarning(message: string): void;
  /** Called once, when nothing is under way any more. */
  onFinished(end: RunEnd, snapshot: Snapshot, metrics: MetricRecord[]): void;
}

/** A run of all scenarios of a plan, from `begin` to its last response. */
export class RunLoop implements Disposable {
  readonly #options: RunLoopOptions;
  readonly #recorder: Recorder;
  readonly #schedulers: Scheduler[];
  readonly #timers = new DisposableStore();
  readonly #durationMs: number;
  #beganMs = 0;
  #vus = 0;
  #running = 0;
  #begun = false;
  #finished = false;
  #end: RunEnd = 'completed';
  #stopping = false;

  /** Makes all ready; nothing is sent. @throws HotlapError `threshold-invalid` */
  constructor(options: RunLoopOptions) {
    this.#options = options;
    const { plan, clock, requesters } = options;
    const { warmupMs } = plan;
    const { programs, ...recorded } = compilePlan(plan, options.given);
    this.#recorder = new Recorder({ ...recorded, thresholds: plan.thresholds, warmupMs });
    this.#durationMs = planDurationMs(plan);
    const ports = {
      clock,
      requesters,
      meter: warmupMs > 0 ? new WarmupGate(this.#recorder, warmupMs, () => this.#elapsedMs) : this.#recorder,
      random: Math.random,
      beganMs: () => this.#beganMs,
    };
    this.#schedulers = programs.flatMap((program) => {
      const scenario = plan.scenarios[program.scenario];
      if (scenario === undefined) return [];
      return createScheduler({
        scenario,
        program,
        ports,
        alarm: options.alarm,
        nextVu: () => ++this.#vus,
        onWarning: options.onWarning,
        onDone: () => this.#onSchedulerDone(),
      });
    });
  }

  /** Begins to send. */
  begin(): void {
    const { clock, plan, health, snapshotEveryMs } = this.#options;
    this.#begun = true;
    this.#running = this.#schedulers.length;
    health();
    this.#beganMs = clock.nowMs();
    const beganMs = this.#beganMs;
    for (const [index, scheduler] of this.#schedulers.entries()) {
      const startMs = plan.scenarios[index]?.startTimeMs ?? 0;
      if (startMs <= 0) scheduler.start(beganMs);
      else this.#timers.add(clock.after(startMs, () => this.#startLate(scheduler, beganMs + startMs)));
    }
    this.#timers.add(clock.after(Math.min(FIRST_SNAPSHOT_MS, snapshotEveryMs), () => this.#tell()));
    this.#timers.add(clock.every(snapshotEveryMs, () => this.#tell()));
    this.#timers.add(clock.after(FIRST_CHECKPOINT_MS, () => this.#checkpoint()));
    this.#timers.add(clock.every(CHECKPOINT_EVERY_MS, () => this.#checkpoint()));
    this.#timers.add(clock.every(EVALUATE_EVERY_MS, () => this.#evaluate()));
    if (this.#running === 0) this.#finish();
  }

  /** `graceful`: no new iterations, those under way have `gracefulStop`; `now`: cuts them off. */
  stop(mode: 'graceful' | 'now'): void {
    if (this.#finished) return;
    if (this.#end === 'completed') this.#end = 'stopped';
    this.#stopping = true;
    if (!this.#begun) {
      this.#begun = true;
      this.#beganMs = this.#options.clock.nowMs();
      this.#finish();
      return;
    }
    for (const scheduler of this.#schedulers) mode === 'now' ? scheduler.cut() : scheduler.stop();
  }

  /** Cuts all off with no result. */
  dispose(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#timers.dispose();
    for (const scheduler of this.#schedulers) scheduler.cut();
  }

  #startLate(scheduler: Scheduler, startMs: number): void {
    if (!this.#stopping) scheduler.start(startMs);
  }

  get #elapsedMs(): number {
    return this.#options.clock.nowMs() - this.#beganMs;
  }

  #snapshot(phase: Snapshot['phase']): Snapshot {
    const active = this.#schedulers.reduce((sum, one) => sum + one.active, 0);
    const max = this.#schedulers.reduce((sum, one) => sum + one.max, 0);
    this.#recorder.setVus(active, max);
    return this.#recorder.snapshot(this.#elapsedMs, phase, this.#options.health());
  }

  #tell(): void {
    const stopping = this.#stopping || this.#elapsedMs >= this.#durationMs;
    this.#options.onSnapshot(this.#snapshot(stopping ? 'stopping' : 'running'));
  }

  #checkpoint(): void {
    this.#options.onCheckpoint(this.#recorder.metrics(this.#elapsedMs));
  }

  #evaluate(): void {
    if (!this.#recorder.evaluate(this.#elapsedMs).abort || this.#end !== 'completed') return;
    this.#end = 'aborted';
    this.#stopping = true;
    // As k6: at once, with no graceful stop.
    for (const scheduler of this.#schedulers) scheduler.cut();
  }

  #onSchedulerDone(): void {
    this.#running--;
    if (this.#running === 0) this.#finish();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#timers.dispose();
    const elapsedMs = this.#elapsedMs;
    const snapshot = this.#snapshot('done');
    this.#options.onFinished(this.#end, snapshot, this.#recorder.metrics(elapsedMs));
  }
}
