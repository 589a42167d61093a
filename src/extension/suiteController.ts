import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { SessionState } from '../session/state.ts';
import type { SuiteRequest, SuiteRun } from '../session/suiteRun.ts';
import type { SuiteMemberState, SuiteState } from '../session/suiteState.ts';
import type { RunController } from './runController.ts';

/** Which suite is to be run. */
export interface SuiteTarget {
  /** Absolute path of the file that names it. */
  readonly file: string;
  readonly suite: string;
  /** Whether all of its runs are profiled, or those alone whose files ask for it. */
  readonly profiled: boolean;
}

/** Makes a suite ready to be run; heavy, so it is loaded at the first run. */
export interface SuiteMaker {
  /** @throws HotlapError where the suite, a file or a scenario that it names is wrong */
  prepareSuite(
    target: SuiteTarget,
    run: (member: SuiteMemberState) => Promise<SessionState>,
  ): Promise<{ readonly suite: SuiteRun; readonly members: SuiteRequest['members'] }>;
}

/** The one suite of this window: its runs are those of the window, one after the other. */
export class SuiteController implements Disposable {
  readonly #maker: () => Promise<SuiteMaker>;
  readonly #runs: RunController;
  readonly #save: (file: string) => Promise<void>;
  readonly #changes = new Emitter<void>();
  #run: SuiteRun | null = null;
  #state: SuiteState | null = null;
  #target: SuiteTarget | null = null;
  #running = false;
  #stopAsked = false;
  /** Settles when the suite that goes on has ended. */
  #ended: Promise<unknown> = Promise.resolve();

  /** The suite, or how it stands, is another. */
  readonly onChanged: Event<void> = this.#changes.event;

  /** @param save saves the edits of a file, so that what is run is what is seen */
  constructor(
    maker: () => Promise<SuiteMaker>,
    runs: RunController,
    save: (file: string) => Promise<void> = async () => {},
  ) {
    this.#maker = maker;
    this.#runs = runs;
    this.#save = save;
  }

  /** The suite that goes on, or the last one; null where the last that was run is none. */
  get state(): SuiteState | null {
    return this.#state;
  }

  /** What was run last, where that is a suite. */
  get target(): SuiteTarget | null {
    return this.#target;
  }

  /** True from the moment a suite is asked for until it has ended. */
  get running(): boolean {
    return this.#running;
  }

  /** Shows a suite of before the window was reloaded. */
  restore(state: SuiteState | null, target: SuiteTarget | null): void {
    if (this.#running || this.#state) return;
    this.#state = state;
    this.#target = target;
  }

  /** A run of its own takes the place of the suite. */
  clear(): void {
    if (this.#running || !this.#state) return;
    this.#state = null;
    this.#target = null;
    this.#changes.fire();
  }

  /**
   * Runs to the end.
   * @returns how it ended, and why its record could not be written
   * @throws HotlapError where it cannot begin
   */
  run(target: SuiteTarget): Promise<{ readonly state: SuiteState; readonly unwritten: string | null }> {
    if (this.#running) return Promise.reject(new Error('a suite goes on already'));
    this.#running = true;
    this.#stopAsked = false;
    const before = this.#target;
    this.#target = target;
    this.#changes.fire();
    const run = this.#runAll(target).catch((thrown: unknown) => {
      // What is shown is still the suite of before.
      this.#target = before;
      throw thrown;
    });
    this.#ended = run.catch(() => undefined);
    return run;
  }

  /** The first call lets what is under way finish, the second cuts it off; no further run begins. */
  stop(): void {
    this.#stopAsked = true;
    this.#run?.stop();
    if (this.#runs.running) this.#runs.stop();
  }

  /** Settles when the suite that goes on has ended and is recorded. */
  async settled(): Promise<void> {
    await this.#ended;
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #runAll(target: SuiteTarget): Promise<{ state: SuiteState; unwritten: string | null }> {
    const subscriptions: Disposable[] = [];
    try {
      const maker = await this.#maker();
      const { suite, members } = await maker.prepareSuite(target, ({ file, scenarios }) =>
        this.#runs.run({ file, scenarios, profiled: target.profiled }),
      );
      for (const file of new Set(members.map((one) => one.file))) await this.#save(file);
      this.#run = suite;
      this.#take(suite.state);
      subscriptions.push(
        suite.onChanged((state) => this.#take(state)),
        this.#runs.onEvent((event) => {
          const id = this.#runs.state.run?.id;
          if (event.type === 'recorded' && id !== undefined) void suite.recorded(id, event.file);
        }),
      );
      if (this.#stopAsked) suite.stop();
      const state = await suite.run();
      return { state, unwritten: suite.unwritten };
    } finally {
      for (const one of subscriptions) one.dispose();
      this.#run = null;
      this.#running = false;
      this.#changes.fire();
    }
  }

  #take(state: SuiteState): void {
    this.#state = state;
    this.#changes.fire();
  }
}
