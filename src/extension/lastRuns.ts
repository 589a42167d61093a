import { Emitter, type Event } from '../base/event.ts';
import type { Baseline } from '../results/baseline.ts';
import type { Comparison } from '../results/compare.ts';
import type { RunRecord } from '../results/record.ts';
import type { StoredRecord } from '../results/store.ts';
import type { LastResult } from './lensText.ts';

/** How the last runs are read back; behind it lies what is heavy to load. */
export interface RecordReader {
  /** At most `limit` readable records, the newest first. */
  newest(limit: number): Promise<readonly StoredRecord[]>;
  /** @throws HotlapError `record-unreadable` */
  read(recordFile: string): Promise<RunRecord>;
  /** null where there is no (readable) baseline for that scenario. */
  baseline(file: string, record: RunRecord): Promise<Baseline | null>;
  compare(record: RunRecord, baseline: Baseline): Comparison;
  /** The absolute path of a record's scenario file. */
  fileOf(record: RunRecord): string | null;
}

/** How many records are looked at when a window opens: the scenarios in use are among the newest. */
const LOOK_BACK = 20;

/** The last result of each scenario of each file, read from the records when it is first asked for. */
export class LastRuns {
  readonly #reader: () => Promise<RecordReader>;
  readonly #changed = new Emitter<void>();
  readonly #byFile = new Map<string, Map<string, LastResult>>();
  #newest: string | null = null;
  #loading: Promise<void> | null = null;

  readonly onChanged: Event<void> = this.#changed.event;

  constructor(reader: () => Promise<RecordReader>) {
    this.#reader = reader;
  }

  /** Last results by scenario; begins to read the records, and fires `onChanged` when they are there. */
  of(file: string): ReadonlyMap<string, LastResult> {
    void this.ready();
    return this.#byFile.get(file) ?? new Map();
  }

  /** The record file of the newest run that is known; null where there is none. */
  async newest(): Promise<string | null> {
    await this.ready();
    return this.#newest;
  }

  /** Settles when the records of earlier windows have been read. */
  ready(): Promise<void> {
    this.#loading ??= this.#load().catch(() => {});
    return this.#loading;
  }

  /** Takes in a run that has just ended. */
  async add(recordFile: string): Promise<void> {
    await this.ready();
    const reader = await this.#reader();
    await this.#take(reader, { file: recordFile, record: await reader.read(recordFile) }, true);
    this.#newest = recordFile;
    this.#changed.fire();
  }

  /** Reads all again: a baseline was set. */
  async refresh(): Promise<void> {
    await this.ready();
    this.#byFile.clear();
    this.#loading = this.#load().catch(() => {});
    await this.#loading;
    this.#changed.fire();
  }

  async #load(): Promise<void> {
    const reader = await this.#reader();
    const stored = await reader.newest(LOOK_BACK);
    this.#newest = stored[0]?.file ?? null;
    for (const one of stored) await this.#take(reader, one, false);
    if (stored.length > 0) this.#changed.fire();
  }

  async #take(reader: RecordReader, stored: StoredRecord, replace: boolean): Promise<void> {
    const { file: recordFile, record } = stored;
    const file = reader.fileOf(record);
    if (!file) return;
    const results = this.#byFile.get(file) ?? new Map<string, LastResult>();
    this.#byFile.set(file, results);
    const open = record.scenarios.filter((scenario) => replace || !results.has(scenario));
    if (open.length === 0) return;
    const baseline = await reader.baseline(file, record);
    const p95 = baseline ? reader.compare(record, baseline).p95Ms : null;
    const result: LastResult = {
      runId: record.id,
      recordFile,
      status: record.status,
      requests: record.summary.requests,
      p95Ms: record.summary.latencyMs.p95,
      startedAtMs: Date.parse(record.startedAt),
      limited: record.generator.limited,
      together: record.scenarios.length > 1,
      p95: p95 && { change: p95.change, judgement: p95.judgement },
    };
    for (const scenario of open) results.set(scenario, result);
  }
}
