import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endTree } from '../support/editor/processTree.ts';
import type { Bench, Row } from './bench.ts';
import { engineBytes, GENERATOR_CORE, onCore } from './core.ts';
import { type Figure, median } from './figure.ts';
import { cliFile } from './generators.ts';
import { writeScenario } from './scenarios.ts';

const MANY_VUS = 1000;
const MANY_SEC = 15;

interface Size {
  readonly sec: number;
  readonly bytes: number;
}

/** The engine's resident memory as time goes by at full rate, and with many users. */
export const memory: Row = {
  name: 'memory',
  async measure(bench) {
    const { memoryAtSec } = bench.times;
    const sizes = await followMemory(bench, await scenario(bench, 32), Math.max(...memoryAtSec) + 1);
    const many = await followMemory(bench, await scenario(bench, MANY_VUS), MANY_SEC);
    if (sizes.length === 0 || many.length === 0) {
      return { figures: [{ name: 'memory', value: null, unit: '', note: 'only Linux tells it' }] };
    }
    const [first = 0, ...later] = memoryAtSec;
    const figures: Figure[] = [
      ...memoryAtSec.map((sec) => ({
        name: `memory at full rate after ${sec} s`,
        value: around(sizes, sec) / 1e6,
        unit: 'MB',
      })),
      ...later.map((sec) => ({
        name: `memory after ${sec} s against ${first} s`,
        value: around(sizes, sec) / around(sizes, first),
        unit: 'x',
        atMost: 1.05,
      })),
      { name: `memory with ${MANY_VUS} VUs`, value: peak(many) / 1e6, unit: 'MB', atMost: 150 },
    ];
    return { figures, samples: { sizes, many } };
  },
};

async function scenario({ folder, server }: Bench, vus: number): Promise<string> {
  return await writeScenario(folder, server.origin, 'bare', vus);
}

/**
 * Resident bytes of the engine, five times a second for `seconds` of a run. Nothing on a system that does not tell.
 * @param launched called when the run is launched, which may be some time after the call
 */
export async function followMemory(
  bench: Bench,
  file: string,
  seconds: number,
  launched: () => void = () => undefined,
): Promise<Size[]> {
  if (process.platform !== 'linux') return [];
  await bench.quiet();
  const [program, ...args] = onCore(GENERATOR_CORE, process.execPath, cliFile, 'run', file, '-q');
  const child = spawn(program, args, { stdio: 'ignore', cwd: bench.folder });
  const closed = once(child, 'close');
  launched();
  const beganMs = performance.now();
  const sizes: Size[] = [];
  try {
    for (let sec = 0; sec < seconds; sec = (performance.now() - beganMs) / 1000) {
      if (child.exitCode !== null)
        throw new Error(`bench: hotlap ended with ${child.exitCode} after ${sec} s`);
      const bytes = await engineBytes(child.pid ?? 0);
      if (bytes !== null) sizes.push({ sec, bytes });
      await delay(200);
    }
  } finally {
    if (child.pid !== undefined) await endTree(child.pid);
    await closed;
  }
  return sizes;
}

/** The median of the two seconds around a moment. */
function around(sizes: readonly Size[], sec: number): number {
  return median(sizes.filter((size) => Math.abs(size.sec - sec) <= 1).map(({ bytes }) => bytes));
}

export function peak(sizes: readonly Size[]): number {
  return Math.max(...sizes.map(({ bytes }) => bytes));
}
