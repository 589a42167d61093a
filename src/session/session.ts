import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { type ErrorInfo, toErrorInfo } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import { compareToBaseline } from '../results/compare.ts';
import type { Plan } from '../scenario/plan/plan.ts';
import { isPassed } from './breakpointText.ts';
import { within } from './deadline.ts';
import type { SessionEvent } from './event.ts';
import { placeOfHost } from './hostPlace.ts';
import type { HostConsent, LoadHandle, LoadResult, Profiler, RecordStore, Runner } from './ports.ts';
import { ProfileWatch } from './profileWatch.ts';
import { RecordKeeper } from './recordKeeper.ts';
import { redactedEvent } from './redactedEvent.ts';
import { reduce } from './reduce.ts';
import { RequestTimeline } from './requestTimeline.ts';
import { runInfoOf } from './runInfo.ts';
import type { RunRequest } from './runRequest.ts';
import { IDLE, type Outcome, type SessionState } from './state.ts';

/** What a run needs from outside: the editor's own, or the command line's. */
export interface SessionPorts {
  readonly runner: Runner;
  /** null where nothing can be profiled here. */
  readonly profiler: Profiler | null;
  /** null where no record is kept. */
  readonly store: RecordStore | null;
  readonly consent: HostConsent;
  readonly clock: Clock;
}

/**
 * How long the load waits for the profiler once all else is ready. Attaching stalls the API for 100-200 ms,
 * which must not fall into what is measured, and usually takes less than starting the engine does; on a
 * machine where it takes longer than this, the load begins without it and says so.
 */
const ATTACH_PATIENCE_MS = 1500;
/** How long a load may take to end once it was told to end now, before it is ended for it. */
const CUT_OFF_MS = 3000;
/** How long the clean-up may hold back the end of a run that never began. */
const CLEAN_UP_MS = 5000;

/** Told to whoever waits for something when the run is over before it has begun. */
const CANCELLED = Symbol('cancelled');

/** One run, from the click to the verdict. Every failure is in the state; `run` does not reject for one. */
export class Session implements Disposable {
  readonly #ports: SessionPorts;
  readonly #events = new Emitter<SessionEvent>();
  readonly #resources = new DisposableStore();
  readonly #timeline = new RequestTimeline();
  readonly #cancelled: Promise<typeof CANCELLED>;
  #cancel: () => void = () => {};
  #state: SessionState = IDLE;
  #preparing: Promise<unknown> = Promise.resolve();
  #load: LoadHandle | null = null;
  #profile: ProfileWatch | null = null;
  #keeper: RecordKeeper | null = null;
  /** What nothing that is told may show. */
  #secrets: readonly string[] = [];
  #stops = 0;
  #disposed = false;

