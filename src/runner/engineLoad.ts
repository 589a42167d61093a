import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { MetricRecord, Snapshot } from '../metrics/snapshot.ts';
import type { Channel } from '../protocol/channel.ts';
import type { FromEngine, ToEngine } from '../protocol/engineMessages.ts';
import type { LoadHandle, LoadResult } from '../session/ports.ts';
import { errorFromWire, explained } from './engineErrors.ts';

export interface EngineLoadOptions {
  readonly child: ChildProcess;
  readonly channel: Channel<ToEngine, FromEngine>;
  readonly clock: Clock;
  stderr(): string;
}

/** The engine sends snapshots four times a second: as many looks in vain as make it dead. */
const SILENT_LOOKS = 4;
const LOOK_EVERY_MS = 5000;
/** `stop now` still brings a result, if it comes within this. */
const STOP_NOW_MS = 3000;

/** A load in an engine process that is ready. The process is gone when `result` has settled. */
export class EngineLoad implements LoadHandle {
  readonly #options: EngineLoadOptions;
  readonly #timers = new DisposableStore();
  readonly #snapshots = new Emitter<Snapshot>();
  readonly #checkpoints = new Emitter<readonly MetricRecord[]>();
  readonly #warnings = new Emitter<string>();
  #resolve: (result: LoadResult) => void = () => undefined;
  #reject: (error: HotlapError) => void = () => undefined;
  #settled = false;
  #heard = true;
  #silentLooks = 0;
  #stopNow: Disposable | null = null;

  readonly onSnapshot = this.#snapshots.event;
  readonly onCheckpoint = this.#checkpoints.event;
  readonly onWarning = this.#warnings.event;
  readonly result = new Promise<LoadResult>((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  constructor(options: EngineLoadOptions) {
    this.#options = options;
    // A handle that is disposed of before anyone has asked for the result is no unhandled rejection.
    this.result.catch(() => undefined);
    const { channel } = options;
    this.#timers.add(channel.onMessage((message) => this.#receive(message)));
    this.#timers.add(channel.onInvalid((error) => this.#fail(error)));
    this.#timers.add(channel.onClose((error) => this.#fail(error)));
  }

  begin(): void {
    this.#options.channel.send({ type: 'begin' });
    this.#timers.add(this.#options.clock.every(LOOK_EVERY_MS, () => this.#look()));
  }

  stop(mode: 'graceful' | 'now'): void {
    this.#options.channel.send({ type: 'stop', mode });
    if (mode === 'graceful' || this.#stopNow || this.#settled) return;
    this.#stopNow = this.#timers.add(
      this.#options.clock.after(STOP_NOW_MS, () =>
        this.#fail(new HotlapError({ code: 'protocol', message: 'it did not stop' })),
      ),
    );
  }

  dispose(): void {
    this.#fail(new HotlapError({ code: 'engine-failed', message: 'the load was ended from outside' }));
    this.#snapshots.dispose();
    this.#checkpoints.dispose();
    this.#warnings.dispose();
  }

  #receive(message: FromEngine): void {
    this.#heard = true;
    switch (message.type) {
      case 'snapshot':
        this.#snapshots.fire(message.snapshot);
        break;
      case 'checkpoint':
        this.#checkpoints.fire(message.metrics);
        break;
      case 'warning':
        this.#warnings.fire(message.message);
        break;
      case 'failed':
        this.#fail(errorFromWire(message.error));
        break;
      case 'finished':
        this.#finish(message);
        break;
      default:
    }
  }

  #finish({ end, snapshot, metrics }: Extract<FromEngine, { type: 'finished' }>): void {
    if (!this.#settle()) return;
    this.#snapshots.fire(snapshot);
    this.#resolve({ end, snapshot, metrics });
  }

  #fail(error: HotlapError): void {
    if (!this.#settle()) return;
    this.#reject(explained(error, this.#options.stderr()));
  }

  /** A computer that slept has silent looks too, but not so many in a row once it is awake. */
  #look(): void {
    this.#silentLooks = this.#heard ? 0 : this.#silentLooks + 1;
    this.#heard = false;
    if (this.#silentLooks < SILENT_LOOKS) return;
    const seconds = (SILENT_LOOKS * LOOK_EVERY_MS) / 1000;
    this.#fail(new HotlapError({ code: 'protocol', message: `it has not been heard of for ${seconds} s` }));
  }

  /** Lets go of the process, which has told its last or is to be ended. @returns whether this was the first time */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#timers.dispose();
    this.#options.channel.dispose();
    this.#options.child.kill('SIGKILL');
    return true;
  }
}
