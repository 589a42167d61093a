import { BuiltinSinks } from './builtinSinks.ts';
import { CheckTable } from './checkTable.ts';
import { CustomTable } from './customTable.ts';
import { EndpointTable } from './endpointTable.ts';
import type { Failure } from './failure.ts';
import { FailureLog } from './failureLog.ts';
import { GroupTable } from './groupTable.ts';
import { type Mergeable, MergeableList } from './mergeable.ts';
import { metricRecords } from './metricRecords.ts';
import type { BuiltinMetric } from './names.ts';
import { PhaseTable } from './phaseTable.ts';
import type { RecorderOptions } from './recorderOptions.ts';
import type { Sample } from './sample.ts';
import type { Sink } from './sink.ts';
import { SlowestTable } from './slowestTable.ts';
import type { EngineHealth, MetricRecord, Snapshot } from './snapshot.ts';
import { StartLog } from './startLog.ts';
import { SubmetricTable } from './submetricTable.ts';
import { Threshold } from './threshold.ts';
import { IntervalTally, WindowCounts } from './windowTally.ts';

/**
 * Counts all that happens in a run, under k6's metrics. What it holds is fixed by the plan and does not grow
 * with the run; times are integer microseconds, and beyond an hour count as an hour (`clamped` tells how many).
 */
export class Recorder implements Mergeable<readonly unknown[]> {
  readonly #builtin = new BuiltinSinks();
  readonly #interval = new IntervalTally();
  readonly #total = new WindowCounts();
  readonly #endpoints: EndpointTable;
  readonly #phases: PhaseTable;
  readonly #groups: GroupTable;
  readonly #submetrics: SubmetricTable;
  readonly #custom: CustomTable;
  readonly #thresholds: readonly Threshold[];
  readonly #checks: CheckTable;
  readonly #starts = new StartLog();
  readonly #failures = new FailureLog();
  readonly #slowest: SlowestTable;
  /** All of the above in which a thread counts; what is not in it is lost where there are several. */
  readonly #counting: MergeableList;
  #seq = 0;
  #lastSnapshotMs: number;
  readonly #warmupMs: number;
  #vus = 0;
  #vusMax = 0;
  #warm: boolean;

