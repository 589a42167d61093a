import { join } from 'node:path';
import { writeFileAtomic } from './atomicFile.ts';
import { readRecordFile, recordFileName } from './recordFile.ts';
import { SUITE_VERSION, type SuiteRecord, suiteRecordSchema } from './suiteRecord.ts';

/** Keeps one JSON file a suite that was run in a folder, beside that of the run records. */
export class FileSuiteStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes atomically, over what was there for the same suite. @returns the file @throws HotlapError `record-unwritable` */
  async write(record: SuiteRecord): Promise<string> {
    const file = join(this.folder, recordFileName(record));
    await writeFileAtomic(file, `${JSON.stringify(record, null, 1)}\n`);
    return file;
  }
}

/**
 * Reads the record of a suite and checks all of it.
 * @throws HotlapError `record-unreadable`: no such file, no such record, or one that a newer Hotlap wrote
 */
export function readSuiteRecord(file: string): Promise<SuiteRecord> {
  return readRecordFile(file, {
    what: 'record of a suite',
    version: { name: 'suite', latest: SUITE_VERSION },
    schema: suiteRecordSchema,
  });
}