  readonly onEvent: Event<SessionEvent> = this.#events.event;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#cancelled = new Promise((resolve) => {
      this.#cancel = () => resolve(CANCELLED);
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Runs to the end. A session runs once. @returns the final state: its outcome says how it went */
  async run(request: RunRequest): Promise<SessionState> {
    if (this.#keeper) throw new Error('a session runs once');
    const { clock, store } = this.#ports;
    const run = runInfoOf(request, randomUUID(), clock.wallMs());
    const keeper = new RecordKeeper(
      request,
      run,
      { store, clock },
      {
        recorded: (file) => this.#tell({ type: 'recorded', file }),
        warned: (message) => this.#tell({ type: 'warned', message }),
      },
    );
    this.#keeper = keeper;
    this.#secrets = request.plan.secrets;
    this.#tell({ type: 'prepared', run });
    for (const message of request.warnings ?? []) this.#tell({ type: 'warned', message });
    try {
      const load = await this.#prepare(request);
      if (load === CANCELLED) await this.#end(request, keeper, 'interrupted', null);
      else await this.#carry(load, request, keeper);
    } catch (thrown) {
      await this.#end(request, keeper, 'error', toErrorInfo(thrown));
    }
    await this.#cleanUp();
    return this.#state;
  }

  /** Once: no new iterations, those under way have their `gracefulStop`. Twice: all is cut off. Either way there is a result. */
  stop(): void {
    const { phase } = this.#state;
    if (phase === 'idle' || phase === 'finished') return;
    this.#stops += 1;
    if (this.#load === null || phase === 'preparing') {
      this.#cancel();
      return;
    }
    if (this.#stops === 1) {
      this.#tell({ type: 'stopping' });
      this.#load.stop('graceful');
    } else if (this.#stops === 2) {
      this.#load.stop('now');
      this.#resources.add(this.#ports.clock.after(CUT_OFF_MS, () => this.#cancel()));
    }
  }

  /** Ends everything at once; the record of the last second stays as it is. */
  dispose(): void {
    this.#disposed = true;
    this.#cancel();
    this.#resources.dispose();
    this.#events.dispose();
  }

  /** Hosts, then engine and profiler at the same time: nothing is sent before both are ready. */
  async #prepare(request: RunRequest): Promise<LoadHandle | typeof CANCELLED> {
    const { consent, runner, profiler, clock } = this.#ports;
    const { plan } = request;
    const hosts = await Promise.race([
      consent.resolve(originsByHost(plan), (host) => placeOfHost(plan, host)),
      this.#cancelled,
    ]);
    if (hosts === CANCELLED) return CANCELLED;
    if (request.profiled && plan.socketPath !== undefined) {
      this.#tell({ type: 'profileUnavailable', problem: NO_PORT });
    } else if (request.profiled && profiler) {
      this.#profile = this.#resources.add(
        new ProfileWatch(profiler, { origin: plan.target, hosts }, clock, this.#profileListener()),
      );
    } else if (request.profiled) {
      this.#tell({ type: 'profileUnavailable', problem: NO_PROFILER });
    }
    const preparing = runner.prepare(plan, hosts).then((load) => this.#resources.add(load));
    this.#preparing = preparing;
    const load = await Promise.race([preparing, this.#cancelled]);
    if (load === CANCELLED) return CANCELLED;
    return (await this.#awaitProfile()) ?? load;
  }

  async #awaitProfile(): Promise<typeof CANCELLED | null> {
    if (!this.#profile) return null;
    const settled = this.#profile.settled.then(() => 'settled' as const);
    const first = await Promise.race([
      within(this.#ports.clock, ATTACH_PATIENCE_MS, settled),
      this.#cancelled,
    ]);
    if (first === null) {
      const message =
        'The profiler was still attaching when the load began: the first requests may be slower for it.';
      this.#tell({ type: 'warned', message });
    }
    return first === CANCELLED ? CANCELLED : null;
  }

  /** From the first request to the verdict. */
  async #carry(load: LoadHandle, request: RunRequest, keeper: RecordKeeper): Promise<void> {
    this.#load = load;
    this.#resources.add(load.onSnapshot((snapshot) => this.#snapshot(snapshot, keeper)));
    this.#resources.add(load.onWarning((message) => this.#tell({ type: 'warned', message })));
    this.#resources.add(
      load.onCheckpoint((metrics) => {
        keeper.setMetrics(metrics);
        keeper.keep(this.#state);
      }),
    );
    void keeper.settleGit();
    this.#profile?.begin(request.plan.warmupMs);
    load.begin();
    this.#tell({ type: 'started' });
    const result = await Promise.race([load.result, this.#cancelled]);
    if (result === CANCELLED) {
      await this.#end(request, keeper, 'interrupted', null);
      return;
    }
    keeper.setMetrics(result.metrics);
    this.#snapshot(result.snapshot, null);
    keeper.addSnapshot(result.snapshot);
    await this.#end(request, keeper, outcomeOf(result), null);
  }

  #snapshot(snapshot: Snapshot, keeper: RecordKeeper | null): void {
    this.#timeline.add(snapshot);
    const first = this.#state.snapshot === null;
    this.#tell({ type: 'snapshot', snapshot });
    keeper?.addSnapshot(snapshot);
    // With the last one the whole record follows.
    if (first && snapshot.phase !== 'done') keeper?.keep(this.#state);
  }

  /** Lets go of the process, writes the last record, compares, and tells the end. */
  async #end(
    request: RunRequest,
    keeper: RecordKeeper,
    outcome: Outcome,
    problem: ErrorInfo | null,
  ): Promise<void> {
    const finished: SessionEvent = { type: 'finished', outcome, problem };
    if (this.#disposed) {
      this.#tell(finished);
      return;
    }
    const began = this.#state.snapshot !== null;
    if (!began) this.#tell(finished);
    await this.#profile?.close();
    if (!began) return;
    await keeper.settleGit();
    const last = reduce(this.#state, redactedEvent(finished, this.#secrets));
    const record = keeper.record(last, outcome === 'error' ? 'interrupted' : outcome);
    await keeper.close(record);
    if (request.baseline && record.summary.requests > 0 && (outcome === 'passed' || outcome === 'failed')) {
      this.#tell({ type: 'compared', comparison: compareToBaseline(record, request.baseline) });
    }
    this.#tell(finished);
  }

  /** What was still being made when the run ended is let go the moment it is there, and waited for, within reason. */
  async #cleanUp(): Promise<void> {
    this.#resources.dispose();
    const made = Promise.allSettled([this.#preparing, this.#profile?.settled]);
    if (!this.#disposed) await within(this.#ports.clock, CLEAN_UP_MS, made);
  }

  #profileListener(): ConstructorParameters<typeof ProfileWatch>[3] {
    return {
      attached: (process) => this.#tell({ type: 'profileAttached', process }),
      unavailable: (problem) => this.#tell({ type: 'profileUnavailable', problem }),
      updated: (latest, total) =>
        this.#tell({
          type: 'profileUpdated',
          latest,
          total,
          latestRequests: this.#timeline.between(latest.startMs, latest.endMs),
          totalRequests: this.#timeline.between(total.startMs, total.endMs),
        }),
    };
  }

  #tell(event: SessionEvent): void {
    const { phase } = this.#state;
    if (phase === 'finished') return;
    const shown = redactedEvent(event, this.#secrets);
    this.#state = reduce(this.#state, shown);
    this.#events.fire(shown);
  }
}

/** Those that are reached by the address of their host. */
function originsByHost({ origins, target, socketPath }: Plan): readonly string[] {
  return socketPath === undefined ? origins : origins.filter((one) => one !== target);
}

const NO_PORT: ErrorInfo = {
  code: 'profile-unavailable',
  message: 'the API is reached by a Unix socket, and its process is found by its port',
  hint: 'to profile it, let it listen on a port of this machine, and give that as `target` without socketPath',
};

const NO_PROFILER: ErrorInfo = {
  code: 'profile-unavailable',
  message: 'there is no profiler here',
};

function outcomeOf({ end, snapshot }: LoadResult): Outcome {
  if (end === 'stopped') return 'interrupted';
  if (end === 'aborted') return 'failed';
  if (snapshot.breakpoint !== null) return isPassed(snapshot.breakpoint) ? 'passed' : 'failed';
  return snapshot.thresholds.some((one) => one.ok === false) ? 'failed' : 'passed';
}
