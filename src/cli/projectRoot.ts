import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunRecord } from '../results/record.ts';
import { FileRecordStore } from '../results/store.ts';
import type { RecordStore } from '../session/ports.ts';

/** The repository that a file lies in, or the file's own folder where it lies in none. */
export async function projectRoot(file: string): Promise<string> {
  const own = dirname(file);
  for (let folder = own; ; folder = dirname(folder)) {
    const hasGit = await stat(join(folder, '.git')).then(
      () => true,
      () => false,
    );
    if (hasGit) return folder;
    if (dirname(folder) === folder) return own;
  }
}

/** Records under `<root>/.hotlap/runs/`, kept out of version control; the last one stays at hand. */
export class ProjectRecords implements RecordStore {
  readonly #store: FileRecordStore;
  #ready: Promise<void> | null = null;
  #last: RunRecord | null = null;

  constructor(root: string) {
    this.#store = new FileRecordStore(join(root, '.hotlap', 'runs'));
  }

  /** What was to be written last, whether or not it could be. */
  get last(): RunRecord | null {
    return this.#last;
  }

  async write(record: RunRecord): Promise<string> {
    this.#last = record;
    this.#ready ??= ignoreAll(this.#store.folder);
    await this.#ready;
    return this.#store.write(record);
  }
}

/** Best effort: where the folder cannot be written to, writing the record says so. */
export async function ignoreAll(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {}
}
