import type { Breakpoint, TriedStep } from '../../metrics/breakpoint.ts';
import { NO_TALLY, tallyGenerator, tallyReasons } from '../../metrics/generatorTally.ts';
import { Recorder } from '../../metrics/recorder.ts';
import type { RecorderOptions } from '../../metrics/recorderOptions.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import type { ThresholdOptions } from '../../metrics/threshold.ts';
import type { ThresholdStatus } from '../../metrics/thresholdStatus.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import type { Crew } from './crew.ts';
import { Lanes, type LanesOptions } from './lanes.ts';
import { type BreakpointExecutor, endOf, highestHeld, nextRate } from './nextRate.ts';
import { judgeStep, onServiceTime } from './stepJudge.ts';
import { StepMeter } from './stepMeter.ts';

export interface StepCrewOptions extends Omit<LanesOptions, 'share'> {
  readonly executor: BreakpointExecutor;
  /** What the recorder of the whole run is made with, so that a step's counts the same. */
  readonly recorded: RecorderOptions;
  readonly share: LanesOptions['share'];
}

/** The rate that is being tried. */
interface Step {
  readonly rate: number;
  readonly startMs: number;
  /** How long iterations are started in it; `warmupMs` of it at its beginning count nowhere. */
  readonly lastsMs: number;
  readonly warmupMs: number;
  readonly recorder: Recorder;
  readonly meter: StepMeter;
  readonly lanes: Lanes;
  tally: typeof NO_TALLY;
}

const IDLE_HEALTH = { loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 };

/**
 * Sends the load of a breakpoint run: one constant arrival rate after the other. Each step has its own users and
 * its own figures, and the next begins when all that began in it has ended, so that none bears what another left.
 */
export class StepCrew implements Crew {
  readonly #options: StepCrewOptions;
  readonly #thresholds: readonly ThresholdOptions[];
  /** By threshold, the index of the same on the service time among those of a step's recorder; -1 for none. */
  readonly #onService: readonly number[];
  readonly #tried: TriedStep[] = [];
  #step: Step | null = null;
  /** The statuses of the last step that held, or of the first that did not. */
  #told: readonly ThresholdStatus[] = [];
  /** The highest rate that held: its thresholds are those of the run. */
  #heldStatuses: readonly ThresholdStatus[] = [];
  /** The rate that is tried once more, since the generator stumbled. */
  #again: number | null = null;
  #most = 0;
  #beganMs = 0;
  #end: Breakpoint['end'] = null;
  #stopping = false;
  #over = false;

  /** Makes all ready; nothing is sent. */
  constructor(options: StepCrewOptions) {
    this.#options = options;
    const own = options.recorded.thresholds;
    const service = own.map(onServiceTime);
    let next = own.length;
    this.#onService = service.map((one) => (one === null ? -1 : next++));
    this.#thresholds = [...own, ...service.filter((one) => one !== null)];
  }

  get active(): readonly number[] {
    return this.#step?.lanes.active ?? [0];
  }

