import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { SessionEvent } from '../session/event.ts';
import type { Session } from '../session/session.ts';
import { IDLE, type SessionState } from '../session/state.ts';

/** What is to be run: a file, all its scenarios or some, with the profiler or as the file says. */
export interface RunTarget {
  /** Absolute path. */
  readonly file: string;
  /** Empty: all of the file. */
  readonly scenarios: readonly string[];
  readonly profiled: boolean;
}

export interface PreparedRun {
  readonly session: Session;
  start(): Promise<SessionState>;
}

/** Makes the session of one run ready; heavy, so it is loaded at the first run. */
export interface SessionMaker {
  /** @throws HotlapError where the file, a variable or a scenario's name is wrong */
  prepare(target: RunTarget): Promise<PreparedRun>;
}

/** The one run of this window: starts it, stops it, and tells all who show it. */
export class RunController implements Disposable {
  readonly #maker: () => Promise<SessionMaker>;
  readonly #events = new Emitter<SessionEvent>();
  readonly #changes = new Emitter<void>();
  #session: Session | null = null;
  #target: RunTarget | null = null;
  #running = false;
  #restored: SessionState = IDLE;
  #disposed = false;
  /** Stop was asked for before there was a session to stop. */
  #stopAsked = false;
  /** Settles when the run that goes on has ended. */
  #ended: Promise<void> = Promise.resolve();

  /** What happens to the run. */
  readonly onEvent: Event<SessionEvent> = this.#events.event;
  /** A run began or has ended. */
  readonly onRunChanged: Event<void> = this.#changes.event;

  constructor(maker: () => Promise<SessionMaker>) {
    this.#maker = maker;
  }

  get state(): SessionState {
    return this.#session?.state ?? this.#restored;
  }

  /** True from the moment a run is asked for until it has ended. */
  get running(): boolean {
    return this.#running;
  }

  /** What was run last in this window. */
  get target(): RunTarget | null {
    return this.#target;
  }

  /** Shows a run of before the window was reloaded, until there is a new one. */
  restore(state: SessionState, target: RunTarget | null): void {
    if (this.#session) return;
    this.#restored = state;
    this.#target ??= target;
  }

  /**
   * Runs to the end.
   * @throws HotlapError where it cannot begin; what goes wrong later is in the state
   */
  run(target: RunTarget): Promise<SessionState> {
    if (this.#running) return Promise.reject(new Error('a run goes on already'));
    this.#running = true;
    this.#stopAsked = false;
    this.#restored = this.state;
    this.#session?.dispose();
    this.#session = null;
    this.#target = target;
    this.#changes.fire();
    const run = this.#run(target);
    this.#ended = run.then(
      () => {},
      () => {},
    );
    return run;
  }

  /** The first call lets what is under way finish, the second cuts it off. */
  stop(): void {
    if (this.#session) this.#session.stop();
    else this.#stopAsked = true;
  }

  /** Ends a run at once and waits until its record is written and the profiled process let go of. */
  async end(): Promise<void> {
    this.#disposed = true;
    this.stop();
    this.stop();
    await this.#ended;
    this.dispose();
  }

  /** Ends a run at once, with no process left behind. */
  dispose(): void {
    this.#disposed = true;
    this.#session?.dispose();
    this.#events.dispose();
    this.#changes.dispose();
  }

  async #run(target: RunTarget): Promise<SessionState> {
    try {
      const maker = await this.#maker();
      const { session, start } = await maker.prepare(target);
      if (this.#disposed) {
        session.dispose();
        return session.state;
      }
      this.#session = session;
      const subscription = session.onEvent((event) => this.#events.fire(event));
      try {
        const ended = start();
        if (this.#stopAsked) session.stop();
        return await ended;
      } finally {
        subscription.dispose();
      }
    } finally {
      this.#running = false;
      this.#changes.fire();
    }
  }
}
