import type { Sample } from '../../metrics/sample.ts';
import { CheckedResponse } from '../check/checkedResponse.ts';
import type { MetricReader } from '../check/metricReader.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange } from '../transport/requester.ts';
import type { Meter } from './meter.ts';
import type { UserValues } from './userValues.ts';

/** Looks at the responses of one virtual user: counts the checks, takes out what is captured. */
export class ResponseJudge {
  /** Whether the last response lacked something that was to be captured. */
  lacksCapture = false;
  /** What the last failure was of: the request itself, or which of the things that are asked of its response. */
  cause = '';
  readonly #meter: Meter;
  readonly #values: UserValues;
  readonly #response = new CheckedResponse();
  #exchange: Exchange | null = null;

  constructor(meter: Meter, values: UserValues) {
    this.#meter = meter;
    this.#values = values;
  }

  /** Begins with another response. @param sample its, by which it is seen whether it counts as failed */
  begin(exchange: Exchange, { checks, planned }: RequestInstruction, sample: Sample): void {
    this.#exchange = null;
    this.#response.durationUs = sample.durationUs;
    if (planned.checksFail !== true || sample.failed) return;
    const response = this.response(exchange);
    sample.failed = checks.some(({ test }) => test(response, this.#values) !== null);
  }

  /**
   * @param failed whether the request counts as failed
   * @returns the first reason for which the request failed, or null
   */
  judge(exchange: Exchange, instruction: RequestInstruction, failed: boolean): string | null {
    const { metrics } = instruction;
    const failure = this.#judge(exchange, instruction, failed);
    if (metrics === null) return failure;
    const missing = this.#measure(exchange.error === null ? this.response(exchange) : null, metrics);
    if (failure !== null) return failure;
    if (missing !== null) this.cause = 'metric';
    return missing;
  }

  /** Reads the numbers for the user's metrics, each a check. @returns what was not found first, or null */
  #measure(response: CheckedResponse | null, metrics: readonly MetricReader[]): string | null {
    let missing: string | null = null;
    for (const one of metrics) {
      const value = response === null ? undefined : one.read(response, this.#values);
      this.#meter.check(one.check, value !== undefined);
      if (value === undefined) missing ??= one.missing(response, this.#values);
      else this.#meter.metric(one.metric, value);
    }
    return missing;
  }

  #judge(exchange: Exchange, { checks, captures }: RequestInstruction, failed: boolean): string | null {
    this.lacksCapture = false;
    this.cause = '';
    let failure: string | null = null;
    if (exchange.error !== null) failure = exchange.error.reason;
    else if (failed) failure = `status ${exchange.status}`;
    if (checks.length === 0 && captures === null) return failure;
    const response = this.response(exchange);
    for (const check of checks) {
      const { id, test } = check;
      const wrong = exchange.error === null ? test(response, this.#values) : exchange.error.reason;
      this.#meter.check(id, wrong === null);
      // What was expected says more than the status that came.
      if (wrong === null || (failure !== null && !failure.startsWith('status '))) continue;
      failure = wrong;
      this.cause = `check ${checks.indexOf(check)}`;
    }
    if (captures === null) return failure;
    const missing = this.#values.capture(captures, exchange.error === null ? response : null, this.#meter);
    if (missing === null) return failure;
    this.lacksCapture = true;
    if (failure === null) this.cause = 'capture';
    return failure === null ? missing : `${failure}; ${missing}`;
  }

  /** The response of an exchange; asked for again, its body is not parsed again. */
  response(exchange: Exchange): CheckedResponse {
    if (this.#exchange === exchange) return this.#response;
    this.#exchange = exchange;
    return this.#response.of(exchange);
  }
}
