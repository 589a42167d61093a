import type { PlannedScenario } from '../../scenario/plan/plan.ts';
import type { Program } from '../program/program.ts';
import type { LoadPorts } from '../user/loadPorts.ts';
import type { Alarm } from './alarm.ts';
import type { Share } from './share.ts';

/** One scenario under way: starts virtual users as the pacer says, until it is done. */
export interface Scheduler {
  /** Begins; the plan's times count from `startMs` of the clock, which may be a moment ahead. */
  start(startMs: number): void;
  /** No new iterations; those under way have the scenario's graceful stop, then they are cut. */
  stop(): void;
  /** Cuts all iterations here and now. */
  cut(): void;
  /** Virtual users with an iteration under way. */
  readonly active: number;
  /** Virtual users that there are, or are planned at the most. */
  readonly max: number;
}

export interface SchedulerOptions {
  readonly scenario: PlannedScenario;
  readonly program: Program;
  readonly ports: LoadPorts;
  /** A new alarm for this scheduler alone. */
  alarm(): Alarm;
  /** Of its load, what this thread sends. */
  readonly share: Share;
  /** The number, from 1, of the scenario's virtual user number `user`, from 0. */
  vuNumber(user: number): number;
  onWarning(message: string): void;
  /** Nothing is under way and nothing will be started any more. Called once. */
  onDone(): void;
}
