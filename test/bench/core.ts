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

/** Servers have this core for themselves, generators the other. */
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

/** The command that runs on one core alone, where the machine has taskset and two cores. */
export function onCore(core: number, program: string, ...args: string[]): [string, ...string[]] {
  return pinned ? ['taskset', '-c', String(core), program, ...args] : [program, ...args];
}

/**
 * The CPU seconds, user and system, that a process and its living descendants have used so far, with those of their
 * children that have ended; null where /proc does not tell.
 */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const ticks = (await descendants(pid)).map(ticksOf);
  // 100 ticks a second wherever Node runs on Linux.
  return ticks.reduce((sum, own) => sum + own, 0) / 100;
}

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces. Of what follows: utime, stime, cutime, cstime.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0;
  }
}

/** Resident bytes of the largest of a process's descendants that runs the engine; null where there is none. */
export async function engineBytes(pid: number): Promise<number | null> {
  const sizes: number[] = [];
  for (const one of await descendants(pid)) {
    try {
      if (!readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('engine.cjs')) continue;
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1];
      if (kilobytes !== undefined) sizes.push(Number(kilobytes) * 1024);
    } catch {
      // It has just ended.
    }
  }
  return sizes.length === 0 ? null : Math.max(...sizes);
}
