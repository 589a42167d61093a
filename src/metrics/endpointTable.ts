import { type HistogramPart, TimeHistogram } from './histogram.ts';
import { type Mergeable, MergeableList } from './mergeable.ts';
import { OTHER_ENDPOINTS } from './names.ts';
import type { EndpointStats } from './rows.ts';
import type { RequestSeries, Sample } from './sample.ts';
import { perSec } from './sink.ts';

/** Rows that a snapshot has room for; the busiest ones get them, the rest share one more row. */
const ENDPOINT_LIMIT = 50;

interface EndpointPart {
  readonly failed: number;
  readonly times: HistogramPart | null;
  readonly service: HistogramPart | null;
}

/** A series' totals since the start. */
class Endpoint implements Mergeable<EndpointPart> {
  readonly series: RequestSeries;
  readonly times = new TimeHistogram();
  /** null where they are the same. */
  readonly service: TimeHistogram | null;
  failed = 0;

  constructor(series: RequestSeries) {
    this.series = series;
    this.service = series.openModel === true ? new TimeHistogram() : null;
  }

  record(sample: Sample): void {
    this.times.record(sample.durationUs);
    if (this.service !== null) this.service.record(sample.serviceUs);
    if (sample.failed) this.failed++;
  }

  drain(): EndpointPart {
    const { failed } = this;
    this.failed = 0;
    return { failed, times: this.times.drain(), service: this.service?.drain() ?? null };
  }

  absorb({ failed, times, service }: EndpointPart): void {
    this.failed += failed;
    this.times.absorb(times);
    this.service?.absorb(service);
  }
}

/** Every endpoint's totals; its rows are bounded however many there are. */
export class EndpointTable implements Mergeable<readonly unknown[]> {
  readonly #endpoints: Endpoint[];
  readonly #all: MergeableList;

  constructor(series: readonly RequestSeries[]) {
    this.#endpoints = series.map((one) => new Endpoint(one));
    this.#all = new MergeableList(this.#endpoints);
  }

  drain(): readonly unknown[] {
    return this.#all.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#all.absorb(part);
  }

  record(sample: Sample): void {
    this.#endpoints[sample.series]?.record(sample);
  }

  /** @param whole the times of all requests: what the shown rows leave of it are the others */
  rows(elapsedMs: number, whole: TimeHistogram): EndpointStats[] {
    const all = this.#endpoints;
    if (all.length <= ENDPOINT_LIMIT) return all.map((one) => row(one, elapsedMs));
    const byRequests = [...all].sort((a, b) => b.times.count - a.times.count);
    const busiest = new Set(byRequests.slice(0, ENDPOINT_LIMIT));
    const shown = all.filter((one) => busiest.has(one));
    const rest = byRequests.slice(ENDPOINT_LIMIT);
    return [...shown.map((one) => row(one, elapsedMs)), othersRow(whole, shown, rest, elapsedMs)];
  }
}

function row(endpoint: Endpoint, elapsedMs: number): EndpointStats {
  const { scenario, name, method, path, tags, isLogin } = endpoint.series;
  const requests = endpoint.times.count;
  return {
    scenario,
    name,
    ...(tags.group?.startsWith('::') ? { group: tags.group } : {}),
    ...(isLogin === undefined ? {} : { isLogin }),
    method,
    path,
    requests,
    failed: endpoint.failed,
    perSec: roundPerSec(requests, elapsedMs),
    latencyMs: endpoint.times.latency(),
    serviceMs: endpoint.service?.latency() ?? null,
  };
}

function othersRow(
  whole: TimeHistogram,
  shown: readonly Endpoint[],
  rest: readonly Endpoint[],
  elapsedMs: number,
): EndpointStats {
  const times = TimeHistogram.rest(
    whole,
    shown.map((one) => one.times),
    rest.map((one) => one.times),
  );
  const unsent = rest.filter((one) => one.times.count === 0 && one.series.isLogin === undefined).length;
  return {
    scenario: '',
    name: OTHER_ENDPOINTS,
    method: '',
    path: '',
    requests: times.count,
    ...(unsent === 0 ? {} : { unsent }),
    failed: rest.reduce((sum, one) => sum + one.failed, 0),
    perSec: roundPerSec(times.count, elapsedMs),
    latencyMs: times.latency(),
    serviceMs: null,
  };
}

function roundPerSec(requests: number, elapsedMs: number): number {
  return Math.round(perSec(requests, elapsedMs) * 1000) / 1000;
}
