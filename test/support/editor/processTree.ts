import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { alive } from './lock.ts';

/** The process and all that descend from it, as far as /proc tells. */
export async function descendants(pid: number): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const parents = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (entry) => {
        const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
        // The name in parentheses may itself hold spaces and parentheses.
        const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        return { pid: Number(entry), parent: Number(parent) };
      }),
  );
  const found = [pid];
  for (const one of found)
    found.push(...parents.filter(({ parent }) => parent === one).map((child) => child.pid));
  return found;
}

/** Ends a process and its descendants: asks first, after `graceMs` at once. @returns when none is left */
export async function endTree(pid: number, graceMs = 3000): Promise<void> {
  const pids = await descendants(pid);
  signal(pids, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && pids.some(alive)) await delay(50);
  const late = new Set([...pids, ...(await descendants(pid))]);
  signal([...late], 'SIGKILL');
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone already.
    }
  }
}
