import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Row } from './bench.ts';
import { type Figure, median } from './figure.ts';
import { autocannonFile, cliFile, K6_ALONE } from './generators.ts';
import { notInstalled, type Peer } from './peers.ts';
import { writeArtillery, writeK6 } from './scenarios.ts';

const AT_MOST_MS = 350;

interface Launch {
  readonly name: string;
  readonly peer?: Peer;
  command(bench: Bench): Promise<[string, ...string[]]>;
}

const launches: readonly Launch[] = [
  {
    name: 'hotlap',
    async command({ folder, server }) {
      const file = join(folder, 'one.perf.yaml');
      await writeFile(file, `target: ${server.origin}\niterations: 1\nflow:\n  - GET: /\n`);
      return [process.execPath, cliFile, 'run', file, '-q'];
    },
  },
  {
    name: 'k6',
    peer: 'k6',
    async command({ folder, server, peers }) {
      const file = await writeK6(folder, 'one', '{ vus: 1, iterations: 1 }');
      return [peers.k6 ?? 'k6', 'run', '--quiet', ...K6_ALONE, '-e', `TARGET=${server.origin}`, file];
    },
  },
  {
    name: 'autocannon',
    command: async ({ server }) => [
      process.execPath,
      autocannonFile,
      ...['-c', '1', '-a', '1', '--json', server.origin],
    ],
  },
  {
    name: 'artillery',
    peer: 'artillery',
    async command({ folder, server, peers }) {
      return [
        peers.artillery ?? 'artillery',
        'run',
        '--quiet',
        await writeArtillery(folder, server.origin, 1, 1),
      ];
    },
  },
];

/** One request, from launching the command to its exit. */
export const launch: Row = {
  name: 'launch',
  async measure(bench) {
    const present = launches.filter(({ peer }) => peer === undefined || bench.peers[peer] !== undefined);
    const taken = new Map(present.map((one) => [one.name, [] as number[]]));
    // Once before: files come from the disk only then, and Node keeps our compiled code.
    for (let round = -1; round < bench.times.launches; round += 1) {
      for (const one of present) {
        const ms = await launchMs(bench, one);
        if (round >= 0) taken.get(one.name)?.push(ms);
      }
    }
    bench.say(
      `one request: ${[...taken].map(([name, ms]) => `${name} ${Math.round(median(ms))} ms`).join(', ')}`,
    );
    const figures = launches.map(({ name, peer }): Figure => {
      const ms = taken.get(name);
      const figure = { name: `${name}: one request, launch to exit`, unit: 'ms' };
      if (ms === undefined) return { ...figure, value: null, ...(peer ? { note: notInstalled(peer) } : {}) };
      return { ...figure, value: median(ms), ...(name === 'hotlap' ? { atMost: AT_MOST_MS } : {}) };
    });
    return { figures, samples: Object.fromEntries(taken) };
  },
};

async function launchMs(bench: Bench, one: Launch): Promise<number> {
  const [program, ...args] = await one.command(bench);
  const beganMs = performance.now();
  const child = spawn(program, args, {
    stdio: 'ignore',
    cwd: bench.folder,
    env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench: ${one.name} ended with ${code} instead of one request`);
  return performance.now() - beganMs;
}
