import { accessSync, constants, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

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

/** CPU seconds of all children of this process that have ended, with their own; null where /proc does not tell. */
export function childrenCpuSec(): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // cutime and cstime, in ticks: 100 a second on every Linux that Node runs on.
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
