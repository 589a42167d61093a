import { TimeHistogram } from './histogram.ts';
import type { Sample } from './sample.ts';
import type { Window } from './snapshot.ts';

/** What a stretch of time counted, without its times. */
export class WindowCounts {
  requests = 0;
  failed = 0;
  iterations = 0;
  droppedIterations = 0;
  interruptedIterations = 0;
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
      droppedIterations: this.droppedIterations,
      interruptedIterations: this.interruptedIterations,
      checksPassed: this.checksPassed,
      checksFailed: this.checksFailed,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      latencyMs: latency.latency(),
      serviceMs: service.latency(),
    };
  }

  /** Adds the counts of a window that is now closed. */
  add(other: WindowCounts): void {
    this.requests += other.requests;
    this.failed += other.failed;
    this.iterations += other.iterations;
    this.droppedIterations += other.droppedIterations;
    this.interruptedIterations += other.interruptedIterations;
    this.checksPassed += other.checksPassed;
    this.checksFailed += other.checksFailed;
    this.bytesSent += other.bytesSent;
    this.bytesReceived += other.bytesReceived;
  }
}

/** The interval since the last snapshot: counted as it goes, then closed into the run's total. */
export class IntervalTally {
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
