/**
 * `npm run bench [-- ROW|PEER …] [--quick] [--long]`: what the generator costs and gives, against its peers in the
 * same run. `--list` tells the names.
 *
 * - One server (nginx where it is installed, else a lean one of our own) on core 0, the generator on core 1,
 *   32 keep-alive connections, one quick GET. All generators take turns, A B C A B C; medians are compared.
 * - Requests are counted by the server and CPU by the system, user and system of the whole process tree, from one
 *   moment of a run to another: launches are not in them, and no generator's own count has to be believed.
 * - Peers are used where they are installed (`.vscode-test/bench` or the PATH), and named where they are not.
 *
 * A line a figure, what is asked beside what was measured; exit code 1 where one is missed. All that was measured is
 * kept in test-results/bench/<time>.json. `--quick` takes a fifth of the time, for a look; its figures waver more.
 * `--long` follows the memory for ten minutes.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/build.ts';
import type { Bench, Measured, Row, Times } from './bench.ts';
import { canPin } from './core.ts';
import { type Figure, outcome, table } from './figure.ts';
import { firstSnapshot } from './firstSnapshot.ts';
import { launch } from './launch.ts';
import { memory } from './memory.ts';
import { findPeers } from './peers.ts';
import { quiet } from './quiet.ts';
import { rates } from './rates.ts';
import { schedule } from './schedule.ts';
import { startServer } from './server.ts';
import { sleepers } from './sleepers.ts';
import { threads } from './threads.ts';

const rows: readonly Row[] = [rates, launch, firstSnapshot, schedule, threads, sleepers, memory];
const names = rows.flatMap(({ name, also = [] }) => [name, ...also]);

const { values: flags, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, long: { type: 'boolean' }, list: { type: 'boolean' } },
});

const times: Times = flags.quick
  ? {
      rounds: 2,
      windowSec: 2,
      memoryAtSec: [5, 15],
      launches: 3,
      scheduleSec: 3,
      scheduleRounds: 1,
      sleepSec: 5,
    }
  : {
      rounds: 5,
      windowSec: 3,
      memoryAtSec: [10, 60],
      launches: 7,
      scheduleSec: 5,
      scheduleRounds: 3,
      sleepSec: 10,
    };
/** For all of the bench together. */
const patienceMs = flags.quick ? 5000 : 60_000;
const PATIENCE_ONCE_MS = 5000;

async function main(): Promise<void> {
  const unknown = asked.filter((name) => !names.includes(name));
  if (flags.list || unknown.length > 0) {
    if (unknown.length > 0) console.error(`bench: there is no ${unknown.join(', ')}`);
    console.log(`rows and peers: ${names.join(', ')}`);
    process.exitCode = unknown.length > 0 ? 2 : 0;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hotlap-bench-'));
  const [server, peers] = await Promise.all([startServer(), findPeers()]);
  const place = canPin ? 'one core each' : 'not pinned to cores';
  console.log(`server: ${server.name}; ${place}; ${cpus()[0]?.model ?? '?'}; node ${process.version}`);
  console.log(`peers: autocannon, ${Object.keys(peers).join(', ')}`);
  let disturbed = 0;
  let patienceLeftMs = patienceMs;
  const bench: Bench = {
    folder,
    server,
    peers,
    times: flags.long ? { ...times, memoryAtSec: [...times.memoryAtSec, 600] } : times,
    wants: (name) => asked.length === 0 || asked.includes(name),
    say: (line) => console.log(line),
    async quiet() {
      const beganMs = performance.now();
      if (!(await quiet(Math.min(patienceLeftMs, PATIENCE_ONCE_MS)))) disturbed += 1;
      patienceLeftMs = Math.max(0, patienceLeftMs - (performance.now() - beganMs));
    },
  };
  try {
    const measured = await measureRows(bench);
    await tell(measured, server.name, disturbed);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A row that cannot be measured is told as such, and costs no other. */
async function measureRows(bench: Bench): Promise<Map<string, Measured>> {
  const measured = new Map<string, Measured>();
  for (const row of rows) {
    if (![row.name, ...(row.also ?? [])].some((name) => bench.wants(name))) continue;
    try {
      measured.set(row.name, await row.measure(bench));
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      const failed: Figure = {
        name: `${row.name}: could not be measured`,
        value: 1,
        unit: '',
        atMost: 0,
        note,
      };
      measured.set(row.name, { figures: [failed] });
    }
  }
  return measured;
}

async function tell(
  measured: ReadonlyMap<string, Measured>,
  server: string,
  disturbed: number,
): Promise<void> {
  const figures = [...measured.values()].flatMap((row) => row.figures);
  console.log(`\n${table(figures)}`);
  const kept = join(root, 'test-results', 'bench');
  await mkdir(kept, { recursive: true });
  const file = join(kept, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  const all = { times, server, disturbed, node: process.version, rows: Object.fromEntries(measured) };
  await writeFile(file, `${JSON.stringify(all, null, 1)}\n`);
  const missed = figures.filter((figure) => outcome(figure) === 'fail');
  if (disturbed > 0) console.log(`\n${disturbed} measurements began on a busy machine.`);
  if (missed.length === 0) return;
  console.log(`\nmissed: ${missed.map(({ name }) => name).join('; ')}`);
  process.exitCode = 1;
}

await main();