  get max(): number {
    return Math.max(this.#most, this.#step?.lanes.max ?? 0);
  }

  begin(): number {
    this.#beganMs = this.#options.clock.nowMs();
    this.#tryNext();
    return this.#beganMs;
  }

  stop(mode: 'graceful' | 'now'): void {
    this.#stopping = true;
    this.#step?.lanes.stop(mode);
  }

  settle(then: () => void): void {
    then();
  }

  dispose(): void {
    this.#over = true;
    this.#step?.lanes.dispose();
  }

  /** Ends the step under way where a threshold with `abortOnFail` says so: more of it would tell nothing new. */
  evaluate(): void {
    const step = this.#step;
    if (step?.recorder.evaluate(this.#elapsedMs(step)).abort) step.lanes.stop('now');
  }

  /** The snapshot of the whole run with the search in it, and with the thresholds as the step under way has them. */
  tell(snapshot: Snapshot): Snapshot {
    const step = this.#step;
    if (step !== null) {
      step.tally = tallyGenerator(step.tally, snapshot, 0);
      this.#told = this.#statuses(step, 'running').own;
    }
    const breakpoint: Breakpoint = {
      target: this.#options.executor.target,
      holds: highestHeld(this.#tried),
      steps: [...this.#tried],
      trying: step?.rate ?? null,
      end: this.#end,
    };
    return { ...snapshot, breakpoint, thresholds: [...this.#told] };
  }

  #tryNext(): void {
    const { executor, plan, clock, recorded, meter, onDone } = this.#options;
    const rate = this.#stopping ? null : nextRate(executor, this.#tried);
    if (rate === null) {
      this.#end = this.#stopping ? 'stopped' : endOf(this.#tried);
      this.#over = true;
      onDone();
      return;
    }
    // Tried once more, the first step finds all warm.
    const warmupMs = this.#tried.length === 0 && this.#again !== rate ? plan.warmupMs : 0;
    const lastsMs = executor.stepMs + warmupMs;
    const startMs = clock.nowMs() - this.#beganMs;
    const recorder = new Recorder({ ...recorded, phases: [], thresholds: this.#thresholds, warmupMs });
    const stepMeter = new StepMeter(meter, recorder, startMs);
    const lanes = new Lanes({
      ...this.#options,
      meter: stepMeter,
      plan: planOfStep(plan, executor, { rate, lastsMs, warmupMs }),
      onDone: () => this.#onStepDone(),
    });
    const tally = NO_TALLY;
    this.#step = { rate, startMs, lastsMs, warmupMs, recorder, meter: stepMeter, lanes, tally };
    lanes.begin();
  }

  #onStepDone(): void {
    const step = this.#step;
    this.#step = null;
    if (step === null || this.#over) return;
    this.#most = Math.max(this.#most, step.lanes.max);
    // Of a step that the user has stopped nothing can be said.
    if (!this.#stopping) this.#judge(step);
    this.#tryNext();
  }

  #judge(step: Step): void {
    const { own, byService, total } = this.#statuses(step, 'done');
    const { missedCount, unfinished, waited } = step.meter;
    const judged = judgeStep({
      requests: total.requests,
      unfinished,
      missed: missedCount,
      waited,
      thresholds: own,
      byService,
      limits: tallyReasons(step.tally),
    });
    // A generator that stumbles once, as any process may, is no reason to end the search.
    if (judged.outcome === 'generator-limited' && this.#again !== step.rate) {
      this.#again = step.rate;
      return;
    }
    const { requests, failed, latencyMs, durationMs } = total;
    if (judged.outcome === 'held' || highestHeld(this.#tried) === 0) this.#told = own;
    else this.#told = this.#heldStatuses;
    if (judged.outcome === 'held') this.#heldStatuses = own;
    this.#tried.push({
      rate: step.rate,
      startMs: step.startMs,
      durationMs,
      requests,
      failed,
      perSec: durationMs > 0 ? (requests * 1000) / durationMs : 0,
      unfinished,
      latencyMs,
      ...judged,
    });
  }

  #statuses(step: Step, phase: 'running' | 'done') {
    const { thresholds, total } = step.recorder.snapshot(this.#elapsedMs(step), phase, IDLE_HEALTH);
    const all = thresholds.map((one) => ({
      ...one,
      failingSinceMs: one.failingSinceMs === null ? null : one.failingSinceMs + step.startMs,
    }));
    const own = all.slice(0, this.#onService.length);
    return { own, byService: this.#onService.map((at) => all[at] ?? null), total };
  }

  /** Into the step, as long as iterations are started in it: its rates are of that time. */
  #elapsedMs(step: Step): number {
    const sinceMs = this.#options.clock.nowMs() - this.#beganMs - step.startMs;
    return Math.min(sinceMs, step.lastsMs);
  }
}

/** The plan with a constant rate in place of the search. */
function planOfStep(
  plan: Plan,
  { maxVUs }: BreakpointExecutor,
  { rate, lastsMs, warmupMs }: Pick<Step, 'rate' | 'lastsMs' | 'warmupMs'>,
): Plan {
  const scenarios = plan.scenarios.map((scenario) => ({
    ...scenario,
    executor: {
      kind: 'constant-arrival-rate' as const,
      rate,
      durationMs: lastsMs,
      timeUnitMs: 1000,
      preAllocatedVUs: 0,
      maxVUs,
      whenBusy: 'wait' as const,
    },
  }));
  return { ...plan, scenarios, warmupMs };
}

/** The breakpoint that a plan looks for; null where it does not. */
export function breakpointOf(plan: Plan): BreakpointExecutor | null {
  const [scenario] = plan.scenarios;
  return scenario?.executor.kind === 'breakpoint' ? scenario.executor : null;
}
