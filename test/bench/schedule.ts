import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { root } from '../support/build.ts';
import { onCore } from './core.ts';
import { type Figure, median } from './figure.ts';

const run = promisify(execFile);

/** How far a generator's starts were from their plan, as the server saw them. */
interface Schedule {
  readonly arrived: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Runs constant-arrival-rate against a server on the other core that notes each arrival. The plan's zero is not known
 * to the server: it is taken to be where half of the arrivals are early and half late.
 */
async function measureSchedule(folder: string, perSec: number, seconds: number): Promise<Schedule> {
  const [program, ...args] = onCore(0, process.execPath, join(import.meta.dirname, 'arrivalServer.ts'));
  const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout });
  try {
    const [port] = (await once(lines, 'line')) as [string];
    const file = join(folder, 'schedule.perf.yaml');
    const scenario = `{ executor: constant-arrival-rate, rate: ${perSec}, duration: ${seconds}s, preAllocatedVUs: 50 }`;
    await writeFile(
      file,
      `target: http://127.0.0.1:${port}\nscenarios:\n  steady: ${scenario}\nflow:\n  - GET: /\n`,
    );
    const [own, ...rest] = onCore(1, process.execPath, join(root, 'dist/cli.cjs'), 'run', file, '-q');
    await run(own, rest);
    const said = once(lines, 'line');
    server.kill('SIGUSR2');
    const [text] = (await said) as [string];
    return errorsOf(text.split(',').map(Number), perSec);
  } finally {
    const closed = once(server, 'close');
    server.kill('SIGTERM');
    await closed;
  }
}

function errorsOf(arrivalsUs: readonly number[], perSec: number): Schedule {
  const offsets = arrivalsUs.map((us, index) => us / 1000 - (index * 1000) / perSec);
  const zero = median(offsets);
  const errors = offsets.map((offset) => Math.abs(offset - zero)).sort((a, b) => a - b);
  const at = (share: number) => errors[Math.ceil(errors.length * share) - 1] ?? Number.NaN;
  return { arrived: arrivalsUs.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The error of the start times at 1,000/s and 5,000/s, and that not one start is missing. */
export async function scheduleFigures(folder: string, seconds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const perSec of [1000, 5000]) {
    const { arrived, p50Ms, p99Ms } = await measureSchedule(folder, perSec, seconds);
    const at = `at ${perSec}/s`;
    figures.push(
      {
        name: `starts missing or too many ${at}`,
        value: Math.abs(arrived - perSec * seconds),
        unit: '',
        atMost: 0,
      },
      { name: `start time error ${at}, p50`, value: p50Ms, unit: 'ms', atMost: 0.3 },
      { name: `start time error ${at}, p99`, value: p99Ms, unit: 'ms', atMost: 1 },
    );
  }
  return figures;
}
