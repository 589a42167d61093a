import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { decodeHistogram } from '../../src/metrics/histogram.ts';
import { endTree } from '../support/editor/processTree.ts';
import type { Bench, Row } from './bench.ts';
import { cpuSecondsOf } from './core.ts';
import { type Figure, median } from './figure.ts';
import { cliFile } from './generators.ts';
import { type LineServer, startLineServer } from './server.ts';

const run = promisify(execFile);
const SETTLE_MS = 2500;
const VUS = 32;
const COUNTED = 5000;

/** In a window in the middle of a run; shares are of one core. */
interface Sample {
  readonly requestsPerSec: number;
  readonly generatorShare: number | null;
  readonly serverShare: number;
}

/**
 * Two threads against one, not bound to cores, each request with a large page of JSON to be unpacked and looked into:
 * the server needs a small part of what a thread does, so that two cores are enough for both threads and for it.
 */
export const threads: Row = {
  name: 'threads',
  async measure(bench) {
    const server = await startLineServer('pageServer.ts');
    try {
      const file = await writeHeavy(bench.folder, server.origin);
      const samples: Readonly<Record<1 | 2, Sample[]>> = { 1: [], 2: [] };
      for (let round = 0; round < bench.times.rounds; round += 1) {
        for (const count of [1, 2] as const) {
          await bench.quiet();
          const sample = await measure(bench, server, file, count);
          samples[count].push(sample);
          bench.say(`${count} threads: ${Math.round(sample.requestsPerSec)}/s, ${shares(sample)}`);
        }
      }
      const perSec = (count: 1 | 2) => median(samples[count].map((one) => one.requestsPerSec));
      const last = samples[2].at(-1);
      const ratio: Figure = {
        name: '2 threads against 1: requests/s',
        value: perSec(2) / perSec(1),
        unit: 'x',
        atLeast: 1.8,
        note: last === undefined ? '' : shares(last),
      };
      const cpu: Figure = {
        name: '2 threads against 1: CPU a request',
        value: cpuOf(samples[2]) / cpuOf(samples[1]),
        unit: 'x',
        note: 'where others use the cores too, this tells more than the rate',
      };
      return { figures: [ratio, cpu, ...(await counted(bench, server, file))], samples };
    } finally {
      await server.stop();
    }
  },
};

async function writeHeavy(folder: string, origin: string): Promise<string> {
  const file = join(folder, 'threads.perf.yaml');
  const looks = [3, 57, 811, 1999].map((at) => `"$.items[${at}].id": ${at}`).join(', ');
  const step = `  - GET: /items\n    expect: { status: 200, $.total: 2000, ${looks} }`;
  await writeFile(file, `target: ${origin}\nvus: ${VUS}\nduration: 1200s\nflow:\n${step}\n`);
  return file;
}

async function measure(bench: Bench, server: LineServer, file: string, count: number): Promise<Sample> {
  const args = [cliFile, 'run', file, '-q', '--threads', String(count)];
  const child = spawn(process.execPath, args, { stdio: 'ignore', cwd: bench.folder });
  const closed = once(child, 'close');
  const pid = child.pid ?? 0;
  const look = async () => {
    const [[requests, cpuUs], cpuSec] = await Promise.all([ask(server), cpuSecondsOf(pid)]);
    return { ms: performance.now(), requests, cpuUs, cpuSec };
  };
  try {
    await delay(SETTLE_MS);
    const first = await look();
    await delay(bench.times.windowSec * 1000);
    const last = await look();
    if (child.exitCode !== null) throw new Error(`bench: hotlap ended by itself, with ${child.exitCode}`);
    const sec = (last.ms - first.ms) / 1000;
    return {
      requestsPerSec: (last.requests - first.requests) / sec,
      generatorShare:
        first.cpuSec === null || last.cpuSec === null ? null : (last.cpuSec - first.cpuSec) / sec,
      serverShare: (last.cpuUs - first.cpuUs) / 1e6 / sec,
    };
  } finally {
    await endTree(pid);
    await closed;
  }
}

/** Of the generator, a request, in the median. */
function cpuOf(samples: readonly Sample[]): number {
  return median(samples.map((one) => (one.generatorShare ?? Number.NaN) / one.requestsPerSec));
}

/** Requests that it has answered, and the CPU that it has used, in microseconds. */
async function ask(server: LineServer): Promise<[number, number]> {
  const [requests = 0, cpuUs = 0] = (await server.ask()).split(' ').map(Number);
  return [requests, cpuUs];
}

function shares({ generatorShare, serverShare }: Sample): string {
  const generator = generatorShare === null ? '-' : `${Math.round(generatorShare * 100)} %`;
  return `generator ${generator} of a core, server ${Math.round(serverShare * 100)} %`;
}

/** What two threads say that they have sent, against what the server has seen, and what is in their histogram. */
async function counted(bench: Bench, server: LineServer, file: string): Promise<Figure[]> {
  const out = join(bench.folder, 'threads.json');
  const [before] = await ask(server);
  const args = ['-q', '--threads', '2', '-i', String(COUNTED), '-u', String(VUS), '-o', `json=${out}`];
  await run(process.execPath, [cliFile, 'run', file, ...args], { cwd: bench.folder });
  const [after] = await ask(server);
  const record = JSON.parse(await readFile(out, 'utf8')) as {
    threads: number;
    summary: { requests: number };
    metrics: { name: string; histogram: string | null }[];
  };
  if (record.threads !== 2) throw new Error(`bench: the record tells of ${record.threads} threads`);
  const histogram = record.metrics.find((one) => one.name === 'http_req_duration')?.histogram ?? '';
  const seen = after - before;
  return [
    {
      name: '2 threads: requests told but not seen, or seen but not told',
      value: Math.abs(record.summary.requests - seen),
      unit: '',
      atMost: 0,
      note: `of ${seen}`,
    },
    {
      name: '2 threads: requests missing in the merged percentiles',
      value: Math.abs(decodeHistogram(histogram).count - seen),
      unit: '',
      atMost: 0,
    },
  ];
}
