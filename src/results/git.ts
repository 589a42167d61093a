import { execFile } from 'node:child_process';
import type { GitState } from './record.ts';

const TIMEOUT_MS = 3000;

/**
 * The commit of the repository that a folder lies in, and whether tracked files differ from it.
 * @returns null outside a repository, before its first commit, where there is no git, or where it takes too long
 */
export async function gitState(folder: string): Promise<GitState | null> {
  const text = await gitStatus(folder);
  if (text === null) return null;
  const lines = text.split('\n').filter((line) => line !== '');
  const sha = lines.find((line) => line.startsWith('# branch.oid '))?.slice('# branch.oid '.length);
  if (sha === undefined || !/^[0-9a-f]{40,64}$/.test(sha)) return null;
  const head = lines.find((line) => line.startsWith('# branch.head '))?.slice('# branch.head '.length);
  return {
    sha,
    branch: head === undefined || head === '(detached)' ? null : head,
    dirty: lines.some((line) => !line.startsWith('#')),
  };
}

function gitStatus(folder: string): Promise<string | null> {
  // Without the monitor, which is a program of the repository's choice, and without taking the index lock.
  const args = ['-c', 'core.fsmonitor=false', 'status', '--porcelain=v2', '--branch', '--untracked-files=no'];
  const options = { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 64 << 20, env: gitEnvironment() };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => resolve(error ? null : stdout));
  });
}

/** A git hook's environment would point git at the hook's own repository. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'].includes(name),
  );
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
}
