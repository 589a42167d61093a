import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Recorder } from '../../metrics/recorder.ts';
import type { EngineHealth, MetricRecord, Snapshot } from '../../metrics/snapshot.ts';
import { planDurationMs } from '../../scenario/plan/phases.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import { compilePlan } from '../program/program.ts';
import type { Alarm } from '../schedule/alarm.ts';
import { WHOLE } from '../schedule/share.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import type { Crew, CrewPorts } from './crew.ts';
import { Lanes } from './lanes.ts';
import { breakpointOf, StepCrew } from './stepCrew.ts';

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
  /** Others that send the load, and count it into `recorder`; by default this thread does. */
  crew?(recorder: Recorder, ports: CrewPorts): Crew;
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
  readonly #crew: Crew;
  /** The crew of a run that looks for a breakpoint. */
  readonly #steps: StepCrew | null;
  readonly #timers = new DisposableStore();
  readonly #durationMs: number;
  #beganMs = 0;
  #begun = false;
  #finished = false;
  #end: RunEnd = 'completed';
  #stopping = false;

  /** Makes all ready; nothing is sent. @throws HotlapError `threshold-invalid` */
  constructor(options: RunLoopOptions) {
    this.#options = options;
    const { plan, clock, requesters, alarm } = options;
    const { warmupMs } = plan;
    const { programs, ...recorded } = compilePlan(plan, options.given);
    this.#recorder = new Recorder({ ...recorded, thresholds: plan.thresholds, warmupMs });
    const ports: CrewPorts = { onWarning: options.onWarning, onDone: () => this.#finish() };
    const lanes = () =>
      new Lanes({ plan, programs, share: WHOLE, clock, requesters, meter: this.#recorder, alarm, ...ports });
    const executor = breakpointOf(plan);
    // How long a search takes is known at its end.
    this.#durationMs = executor === null ? planDurationMs(plan) : Number.POSITIVE_INFINITY;
    this.#steps =
      executor === null
        ? null
        : new StepCrew({
            ...{ plan, programs, share: WHOLE, clock, requesters, meter: this.#recorder, alarm, ...ports },
            ...{ executor, recorded: { ...recorded, thresholds: plan.thresholds } },
          });
    this.#crew = this.#steps ?? options.crew?.(this.#recorder, ports) ?? lanes();
  }

  /** Begins to send. */
  begin(): void {
    const { clock, health, snapshotEveryMs } = this.#options;
    this.#begun = true;
    health();
    this.#beganMs = clock.nowMs();
    this.#beganMs = this.#crew.begin();
    if (this.#finished) return;
    this.#timers.add(clock.after(Math.min(FIRST_SNAPSHOT_MS, snapshotEveryMs), () => this.#tell()));
    this.#timers.add(clock.every(snapshotEveryMs, () => this.#tell()));
    this.#timers.add(clock.after(FIRST_CHECKPOINT_MS, () => this.#checkpoint()));
    this.#timers.add(clock.every(CHECKPOINT_EVERY_MS, () => this.#checkpoint()));
    this.#timers.add(clock.every(EVALUATE_EVERY_MS, () => this.#evaluate()));
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
      this.#crew.dispose();
      return;
    }
    this.#crew.stop(mode);
  }

  /** Tells what was measured by now of a load that cannot go on. */
  tellLast(): void {
    if (!this.#begun || this.#finished) return;
    this.#options.onCheckpoint(this.#recorder.metrics(this.#elapsedMs));
    this.#options.onSnapshot(this.#snapshot('stopping'));
  }

  /** Cuts all off with no result. */
  dispose(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#timers.dispose();
    this.#crew.dispose();
  }

  get #elapsedMs(): number {
    return Math.max(0, this.#options.clock.nowMs() - this.#beganMs);
  }

  #snapshot(phase: Snapshot['phase']): Snapshot {
    const { active, max } = this.#crew;
    const elapsedMs = this.#elapsedMs;
    const all = active.reduce((sum, one) => sum + one, 0);
    this.#recorder.setVus(all, max);
    for (const [scenario, one] of active.entries()) this.#recorder.setScenarioVus(scenario, one, elapsedMs);
    const snapshot = this.#recorder.snapshot(elapsedMs, phase, this.#options.health());
    return this.#steps?.tell(snapshot) ?? snapshot;
  }

  #tell(): void {
    this.#settled(() => {
      const stopping = this.#stopping || this.#elapsedMs >= this.#durationMs;
      this.#options.onSnapshot(this.#snapshot(stopping ? 'stopping' : 'running'));
    });
  }

  #checkpoint(): void {
    this.#settled(() => this.#options.onCheckpoint(this.#recorder.metrics(this.#elapsedMs)));
  }

  #evaluate(): void {
    this.#settled(() => {
      if (this.#steps !== null) {
        this.#steps.evaluate();
        return;
      }
      if (!this.#recorder.evaluate(this.#elapsedMs).abort || this.#end !== 'completed') return;
      this.#end = 'aborted';
      this.#stopping = true;
      // As k6: at once, with no graceful stop.
      this.#crew.stop('now');
    });
  }

  /** Calls back when all that was counted by now is known, if the run is not over by then. */
  #settled(then: () => void): void {
    this.#crew.settle(() => {
      if (!this.#finished) then();
    });
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
