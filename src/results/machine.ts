import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Machine } from './record.ts';

/** The machine that this process runs on. */
export function describeMachine(): Machine {
  return {
    os: `${type()} ${release()}`,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
