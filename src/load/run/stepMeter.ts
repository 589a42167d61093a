import type { Failure } from '../../metrics/failure.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { Meter } from '../user/meter.ts';

/** Counts a step of a breakpoint run twice: for the whole run, and for itself. */
export class StepMeter implements Meter {
  readonly #whole: Meter;
  readonly #step: Meter;
  readonly #startMs: number;
  missedCount = 0;
  unfinished = 0;
  waited = 0;

  /** @param startMs when the step began, into the run */
  constructor(whole: Meter, step: Meter, startMs: number) {
    this.#whole = whole;
    this.#step = step;
    this.#startMs = startMs;
  }

  failed(kind: string): boolean {
    return this.#whole.failed(kind);
  }

  request(sample: Sample): void {
    this.#whole.request(sample);
    this.#step.request(sample);
  }

  iteration(scenario: number, durationUs: number, phase: number, endedBy: string | null): void {
    this.#whole.iteration(scenario, durationUs, phase, endedBy);
    this.#step.iteration(scenario, durationUs, phase, endedBy);
  }

  group(group: number, durationUs: number): void {
    this.#whole.group(group, durationUs);
    this.#step.group(group, durationUs);
  }

  dropped(scenario: number, count: number, phase: number): void {
    this.#whole.dropped(scenario, count, phase);
    this.#step.dropped(scenario, count, phase);
  }

  missed(scenario: number, count: number, phase: number, waitedUs: number): void {
    this.missedCount += count;
    this.#whole.missed(scenario, count, phase, waitedUs);
    this.#step.missed(scenario, count, phase, waitedUs);
  }

  interrupted(scenario: number, requests: number): void {
    this.unfinished++;
    this.#whole.interrupted(scenario, requests);
    this.#step.interrupted(scenario, requests);
  }

  authRefreshed(): void {
    this.#whole.authRefreshed();
    this.#step.authRefreshed();
  }

  authFailed(): void {
    this.#whole.authFailed();
    this.#step.authFailed();
  }

  check(check: number, passed: boolean): void {
    this.#whole.check(check, passed);
    this.#step.check(check, passed);
  }

  metric(metric: number, value: number): void {
    this.#whole.metric(metric, value);
    this.#step.metric(metric, value);
  }

  startDelay(delayUs: number, waited: boolean): void {
    if (waited) this.waited++;
    this.#whole.startDelay(delayUs, waited);
    this.#step.startDelay(delayUs, waited);
  }

  failure(failure: Failure): void {
    // The users of a step know no other beginning than the step's.
    this.#whole.failure({ ...failure, elapsedMs: failure.elapsedMs + this.#startMs });
  }
}
