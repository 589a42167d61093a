/**
 * `npm run bench [-- --quick]`: what the generator costs and gives, against autocannon in the same run.
 *
 * - One server (nginx where it is installed, else a lean one of our own) on core 0, the generator on core 1,
 *   32 keep-alive connections, one quick GET. Ours and autocannon's runs take turns, A B A B; medians are compared.
 * - CPU per request is that of the whole process tree from launch to exit, user and system.
 * - Memory is the engine's resident set after 10 s and after 60 s at full rate.
 * - The start times of an arrival rate are compared with their plan as a server on the other core saw them.
 * - One request is timed from launching the command to its exit.
 * - The first snapshot is timed from launching the command to its first line of numbers.
 *
 * A line a figure, with what it must be; exit code 1 where one is missed. All that was measured is kept in
 * test-results/bench/<time>.json. `--quick` takes a fifth of the time, for a look; its figures waver more.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/build.ts';
import { canPin } from './core.ts';
import { type Figure, median, outcome, table } from './figure.ts';
import { measureFirstSnapshot } from './firstSnapshot.ts';
import { autocannon, type Generator, hotlap, type Sample } from './generators.ts';
import { launchFigure } from './launch.ts';
import { measureMemory } from './memory.ts';
import { quiet } from './quiet.ts';
import { scheduleFigures } from './schedule.ts';
import { startServer } from './server.ts';

const quick = process.argv.includes('--quick');
const plan = quick
  ? { seconds: 3, rounds: 2, memoryAtSec: [5, 15], launches: 3, patienceMs: 3000 }
  : { seconds: 8, rounds: 5, memoryAtSec: [10, 60], launches: 7, patienceMs: 20_000 };

interface Series {
  readonly generator: Generator;
  readonly samples: Sample[];
}

function medians({ samples }: Series) {
  const cpu = samples.flatMap(({ cpuUsPerRequest }) => (cpuUsPerRequest === null ? [] : [cpuUsPerRequest]));
  return {
    perSec: median(samples.map(({ requestsPerSec }) => requestsPerSec)),
    cpuUs: cpu.length === samples.length ? median(cpu) : null,
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
  };
}

/** @returns how many of the runs began while others used the machine */
async function takeTurns(ours: Series, theirs: Series, origin: string): Promise<number> {
  let disturbed = 0;
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { generator, samples } of [ours, theirs]) {
      const calm = await quiet(plan.patienceMs);
      if (!calm) disturbed += 1;
      const sample = await generator.measure(origin, plan.seconds);
      samples.push(sample);
      const cpu = sample.cpuUsPerRequest?.toFixed(1) ?? '-';
      console.log(
        `${generator.name.padEnd(10)}  ${Math.round(sample.requestsPerSec)}/s  ${cpu} us CPU a request${calm ? '' : '  (busy machine)'}`,
      );
    }
  }
  return disturbed;
}

function compared(ours: Series, theirs: Series): Figure[] {
  const [a, b] = [medians(ours), medians(theirs)];
  const noCpu = { note: 'only Linux tells the CPU of a process tree' };
  return [
    { name: 'hotlap, requests', value: a.perSec, unit: '/s' },
    { name: 'autocannon, requests', value: b.perSec, unit: '/s' },
    { name: 'rate against autocannon', value: a.perSec / b.perSec, unit: 'x', atLeast: 0.9 },
    { name: 'hotlap, CPU a request', value: a.cpuUs, unit: 'us', ...(a.cpuUs === null ? noCpu : {}) },
    { name: 'autocannon, CPU a request', value: b.cpuUs, unit: 'us' },
    {
      name: 'CPU a request against autocannon',
      value: a.cpuUs === null || b.cpuUs === null ? null : a.cpuUs / b.cpuUs,
      unit: 'x',
      atMost: 1.1,
    },
    { name: 'hotlap, p99', value: a.p99Ms, unit: 'ms' },
    { name: 'autocannon, p99', value: b.p99Ms, unit: 'ms', note: 'in whole milliseconds' },
  ];
}

async function memoryFigures(folder: string, origin: string): Promise<Figure[]> {
  const [early = 10, late = 60] = plan.memoryAtSec;
  const memory = await measureMemory(folder, origin, [early, late]);
  if (memory === null) return [{ name: 'engine memory', value: null, unit: '', note: 'only on Linux' }];
  const { earlyBytes, lateBytes } = memory;
  return [
    { name: `engine memory after ${early} s`, value: earlyBytes / 1e6, unit: 'MB' },
    { name: `engine memory after ${late} s`, value: lateBytes / 1e6, unit: 'MB' },
    { name: 'memory, late against early', value: lateBytes / earlyBytes, unit: 'x', atMost: 1.1 },
  ];
}

async function firstSnapshotFigure(folder: string, origin: string): Promise<Figure> {
  const times: number[] = [];
  for (let i = 0; i < plan.launches; i += 1) times.push(await measureFirstSnapshot(folder, origin));
  return { name: 'command to first snapshot', value: median(times), unit: 'ms', atMost: 1000 };
}

const folder = await mkdtemp(join(tmpdir(), 'hotlap-bench-'));
const server = await startServer();
try {
  const place = canPin ? 'one core each' : 'not pinned to cores';
  console.log(`server: ${server.name}; ${place}; ${cpus()[0]?.model ?? '?'}`);
  const ours: Series = { generator: hotlap(folder), samples: [] };
  const theirs: Series = { generator: autocannon, samples: [] };
  const disturbed = await takeTurns(ours, theirs, server.origin);
  const figures = [
    ...compared(ours, theirs),
    await firstSnapshotFigure(folder, server.origin),
    await launchFigure(folder, server.origin, plan.launches),
    ...(await scheduleFigures(folder, plan.seconds)),
    ...(await memoryFigures(folder, server.origin)),
  ];
  console.log(`\n${table(figures)}`);
  const kept = join(root, 'test-results/bench');
  await mkdir(kept, { recursive: true });
  const file = join(kept, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  const runs = Object.fromEntries([ours, theirs].map(({ generator, samples }) => [generator.name, samples]));
  await writeFile(file, JSON.stringify({ quick, server: server.name, disturbed, runs, figures }, null, 2));
  const missed = figures.filter((figure) => outcome(figure) === 'fail');
  if (missed.length > 0) {
    console.log(`\nmissed: ${missed.map(({ name }) => name).join(', ')}`);
    if (disturbed > 0) console.log(`${disturbed} runs began on a busy machine: try again on a quiet one`);
    process.exitCode = 1;
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
