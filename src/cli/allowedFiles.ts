import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OutsideFiles } from '../scenario/planner/fileLocation.ts';
import { usage } from './optionValues.ts';

/**
 * What `--allow-file` lets a scenario read outside its repository: the files that were meant, whatever a link
 * may lead to later.
 * @param written from the current folder, or absolute
 * @throws HotlapError `usage` where one is not there
 */
export function outsideFiles(written: readonly string[], cwd: string): OutsideFiles {
  return { allowed: written.map((one) => realFile(one, cwd)), others: 'flag' };
}

function realFile(written: string, cwd: string): string {
  const path = realPath(resolve(cwd, written));
  if (path === null) {
    throw usage(
      `--allow-file ${written}: there is no such file`,
      'Look at the path; it is taken from the current folder.',
    );
  }
  if (statSync(path).isDirectory()) {
    throw usage(`--allow-file ${written}: it is a folder`, 'Name each file that may be read.');
  }
  return path;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
