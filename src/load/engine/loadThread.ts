import { assertNever } from '../../base/assertNever.ts';
import type { Clock } from '../../base/clock.ts';
import { HotlapError } from '../../base/errors.ts';
import { Recorder } from '../../metrics/recorder.ts';
import type { RequesterListener } from '../client/planRequesters.ts';
import { compilePlan } from '../program/program.ts';
import { Lanes } from '../run/lanes.ts';
import type { Alarm } from '../schedule/alarm.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import type { FromThread, PrepareThread, ToThread } from './threadMessages.ts';
import type { ThreadHealth } from './threadWatch.ts';

export interface LoadThreadOptions {
  readonly clock: Clock;
  /** The clock that all threads share, in milliseconds. */
  systemMs(): number;
  requesters(prepare: PrepareThread, listener: RequesterListener): RequesterFactory;
  alarm(): Alarm;
  /** Since the last call. */
  health(): ThreadHealth;
  send(message: FromThread): void;
}

/** A thread that sends its share of a run's load, and tells the engine's main thread what it has counted. */
export class LoadThread {
  readonly #options: LoadThreadOptions;
  #recorder: Recorder | null = null;
  #lanes: Lanes | null = null;
  #begun = false;
  #done = false;

  constructor(options: LoadThreadOptions) {
    this.#options = options;
  }

  /** @throws HotlapError `protocol`, `threshold-invalid` */
  receive(message: ToThread): void {
    switch (message.type) {
      case 'prepare':
        this.#prepare(message);
        break;
      case 'begin':
        this.#begin(message.atMs);
        break;
      case 'tell':
        if (!this.#done) this.#tell('told');
        break;
      case 'stop':
        if (this.#begun && !this.#done) this.#lanes?.stop(message.mode);
        break;
      default:
        assertNever(message);
    }
  }

  #prepare(prepare: PrepareThread): void {
    if (this.#lanes !== null) throw new HotlapError({ code: 'protocol', message: 'prepared twice' });
    const { clock, send, alarm } = this.#options;
    const { plan, given, share } = prepare;
    const { programs, ...recorded } = compilePlan(plan, given, share.rows);
    // The thresholds decide which submetrics there are; they are evaluated where all threads' counts come together.
    const recorder = new Recorder({ ...recorded, thresholds: plan.thresholds, warmupMs: plan.warmupMs });
    this.#recorder = recorder;
    const onWarning = (message: string) => send({ type: 'warning', message });
    this.#lanes = new Lanes({
      plan,
      programs,
      share,
      clock,
      requesters: this.#options.requesters(prepare, {
        onFailed: (error) => send({ type: 'failed', error }),
        onWarning,
      }),
      meter: recorder,
      alarm,
      onWarning,
      onDone: () => this.#tell('done'),
    });
    send({ type: 'ready' });
  }

  #begin(atMs: number): void {
    const { clock, systemMs, health } = this.#options;
    this.#begun = true;
    health();
    this.#lanes?.begin(clock.nowMs() + atMs - systemMs());
  }

  #tell(type: 'told' | 'done'): void {
    const { send, health } = this.#options;
    if (this.#recorder === null || this.#lanes === null) return;
    const { active, max } = this.#lanes;
    this.#done = type === 'done';
    send({ type, told: { part: this.#recorder.drain(), active, max, health: health() } });
  }
}
