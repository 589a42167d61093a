import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HotlapError } from '../base/errors.ts';

/**
 * Writes a text file so that a reader, or a kill at any moment, finds the old content or the new and never a
 * half: into a temporary file of the same folder, synced to the disk, then renamed. Missing folders are made.
 * A link is written through; what is no regular file (`/dev/null`, a pipe) is written to directly.
 * @throws HotlapError `record-unwritable`
 */
export async function writeFileAtomic(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const existing = await stat(file).catch(() => null);
    if (existing && !existing.isFile()) await writeTo(file, 'w', text);
    else await replace(existing ? await realpath(file) : file, text);
  } catch (thrown) {
    throw unwritable(file, thrown);
  }
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    await writeTo(temporary, 'wx', text);
    await rename(temporary, file);
  } catch (thrown) {
    await unlink(temporary).catch(() => undefined);
    throw thrown;
  }
}

async function writeTo(file: string, flags: string, text: string): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.writeFile(text);
    // A pipe or a terminal cannot be synced; a file that cannot be is as good as unwritten.
    if (flags === 'wx') await handle.sync();
  } finally {
    await handle.close();
  }
}

function hintFor(code: string | undefined, file: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full: free some space, or write elsewhere';
    case 'EROFS':
      return 'the file system is read-only: write elsewhere';
    case 'EACCES':
    case 'EPERM':
      return `allow writing to ${dirname(file)}, or write elsewhere`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${dirname(file)} is not a folder: write elsewhere`;
    case 'EISDIR':
      return `${file} is a folder: name a file`;
    default:
      return `check that ${dirname(file)} can be written to`;
  }
}

function unwritable(file: string, cause: unknown): HotlapError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const message = `cannot write ${file}${code === undefined ? '' : ` (${code})`}`;
  return new HotlapError({ code: 'record-unwritable', message, hint: hintFor(code, file) }, { cause });
}
