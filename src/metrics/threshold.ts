import { assertNever } from '../base/assertNever.ts';
import { HotlapError } from '../base/errors.ts';
import type { MetricType } from './names.ts';
import { aggregate, type Sink } from './sink.ts';
import { parseThreshold, type ThresholdExpression, thresholdProblem } from './thresholdExpression.ts';
import type { ThresholdStatus } from './thresholdStatus.ts';

/** A threshold as a plan has it. */
export interface ThresholdOptions {
  readonly metric: string;
  readonly expression: string;
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

/** Whether the comparison holds. */
export function holds(value: number, { operator, limit }: ThresholdExpression): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
    case '===':
      return value === limit;
    case '!=':
      return value !== limit;
    default:
      return assertNever(operator);
  }
}

/** How far a value is past its limit, as a share of the limit; negative with room left; null where the limit is 0. */
export function marginOf(value: number, { operator, limit }: ThresholdExpression): number | null {
  if (value === limit) return 0;
  if (limit === 0) return null;
  const above = (value - limit) / Math.abs(limit);
  switch (operator) {
    case '<':
    case '<=':
      return above;
    case '>':
    case '>=':
      return -above;
    case '==':
    case '===':
      return Math.abs(above);
    case '!=':
      return -Math.abs(above);
    default:
      return assertNever(operator);
  }
}

/**
 * One threshold of a run, by k6's rules: over all samples since the start; one without samples is left out
 * until the end, where an empty trend, counter or gauge is judged as 0 (and but for the counter told as null) and an
 * empty rate passes; it may turn red and recover, and the last evaluation decides.
 */
export class Threshold {
  readonly options: ThresholdOptions;
  readonly #expression: ThresholdExpression;
  readonly #sink: Sink;
  #value: number | null = null;
  #ok: boolean | null = null;
  #failingSinceMs: number | null = null;

  /**
   * @param custom the user's own metrics, by name
   * @throws HotlapError `threshold-invalid`
   */
  constructor(options: ThresholdOptions, sink: Sink, custom: Readonly<Record<string, MetricType>> = {}) {
    const problem = thresholdProblem(options.metric, options.expression, custom);
    const parsed = parseThreshold(options.expression);
    if (problem !== null || !parsed.ok) {
      const message = `threshold on ${options.metric}: ${problem ?? ''}`;
      throw new HotlapError({ code: 'threshold-invalid', message });
    }
    this.options = options;
    this.#expression = parsed.expression;
    this.#sink = sink;
  }

  /**
   * @param final whether the run has ended, so that what is empty counts too
   * @param measuredMs the time that rates are of: without the warm-up
   */
  evaluate(elapsedMs: number, final: boolean, measuredMs = elapsedMs): void {
    if (this.#sink.empty && !final) return;
    const value = aggregate(this.#sink, this.#expression, measuredMs);
    this.#ok = value === null || holds(value, this.#expression);
    // A count of nothing is 0; of a time or a share of nothing there is no figure to tell.
    this.#value = this.#sink.empty && this.#sink.type !== 'counter' ? null : value;
    if (this.#ok) this.#failingSinceMs = null;
    else this.#failingSinceMs ??= elapsedMs;
  }

  /** Whether it is red, and the run is to be ended for it: not before more than its delay has passed. */
  aborts(measuredMs: number): boolean {
    const { abortOnFail, delayAbortEvalMs } = this.options;
    return this.#ok === false && abortOnFail && measuredMs > delayAbortEvalMs;
  }

  status(): ThresholdStatus {
    const { metric, expression, abortOnFail } = this.options;
    return {
      metric,
      expression,
      value: this.#value,
      limit: this.#expression.limit,
      ok: this.#ok,
      margin: this.#value === null ? null : marginOf(this.#value, this.#expression),
      failingSinceMs: this.#failingSinceMs,
      abortOnFail,
    };
  }
}
