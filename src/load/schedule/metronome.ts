import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Alarm } from './alarm.ts';

/**
 * The other thread: sleeps until the instant in `due` (on the system's monotonic clock, in milliseconds) or
 * until `turn` changes, and says when the instant has come. It leaves next to nothing to collect: `hrtime` makes an
 * array each time, and its collections would be late starts. Of the zero of its own clock the greatest
 * answer is right: the others were held up halfway.
 */
const SLEEPER = `
const { parentPort, workerData } = require('node:worker_threads');
const turn = new Int32Array(workerData, 0, 1);
const due = new Float64Array(workerData, 8, 1);
const zero = () => {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e3 + nanos / 1e6 - performance.now();
};
let zeroMs = zero();
for (let asked = 0; asked < 50; asked++) zeroMs = Math.max(zeroMs, zero());
for (;;) {
  const seen = Atomics.load(turn, 0);
  const waitMs = due[0] - zeroMs - performance.now();
  if (waitMs > 0) {
    if (Atomics.wait(turn, 0, seen, waitMs) !== 'timed-out') continue;
  }
  if (Atomics.load(turn, 0) !== seen) continue;
  parentPort.postMessage(0);
  Atomics.wait(turn, 0, seen);
}`;

/** A sleep is told about with this delay, so it is set to end that much earlier. */
const WAKE_MS = 0.05;
/** No use in sleeping for less: it costs as much. At such rates starts come in small bunches. */
const SHORTEST_SLEEP_MS = 0.2;
/** Where the other thread gets no turn, a timer of this one calls, this much later. */
const FALLBACK_MS = 2;

/**
 * A source of alarms that are on time to about a tenth of a millisecond. Timers of the event loop are due on
 * whole milliseconds and late by up to one, which the open model would count as latency of the API; and to
 * watch the clock instead costs a core. A second thread that sleeps exactly costs next to nothing.
 */
export class Metronome implements Disposable {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #turn: Int32Array;
  readonly #due: Float64Array;
  readonly #alarms = new Set<MetronomeAlarm>();
  /** Resolves when the other thread runs, or is known never to. */
  readonly started: Promise<void>;
  #fallback: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #armedMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    const shared = new SharedArrayBuffer(16);
    this.#turn = new Int32Array(shared, 0, 1);
    this.#due = new Float64Array(shared, 8, 1);
    this.#due[0] = Number.POSITIVE_INFINITY;
    this.#worker = new Worker(SLEEPER, { eval: true, workerData: shared, execArgv: [], env: {} });
    this.#worker.unref();
    this.#worker.on('message', this.#look);
    this.started = new Promise((resolve) => {
      this.#worker.once('online', resolve);
      // Without the other thread the timer does it, less exactly.
      this.#worker.on('error', () => resolve());
    });
  }

  /** An alarm of its own for whoever needs one; any number. */
  alarm(): Alarm {
    const alarm = new MetronomeAlarm(() => this.#arm());
    this.#alarms.add(alarm);
    return alarm;
  }

  dispose(): void {
    this.#alarms.clear();
    this.#disarm();
    void this.#worker.terminate();
  }

  #disarm(): void {
    if (this.#fallback) clearTimeout(this.#fallback);
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#fallback = null;
    this.#immediate = null;
    this.#armedMs = Number.POSITIVE_INFINITY;
  }

  /** Sees to it that `#look` is called when the next alarm is due. */
  #arm(): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const alarm of this.#alarms) nextMs = Math.min(nextMs, alarm.atMs);
    if (nextMs === this.#armedMs) return;
    this.#disarm();
    if (nextMs === Number.POSITIVE_INFINITY) return;
    this.#armedMs = nextMs;
    const waitMs = nextMs - this.#clock.nowMs();
    if (waitMs <= WAKE_MS) {
      this.#immediate = setImmediate(this.#look);
      return;
    }
    const sleepMs = Math.max(SHORTEST_SLEEP_MS, waitMs - WAKE_MS);
    const [seconds, nanos] = process.hrtime();
    this.#due[0] = seconds * 1e3 + nanos / 1e6 + sleepMs;
    Atomics.add(this.#turn, 0, 1);
    Atomics.notify(this.#turn, 0);
    this.#fallback = setTimeout(this.#look, Math.ceil(sleepMs) + FALLBACK_MS);
  }

  readonly #look = (): void => {
    this.#disarm();
    const nowMs = this.#clock.nowMs();
    for (const alarm of this.#alarms) if (alarm.atMs <= nowMs) alarm.ring();
    this.#arm();
  };
}

class MetronomeAlarm implements Alarm {
  atMs = Number.POSITIVE_INFINITY;
  readonly #changed: () => void;
  #callback: (() => void) | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  set(atMs: number, callback: () => void): void {
    this.atMs = atMs;
    this.#callback = callback;
    this.#changed();
  }

  ring(): void {
    const callback = this.#callback;
    this.atMs = Number.POSITIVE_INFINITY;
    this.#callback = null;
    callback?.();
  }

  dispose(): void {
    this.atMs = Number.POSITIVE_INFINITY;
    this.#callback = null;
    this.#changed();
  }
}
