import { join } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import { writeFileAtomic } from './atomicFile.ts';
import { describeIssues } from './schemaIssue.ts';
import { readJson } from './store.ts';
import { SUITE_VERSION, type SuiteRecord, suiteRecordSchema } from './suiteRecord.ts';

/** Keeps one JSON file a suite that was run in a folder, beside that of the run records. */
export class FileSuiteStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes atomically, over what was there for the same suite. @returns the file @throws HotlapError `record-unwritable` */
  async write(record: SuiteRecord): Promise<string> {
    const time = record.startedAt.replace(/[^0-9TZ]/g, '').slice(0, 20);
    const file = join(this.folder, `${time}-${record.id.replace(/[^A-Za-z0-9_-]/g, '_')}.json`);
    await writeFileAtomic(file, `${JSON.stringify(record, null, 1)}\n`);
    return file;
  }
}

/**
 * Reads the record of a suite and checks all of it.
 * @throws HotlapError `record-unreadable`: no such file, no such record, or one that a newer Hotlap wrote
 */
export async function readSuiteRecord(file: string): Promise<SuiteRecord> {
  const value = await readJson(file, 'record of a suite');
  const version =
    value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > SUITE_VERSION) {
    const message = `${file} was written by a newer Hotlap (suite version ${version}, this one reads ${SUITE_VERSION})`;
    throw new HotlapError({ code: 'record-unreadable', message, hint: 'update Hotlap to read it' });
  }
  const parsed = suiteRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = `${file} is no record of a suite: ${describeIssues(parsed.error)}`;
  throw new HotlapError({ code: 'record-unreadable', message, hint: 'remove the file, or restore it' });
}
