import type { Failure } from '../../metrics/failure.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { Meter } from '../user/meter.ts';

/**
 * Stands before the meter of a run with a warm-up: what began in it is counted nowhere, whenever it ends. What
 * has no beginning of its own (a start that was missed, an iteration cut short) is counted by when it is told.
 */
export class WarmupGate implements Meter {
  readonly #meter: Meter;
  readonly #warmupUs: number;
  readonly #elapsedMs: () => number;
  /** Whether the request that was told last is counted, so that its checks and its failure are. */
  #counted = false;

  constructor(meter: Meter, warmupMs: number, elapsedMs: () => number) {
    this.#meter = meter;
    this.#warmupUs = warmupMs * 1000;
    this.#elapsedMs = elapsedMs;
  }

  failed(kind: string): boolean {
    return this.#counted && this.#meter.failed(kind);
  }

  request(sample: Sample): void {
    this.#counted = this.#counts(sample.durationUs);
    if (this.#counted) this.#meter.request(sample);
  }

  iteration(scenario: number, durationUs: number, phase: number, endedBy: string | null): void {
    if (this.#counts(durationUs)) this.#meter.iteration(scenario, durationUs, phase, endedBy);
  }

  group(group: number, durationUs: number): void {
    if (this.#counts(durationUs)) this.#meter.group(group, durationUs);
  }

  dropped(scenario: number, count: number, phase: number): void {
    if (this.#counts(0)) this.#meter.dropped(scenario, count, phase);
  }

  missed(scenario: number, count: number, phase: number, waitedUs: number): void {
    if (this.#counts(0)) this.#meter.missed(scenario, count, phase, waitedUs);
  }

  interrupted(scenario: number, requests: number): void {
    if (this.#counts(0)) this.#meter.interrupted(scenario, requests);
  }

  check(check: number, passed: boolean): void {
    if (this.#counted) this.#meter.check(check, passed);
  }

  authRefreshed(): void {
    if (this.#counts(0)) this.#meter.authRefreshed();
  }

  authFailed(): void {
    if (this.#counts(0)) this.#meter.authFailed();
  }

  metric(metric: number, value: number): void {
    if (this.#counted) this.#meter.metric(metric, value);
  }

  startDelay(delayUs: number, waited: boolean): void {
    if (this.#counts(delayUs)) this.#meter.startDelay(delayUs, waited);
  }

  failure(failure: Failure): void {
    if (this.#counted) this.#meter.failure(failure);
  }

  /** Whether what took so long until now began after the warm-up; half a microsecond is lost to rounding. */
  #counts(durationUs: number): boolean {
    return this.#elapsedMs() * 1000 - durationUs >= this.#warmupUs - 0.5;
  }
}
