import type { Disposable } from '../../base/disposable.ts';
import type { SchedulerOptions } from './scheduler.ts';

/** What a scheduler does at its end, where that is its own. */
export interface Ending {
  /** Virtual users with an iteration under way. */
  active(): number;
  /** Nothing is started any more, by a timer or for want of users. Called once. */
  halt(): void;
  /** Cuts all iterations, so that none is active. */
  cut(): void;
  /** The last act: nothing is under way. Called once. */
  done(): void;
}

/** How each scheduler ends: it starts nothing more, gives those under way their grace, and is done when none is left. */
export class WindDown {
  readonly #options: SchedulerOptions;
  readonly #ending: Ending;
  #isStopping = false;
  #isDone = false;
  #grace: Disposable | null = null;

  constructor(options: SchedulerOptions, ending: Ending) {
    this.#options = options;
    this.#ending = ending;
  }

  /** Whether nothing is to be started any more. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** No new iterations; those under way have the scenario's graceful stop, then they are cut. */
  stop(): void {
    if (this.#isStopping || this.#isDone) return;
    this.#halt();
    const { ports, scenario } = this.#options;
    this.#grace = ports.clock.after(scenario.gracefulStopMs, () => this.cut());
    this.doneIfIdle();
  }

  /** Cuts all iterations here and now. */
  cut(): void {
    if (!this.#isStopping) this.#halt();
    this.#ending.cut();
    this.doneIfIdle();
  }

  /** Done, where no iteration is under way: for those who know that none will be started either. */
  doneIfIdle(): void {
    if (this.#isDone || this.#ending.active() > 0) return;
    this.#isDone = true;
    this.#grace?.dispose();
    this.#ending.done();
  }

  #halt(): void {
    this.#isStopping = true;
    this.#ending.halt();
  }
}
