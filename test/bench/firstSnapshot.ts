import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endTree } from '../support/editor/processTree.ts';
import type { Bench, Row } from './bench.ts';
import { median } from './figure.ts';
import { cliFile } from './generators.ts';
import { writeScenario } from './scenarios.ts';

/** From launching the command line to its first line of numbers on stderr. */
export const firstSnapshot: Row = {
  name: 'first-snapshot',
  async measure(bench) {
    const times: number[] = [];
    for (let i = 0; i < bench.times.launches; i += 1) times.push(await measureOnce(bench));
    const figure = {
      name: 'hotlap: command to first snapshot',
      value: median(times),
      unit: 'ms',
      atMost: 1000,
    };
    return { figures: [figure], samples: times };
  },
};

async function measureOnce({ folder, server }: Bench): Promise<number> {
  const file = await writeScenario(folder, server.origin, 'bare');
  const beganMs = performance.now();
  const child = spawn(process.execPath, [cliFile, 'run', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
  const closed = once(child, 'close');
  let said = '';
  try {
    return await new Promise<number>((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
        if (/\bp95\b/.test(said)) resolve(performance.now() - beganMs);
      });
      void closed.then(() => reject(new Error(`bench: the command line told no numbers: ${said}`)));
    });
  } finally {
    if (child.pid !== undefined) await endTree(child.pid);
    await closed;
  }
}
