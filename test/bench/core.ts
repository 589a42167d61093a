import { accessSync, constants, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { descendants } from '../support/editor/processTree.ts';

const pinned =
  process.platform === 'linux' &&
  availableParallelism() >= 2 &&
  ['/usr/bin/taskset', '/bin/taskset'].some((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Whether {@link onCore} has any effect on this machine. */
export const canPin: boolean = pinned;

/** The command that runs on one core alone, where the machine has taskset and two cores. */
export function onCore(core: number, program: string, ...args: string[]): [string, ...string[]] {
  return pinned ? ['taskset', '-c', String(core), program, ...args] : [program, ...args];
}

/**
 * Follows the CPU of `pid` and its descendants until it has ended. A process whose parent did not wait for it is in
 * nobody's account after its end, so they are also looked at while they live, to 50 ms.
 * @returns a function that gives the seconds used so far; null where /proc does not tell
 */
export function followCpu(pid: number): () => number | null {
  if (process.platform !== 'linux') return () => null;
  const waitedBefore = ticksOf('self', 'waited') ?? 0;
  const last = new Map<number, number>();
  let pids = [pid];
  let round = 0;
  const timer = setInterval(async () => {
    for (const one of pids) {
      const ticks = ticksOf(one, 'own');
      if (ticks !== null) last.set(one, ticks);
    }
    round += 1;
    if (round % 5 === 1) pids = await descendants(pid);
  }, 50);
  return () => {
    clearInterval(timer);
    const seen = [...last.values()].reduce((sum, ticks) => sum + ticks, 0);
    const waited = (ticksOf('self', 'waited') ?? 0) - waitedBefore;
    // Either may miss some, neither counts what was not used. 100 ticks a second wherever Node runs on Linux.
    return Math.max(seen, waited) / 100;
  };
}

/** Ticks of a process itself, or of its children that it has waited for; null where it is gone. */
function ticksOf(pid: number | 'self', whose: 'own' | 'waited'): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = whose === 'own' ? 11 : 13;
    return Number(fields[at]) + Number(fields[at + 1]);
  } catch {
    return null;
  }
}
