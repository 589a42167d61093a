import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorInfo, HotlapError, toErrorInfo } from '../base/errors.ts';
import { writeFileAtomic } from './atomicFile.ts';
import { RECORD_VERSION, type RunRecord, runRecordSchema } from './record.ts';
import { describeIssues } from './schemaIssue.ts';

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

  /** Where the record of a run is: the names sort by time. */
  fileOf(record: Pick<RunRecord, 'id' | 'startedAt'>): string {
    const time = record.startedAt.replace(/[^0-9TZ]/g, '').slice(0, 20);
    return join(this.folder, `${time}-${record.id.replace(/[^A-Za-z0-9_-]/g, '_')}.json`);
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
export async function readRecord(file: string): Promise<RunRecord> {
  const value = await readJson(file, 'run record');
  const version =
    value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > RECORD_VERSION) {
    const message = `${file} was written by a newer Hotlap (record version ${version}, this one reads ${RECORD_VERSION})`;
    throw new HotlapError({ code: 'record-unreadable', message, hint: 'update Hotlap to read it' });
  }
  const parsed = runRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = `${file} is no run record: ${describeIssues(parsed.error)}`;
  throw new HotlapError({ code: 'record-unreadable', message, hint: 'remove the file, or restore it' });
}

/** @param hint what to do where it cannot be read @throws HotlapError `record-unreadable` */
export async function readJson(
  file: string,
  what: string,
  hint = 'check that the file is there, whole and readable',
): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not JSON' : cause instanceof Error ? cause.message : '';
    const message = `cannot read the ${what} ${file}: ${why}`;
    throw new HotlapError({ code: 'record-unreadable', message, hint }, { cause });
  }
}
