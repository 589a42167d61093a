import type { Mergeable } from './mergeable.ts';
import type { SlowRequest } from './rows.ts';
import type { RequestSeries, Sample } from './sample.ts';

/** How many are kept. */
const SLOWEST_LIMIT = 10;

type Kept = Pick<Sample, 'series' | 'status' | 'durationUs'> & { readonly traceId: string };

/** The slowest requests of a run that can be found again, by their traces. */
export class SlowestTable implements Mergeable<readonly Kept[]> {
  readonly #series: readonly RequestSeries[];
  /** The slowest first. */
  #kept: Kept[] = [];
  /** Below it, a request is none of them. */
  #leastUs = -1;

  constructor(series: readonly RequestSeries[]) {
    this.#series = series;
  }

  request({ series, status, durationUs, traceId }: Sample): void {
    if (durationUs > this.#leastUs && traceId) this.#add({ series, status, durationUs, traceId });
  }

  rows(): SlowRequest[] {
    return this.#kept.flatMap(({ series, status, durationUs, traceId }) => {
      const of = this.#series[series];
      if (of === undefined) return [];
      const { scenario, name, method } = of;
      return [{ scenario, name, method, status, durationMs: durationUs / 1000, traceId }];
    });
  }

  drain(): readonly Kept[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#leastUs = -1;
    return kept;
  }

  absorb(part: readonly Kept[]): void {
    for (const one of part) if (one.durationUs > this.#leastUs) this.#add(one);
  }

  #add(one: Kept): void {
    const at = this.#kept.findIndex((other) => other.durationUs < one.durationUs);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, one);
    if (this.#kept.length > SLOWEST_LIMIT) this.#kept.pop();
    if (this.#kept.length === SLOWEST_LIMIT) this.#leastUs = this.#kept.at(-1)?.durationUs ?? -1;
  }
}
