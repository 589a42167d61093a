import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../support/build.ts';
import { endTree } from '../support/editor/processTree.ts';
import { writeScenario } from './generators.ts';

/** Milliseconds from launching the command line to its first line of numbers on stderr. */
export async function measureFirstSnapshot(folder: string, origin: string): Promise<number> {
  const file = await writeScenario(folder, origin);
  const begin = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), 'run', file, '-d', '2s'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  let said = '';
  try {
    return await new Promise<number>((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
        if (/\bp95\b/.test(said)) resolve(performance.now() - begin);
      });
      void closed.then(() => reject(new Error(`bench: the command line told no numbers: ${said}`)));
    });
  } finally {
    if (child.pid !== undefined) await endTree(child.pid);
    await closed;
  }
}
