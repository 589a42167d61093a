import { type HistogramPart, TimeHistogram } from './histogram.ts';
import type { Mergeable } from './mergeable.ts';
import type { Sample } from './sample.ts';
import type { Window } from './snapshot.ts';

/** What a stretch of time counted, without its times. */
export class WindowCounts {
  requests = 0;
  failed = 0;
  iterations = 0;
  earlyIterations = 0;
  droppedIterations = 0;
  interruptedIterations = 0;
  unansweredRequests = 0;
  checksPassed = 0;
  checksFailed = 0;
  bytesSent = 0;
  bytesReceived = 0;

  /** The window as a snapshot tells it. */
  window(durationMs: number, latency: TimeHistogram, service: TimeHistogram): Window {
    return {
      durationMs,
      requests: this.requests,
      failed: this.failed,
      iterations: this.iterations,
      earlyIterations: this.earlyIterations,
      droppedIterations: this.droppedIterations,
      interruptedIterations: this.interruptedIterations,
      ...(this.unansweredRequests > 0 ? { unansweredRequests: this.unansweredRequests } : {}),
      checksPassed: this.checksPassed,
      checksFailed: this.checksFailed,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      latencyMs: latency.latency(),
      serviceMs: service.latency(),
    };
  }

  /** Adds the counts of a window that is now closed, or of another thread's. */
  add(other: Counts): void {
    for (const key of COUNTS) this[key] += other[key];
  }
}

/** The counts alone, as plain data. */
type Counts = {
  [Key in keyof WindowCounts as WindowCounts[Key] extends number ? Key : never]: number;
};
const COUNTS = Object.keys(new WindowCounts()) as (keyof Counts)[];

interface IntervalPart {
  readonly counts: Counts;
  readonly latency: HistogramPart | null;
  readonly service: HistogramPart | null;
}

/** The interval since the last snapshot: counted as it goes, then closed into the run's total. */
export class IntervalTally implements Mergeable<IntervalPart> {
  counts = new WindowCounts();
  readonly #latency = new TimeHistogram();
  readonly #service = new TimeHistogram();

  request(sample: Sample): void {
    const { counts } = this;
    counts.requests++;
    if (sample.failed) counts.failed++;
    counts.bytesSent += sample.bytesSent;
    counts.bytesReceived += sample.bytesReceived;
    this.#latency.record(sample.durationUs);
    this.#service.record(sample.serviceUs);
  }

  drain(): IntervalPart {
    const { counts } = this;
    this.counts = new WindowCounts();
    return { counts: { ...counts }, latency: this.#latency.drain(), service: this.#service.drain() };
  }

  absorb({ counts, latency, service }: IntervalPart): void {
    this.counts.add(counts);
    this.#latency.absorb(latency);
    this.#service.absorb(service);
  }

  /** Tells the window, adds its counts to `total`, and begins the next one. */
  close(durationMs: number, total: WindowCounts): Window {
    const window = this.counts.window(durationMs, this.#latency, this.#service);
    total.add(this.counts);
    this.counts = new WindowCounts();
    this.#latency.reset();
    this.#service.reset();
    return window;
  }
}
