import type { Clock } from '../base/clock.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { MetricRecord, Snapshot } from '../metrics/snapshot.ts';
import { IntervalLog } from '../results/intervalLog.ts';
import type { GitState, RunRecord } from '../results/record.ts';
import { buildRecord } from '../results/recordBuilder.ts';
import { generatorLimitOf } from './generatorLimit.ts';
import type { RecordStore } from './ports.ts';
import type { RunRequest } from './runRequest.ts';
import type { RunInfo, SessionState } from './state.ts';
import { verdictOf } from './verdict.ts';

/** A record is written at most this often while the run goes on, and takes at most a twentieth of the time. */
const WRITE_EVERY_MS = 900;
const WRITE_SHARE = 20;

/** What the keeper tells the session. */
export interface RecordKeeperListener {
  recorded(file: string): void;
  warned(message: string): void;
}

/**
 * Keeps the record of one run on disk from its first second on: as `interrupted` while the run goes on, so
 * that a kill leaves what was measured. A store that fails costs one warning, and is not asked again until
 * the end.
 */
export class RecordKeeper {
  readonly #request: RunRequest;
  readonly #run: RunInfo;
  readonly #store: RecordStore | null;
  readonly #clock: Clock;
  readonly #listener: RecordKeeperListener;
  readonly #intervals = new IntervalLog();
  #metrics: readonly MetricRecord[] = [];
  #git: GitState | null = null;
  #lastSeq = -1;
  #writing: Promise<void> | null = null;
  #nextWriteMs = 0;
  #file: string | null = null;
  #failed = false;

  constructor(
    request: RunRequest,
    run: RunInfo,
    ports: { readonly store: RecordStore | null; readonly clock: Clock },
    listener: RecordKeeperListener,
  ) {
    this.#request = request;
    this.#run = run;
    this.#store = ports.store;
    this.#clock = ports.clock;
    this.#listener = listener;
  }

  addSnapshot(snapshot: Snapshot): void {
    if (snapshot.seq <= this.#lastSeq) return;
    this.#lastSeq = snapshot.seq;
    if (snapshot.elapsedMs > this.#run.warmupMs) this.#intervals.add(snapshot);
  }

  setMetrics(metrics: readonly MetricRecord[]): void {
    this.#metrics = metrics;
  }

  /** Writes what is known so far, unless it was written just now or a write is under way. */
  keep(state: SessionState): void {
    if (!this.#store || this.#failed || this.#writing || this.#clock.nowMs() < this.#nextWriteMs) return;
    const startedMs = this.#clock.nowMs();
    const record = this.record(state, 'interrupted');
    this.#writing = this.#write(this.#store, record).finally(() => {
      const tookMs = this.#clock.nowMs() - startedMs;
      this.#nextWriteMs = this.#clock.nowMs() + Math.max(WRITE_EVERY_MS, WRITE_SHARE * tookMs);
      this.#writing = null;
    });
  }

  /** Writes the last word, and waits until it is on disk or has failed. */
  async close(record: RunRecord): Promise<void> {
    await this.#writing;
    if (this.#store) await this.#write(this.#store, record);
  }

  /** Waits for the git state, which the first records may be without. */
  async settleGit(): Promise<void> {
    this.#git = await Promise.resolve(this.#request.git).catch(() => null);
  }

  /** The record of the run as `state` has it. */
  record(state: SessionState, status: RunRecord['status']): RunRecord {
    const { plan, root, scenarioHash, hotlapVersion, machine, runtime } = this.#request;
    const { headline, detail } = verdictOf(state);
    return buildRecord({
      id: this.#run.id,
      status,
      problem: state.problem?.message ?? null,
      name: plan.name,
      scenarios: this.#run.scenarios,
      file: plan.file,
      root,
      scenarioHash,
      target: plan.target,
      startedAtMs: this.#run.startedAtMs,
      hotlap: hotlapVersion,
      git: this.#git,
      machine,
      runtime,
      verdict: detail === '' ? headline : `${headline} ${detail}`,
      generator: generatorLimitOf(state.generator, state.snapshot, plan.target),
      warmupMs: this.#run.warmupMs,
      snapshot: state.snapshot,
      intervals: this.#intervals.rows,
      failures: state.failures,
      metrics: this.#metrics,
      process: state.hotspots.process,
      hotspots: state.hotspots.total?.hotspots ?? [],
      warnings: state.warnings,
    });
  }

  async #write(store: RecordStore, record: RunRecord): Promise<void> {
    try {
      const file = await store.write(record);
      if (file === this.#file) return;
      this.#file = file;
      this.#listener.recorded(file);
    } catch (thrown) {
      if (this.#failed) return;
      this.#failed = true;
      const { message, hint } = toErrorInfo(thrown);
      this.#listener.warned(`The run is not recorded: ${message}${hint ? ` (${hint})` : ''}.`);
    }
  }
}
