import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endTree } from '../support/editor/processTree.ts';
import { until } from '../support/editor/until.ts';
import type { Bench } from './bench.ts';
import { cpuSecondsOf, GENERATOR_CORE, onCore } from './core.ts';
import type { Generator } from './generators.ts';

/** What one run of a generator gave, in a window in the middle of it. */
export interface Sample {
  /** As the server counted them. */
  readonly requestsPerSec: number;
  /** Of the whole process tree. */
  readonly cpuUsPerRequest: number | null;
}

/** By then each of them has made its connections and compiled what it needs. */
const SETTLE_MS = 1500;
const FIRST_REQUESTS = 500;
const START_MS = 60_000;

/**
 * Runs a generator on its core at full rate. CPU and requests are counted from one moment to another, both well within
 * the run: neither its launch nor its end is in the figures, and nobody's own count has to be believed.
 */
export async function measureFullRate(bench: Bench, generator: Generator): Promise<Sample> {
  const { server, times } = bench;
  const [program, ...args] = onCore(GENERATOR_CORE, ...(await generator.command(bench)));
  const before = await server.requests();
  const child = spawn(program, args, {
    stdio: 'ignore',
    cwd: bench.folder,
    env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
  });
  const closed = once(child, 'close');
  try {
    await until(
      `requests of ${generator.name}`,
      async () => {
        if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}`);
        return (await server.requests()) > before + FIRST_REQUESTS;
      },
      START_MS,
    );
    await delay(SETTLE_MS);
    const first = await look(bench, child.pid ?? 0);
    await delay(times.windowSec * 1000);
    const last = await look(bench, child.pid ?? 0);
    if (child.exitCode !== null) throw new Error(`bench: ${generator.name} ended by itself`);
    return between(first, last);
  } finally {
    if (child.pid !== undefined) await endTree(child.pid);
    await closed;
  }
}

interface Look {
  readonly ms: number;
  readonly requests: number;
  readonly cpuSec: number | null;
}

async function look({ server }: Bench, pid: number): Promise<Look> {
  const [requests, cpuSec] = await Promise.all([server.requests(), cpuSecondsOf(pid)]);
  return { ms: performance.now(), requests, cpuSec };
}

function between(first: Look, last: Look): Sample {
  const requests = last.requests - first.requests;
  const cpuSec = first.cpuSec === null || last.cpuSec === null ? null : last.cpuSec - first.cpuSec;
  return {
    requestsPerSec: (requests * 1000) / (last.ms - first.ms),
    cpuUsPerRequest: cpuSec === null ? null : (cpuSec * 1e6) / requests,
  };
}