  /** @throws HotlapError `threshold-invalid` */
  constructor(options: RecorderOptions) {
    const { series, scenarios, checks, groups = [], phases = [], metrics = [] } = options;
    const { thresholds, warmupMs = 0 } = options;
    this.#warmupMs = warmupMs;
    this.#lastSnapshotMs = warmupMs;
    this.#warm = warmupMs === 0;
    this.#endpoints = new EndpointTable(series);
    this.#phases = new PhaseTable(phases, warmupMs);
    this.#groups = new GroupTable(groups);
    this.#custom = new CustomTable(metrics, series, thresholds);
    const builtin = thresholds.filter((one) => !this.#custom.has(one.metric));
    this.#submetrics = new SubmetricTable({ series, scenarios, checks, groups }, builtin);
    this.#thresholds = thresholds.map(
      (one) => new Threshold(one, this.#sinkOf(one.metric), this.#custom.types),
    );
    this.#checks = new CheckTable(checks, series);
    this.#slowest = new SlowestTable(series);
    this.#counting = new MergeableList([
      this.#builtin,
      this.#interval,
      this.#endpoints,
      this.#phases,
      this.#groups,
      this.#submetrics,
      this.#custom,
      this.#checks,
      this.#starts,
      this.#failures,
      this.#slowest,
    ]);
  }

  /** What a thread has counted since the last call, for the recorder of the whole run, of the same plan. */
  drain(): readonly unknown[] {
    return this.#counting.drain();
  }

  /** Counts what a thread's recorder has drained, as if it had been counted here in this interval. */
  absorb(part: readonly unknown[]): void {
    this.#counting.absorb(part);
  }

  /** Counts a request that has ended. Takes what it needs: the sample may be used again at once. */
  request(sample: Sample): void {
    this.#interval.request(sample);
    this.#builtin.request(sample);
    this.#endpoints.record(sample);
    this.#submetrics.request(sample);
    if (sample.phase >= 0) this.#phases.request(sample);
    if (sample.traceId) this.#slowest.request(sample);
  }

  /**
   * Counts an iteration that ended by itself.
   * @param endedBy the kind of the failure that ended it early; null where it went to its end
   */
  iteration(scenario: number, durationUs: number, phase = -1, endedBy: string | null = null): void {
    this.#interval.counts.iterations++;
    if (endedBy !== null) {
      this.#interval.counts.earlyIterations++;
      this.#failures.ended(endedBy);
    }
    this.#builtin.iterations.add(1);
    this.#builtin.iteration_duration.record(durationUs);
    this.#submetrics.iteration(scenario, durationUs);
    if (phase >= 0) this.#phases.iteration(phase);
  }

  /** Counts a group that went to its end. */
  group(group: number, durationUs: number): void {
    this.#builtin.group_duration.record(durationUs);
    this.#submetrics.group(group, durationUs);
    this.#groups.record(group, durationUs);
  }

  /** Counts iterations that could not start when they were due. */
  dropped(scenario: number, count: number, phase = -1): void {
    this.#interval.counts.droppedIterations += count;
    this.#builtin.dropped_iterations.add(count);
    this.#submetrics.dropped(scenario, count);
    if (phase >= 0) this.#phases.dropped(phase, count);
  }

  /**
   * Counts iterations of the open model that were due and never started: {@link dropped}, and more.
   * @param waitedUs how long each had waited when it was given up
   */
  missed(scenario: number, count: number, phase = -1, waitedUs = 0): void {
    this.dropped(scenario, count, phase);
    this.#starts.missed(count, waitedUs);
  }

  /**
   * Counts an iteration that a stop cut short; as in k6 it is no part of `iterations`, nor its requests of `http_reqs`.
   * @param requests those that were sent, and not answered yet
   */
  interrupted(_scenario: number, requests: number): void {
    this.#interval.counts.interruptedIterations++;
    this.#interval.counts.unansweredRequests += requests;
  }

  /** Counts a token that was fetched again after a 401. */
  authRefreshed(): void {
    this.#builtin.auth_refreshes.add(1);
  }

  /** Counts a login that failed. */
  authFailed(): void {
    this.#builtin.auth_failures.add(1);
  }

  check(check: number, passed: boolean): void {
    if (check < 0) return;
    const { counts } = this.#interval;
    if (passed) counts.checksPassed++;
    else counts.checksFailed++;
    this.#checks.record(check, passed);
    this.#builtin.checks.add(passed);
    this.#submetrics.check(check, passed);
  }

  /** Counts a value of a metric of the user's. */
  metric(metric: number, value: number): void {
    this.#custom.add(metric, value);
  }

  /**
   * How much later than planned an iteration started, in microseconds; the open model only.
   * @param waited whether that was for want of a free virtual user
   */
  startDelay(delayUs: number, waited: boolean): void {
    this.#starts.started(delayUs, waited);
  }

  setVus(active: number, max: number): void {
    this.#vus = active;
    this.#vusMax = max;
    if (!this.#warm) return;
    this.#builtin.vus.set(active);
    this.#builtin.vus_max.set(max);
  }

  /** How many virtual users of a scenario are at work; told before each snapshot. */
  setScenarioVus(scenario: number, active: number, elapsedMs: number): void {
    this.#phases.vus(scenario, active, elapsedMs);
  }

  /** Counts a failure. @returns whether {@link failure} would keep it, so that none need be made up in vain */
  failed(kind: string): boolean {
    return this.#failures.count(kind);
  }

  /** Keeps one that {@link failed} has asked for; each is told in one snapshot. */
  failure(failure: Failure): void {
    this.#failures.add(failure);
  }

  /** Requests that took longer than an hour and are counted as an hour. */
  get clamped(): number {
    return this.#builtin.http_req_duration.times.clamped;
  }

  /** k6's evaluation of all thresholds, due every two seconds: whether the run must be ended. */
  evaluate(elapsedMs: number): { abort: boolean } {
    const measuredMs = this.#measuredMs(elapsedMs);
    if (measuredMs === 0 && this.#warmupMs > 0) return { abort: false };
    for (const one of this.#thresholds) one.evaluate(elapsedMs, false, measuredMs);
    return { abort: this.#thresholds.some((one) => one.aborts(measuredMs)) };
  }

  /** The state of the run, and the end of the interval. With the phase `done`, thresholds are decided for good. */
  snapshot(elapsedMs: number, phase: Snapshot['phase'], engine: EngineHealth): Snapshot {
    const builtin = this.#builtin;
    const interval = this.#interval.close(Math.max(0, elapsedMs - this.#lastSnapshotMs), this.#total);
    this.#lastSnapshotMs = Math.max(this.#lastSnapshotMs, elapsedMs);
    const measuredMs = this.#measuredMs(elapsedMs);
    if (elapsedMs >= this.#warmupMs) this.#warm = true;
    for (const one of this.#thresholds) one.evaluate(elapsedMs, phase === 'done', measuredMs);
    const latency = builtin.http_req_duration.times;
    const starts = this.#starts.read(measuredMs);
    const slowest = this.#slowest.rows();
    const failureCounts = this.#failures.counts();
    return {
      seq: this.#seq++,
      elapsedMs,
      phase,
      vus: this.#vus,
      vusMax: this.#vusMax,
      interval,
      total: this.#total.window(measuredMs, latency, builtin.http_req_service_time.times),
      endpoints: this.#endpoints.rows(measuredMs, latency),
      phases: this.#phases.rows(elapsedMs),
      groups: this.#groups.rows(),
      ...(this.#custom.all.length === 0 ? {} : { custom: this.#custom.rows(measuredMs) }),
      ...(slowest.length === 0 ? {} : { slowest }),
      ...builtin.logins(),
      thresholds: this.#thresholds.map((one) => one.status()),
      checks: this.#checks.stats(),
      failures: this.#failures.take(),
      ...(failureCounts.length === 0 ? {} : { failureCounts }),
      generator: { ...engine, ...starts },
      bound: this.#starts.bound(latency, this.#total),
      breakpoint: null,
    };
  }

  /** All metrics and submetrics so far, with the trends' histograms. */
  metrics(elapsedMs: number): MetricRecord[] {
    return metricRecords(this.#builtin, this.#submetrics, this.#custom, this.#measuredMs(elapsedMs));
  }

  #measuredMs(elapsedMs: number): number {
    return Math.max(0, elapsedMs - this.#warmupMs);
  }

  #sinkOf(metric: string): Sink {
    return (
      this.#custom.find(metric) ?? this.#submetrics.find(metric) ?? this.#builtin[metric as BuiltinMetric]
    );
  }
}
