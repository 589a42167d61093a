import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/build.ts';
import { type Figure, median } from './figure.ts';

const run = promisify(execFile);

/** One request, from launching the command to its exit, in milliseconds. */
async function measureLaunch(folder: string, origin: string): Promise<number> {
  const file = join(folder, 'one.perf.yaml');
  await writeFile(file, `target: ${origin}\niterations: 1\nflow:\n  - GET: /\n`);
  const begin = performance.now();
  await run(process.execPath, [join(root, 'dist/cli.cjs'), 'run', file, '-q']);
  return performance.now() - begin;
}

export async function launchFigure(folder: string, origin: string, launches: number): Promise<Figure> {
  const times: number[] = [];
  for (let i = 0; i < launches; i += 1) times.push(await measureLaunch(folder, origin));
  return { name: 'one request, launch to exit', value: median(times), unit: 'ms', atMost: 350 };
}
