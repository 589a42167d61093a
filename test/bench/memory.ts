import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../support/build.ts';
import { descendants, endTree } from '../support/editor/processTree.ts';
import { onCore } from './core.ts';
import { median } from './figure.ts';
import { writeScenario } from './generators.ts';

/** Resident bytes of the engine process, the median of two seconds around each of two moments of one run. */
export async function measureMemory(
  folder: string,
  origin: string,
  [earlySec, lateSec]: readonly [number, number],
): Promise<{ earlyBytes: number; lateBytes: number } | null> {
  if (process.platform !== 'linux') return null;
  const file = await writeScenario(folder, origin);
  const args = [join(root, 'dist/cli.cjs'), 'run', file, '-q', '-d', `${lateSec + 3}s`];
  const [program, ...rest] = onCore(1, process.execPath, ...args);
  const child = spawn(program, rest, { stdio: 'ignore' });
  const closed = once(child, 'close');
  const begin = Date.now();
  const samples: { sec: number; bytes: number }[] = [];
  try {
    while (child.exitCode === null && Date.now() - begin < (lateSec + 2) * 1000) {
      const bytes = await engineBytes(child.pid ?? 0);
      if (bytes !== null) samples.push({ sec: (Date.now() - begin) / 1000, bytes });
      await delay(200);
    }
  } finally {
    if (child.pid !== undefined) await endTree(child.pid);
    await closed;
  }
  const around = (at: number) =>
    median(samples.filter(({ sec }) => Math.abs(sec - at) <= 1).map(({ bytes }) => bytes));
  return { earlyBytes: around(earlySec), lateBytes: around(lateSec) };
}

/** Of the descendant that runs dist/engine.cjs. */
async function engineBytes(pid: number): Promise<number | null> {
  for (const one of await descendants(pid)) {
    const command = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('engine.cjs')) continue;
    const status = await readFile(`/proc/${one}/status`, 'utf8').catch(() => '');
    const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return null;
}
