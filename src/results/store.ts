import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorInfo, toErrorInfo } from '../base/errors.ts';
import { writeFileAtomic } from './atomicFile.ts';
import { RECORD_VERSION, type RunRecord, runRecordSchema } from './record.ts';
import { readRecordFile, recordFileName } from './recordFile.ts';

export interface StoredRecord {
  readonly file: string;
  readonly record: RunRecord;
}

/** The records of a folder; a file that cannot be read is told of, and costs no other. */
export interface RecordList {
  /** The newest first. */
  readonly records: readonly StoredRecord[];
  readonly unreadable: readonly { readonly file: string; readonly problem: ErrorInfo }[];
}

/** Keeps one JSON file a run in a folder; the session's `RecordStore`. */
export class FileRecordStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the record of a run is. */
  fileOf(record: Pick<RunRecord, 'id' | 'startedAt'>): string {
    return join(this.folder, recordFileName(record));
  }

  /** Writes atomically, over what was there for the same run. @returns the file @throws HotlapError `record-unwritable` */
  async write(record: RunRecord): Promise<string> {
    const file = this.fileOf(record);
    await writeFileAtomic(file, printRecord(record));
    return file;
  }

  /** @param limit how many at most, of the newest. A folder that does not exist holds none. */
  async list(limit = Number.POSITIVE_INFINITY): Promise<RecordList> {
    const records: StoredRecord[] = [];
    const unreadable: { file: string; problem: ErrorInfo }[] = [];
    for (const name of await recordNames(this.folder)) {
      if (records.length >= limit) break;
      const file = join(this.folder, name);
      try {
        records.push({ file, record: await readRecord(file) });
      } catch (thrown) {
        unreadable.push({ file, problem: toErrorInfo(thrown) });
      }
    }
    records.sort((a, b) => b.record.startedAt.localeCompare(a.record.startedAt));
    return { records, unreadable };
  }

  /** @throws HotlapError `record-unreadable` */
  read(file: string): Promise<RunRecord> {
    return readRecord(file);
  }
}

/** The record as it is written to a file, here or by `--out json=FILE`. */
export function printRecord(record: RunRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** Newest first, by name. */
async function recordNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .reverse();
}

/**
 * Reads a record and checks all of it.
 * @throws HotlapError `record-unreadable`: no such file, no record, or one that a newer Hotlap wrote
 */
export function readRecord(file: string): Promise<RunRecord> {
  return readRecordFile(file, {
    what: 'run record',
    version: { name: 'record', latest: RECORD_VERSION },
    schema: runRecordSchema,
  });
}
