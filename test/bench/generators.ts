import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/build.ts';
import { followCpu, onCore } from './core.ts';

const run = promisify(execFile);
export const connections = 32;

/** What one run of a generator gave; CPU is that of its whole process tree from launch to exit. */
export interface Sample {
  readonly requests: number;
  readonly requestsPerSec: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number | null;
}

export interface Generator {
  readonly name: string;
  measure(origin: string, seconds: number): Promise<Sample>;
}

/** A scenario with one quick request over and over on 32 connections. @returns its file */
export async function writeScenario(folder: string, origin: string): Promise<string> {
  const file = join(folder, 'bench.perf.yaml');
  const lines = ['name: bench', `target: ${origin}`, `vus: ${connections}`, 'duration: 8s'];
  await writeFile(file, `${lines.join('\n')}\nflows:\n  default:\n    - GET: /\n`);
  return file;
}

/** Our own, as a user runs it: the command line and the engine that it forks. */
export function hotlap(folder: string): Generator {
  return {
    name: 'hotlap',
    async measure(origin, seconds) {
      const file = await writeScenario(folder, origin);
      const record = join(folder, 'bench-record.json');
      const args = ['run', file, '-q', '-d', `${seconds}s`, '--out', `json=${record}`];
      const cpuSec = await cpuOf(onCore(1, process.execPath, join(root, 'dist/cli.cjs'), ...args));
      const { summary } = JSON.parse(await readFile(record, 'utf8')) as {
        summary: { requests: number; failed: number; requestsPerSec: number; serviceMs: { p99: number } };
      };
      if (summary.failed > 0) throw new Error(`bench: hotlap says that ${summary.failed} requests failed`);
      const { requests, requestsPerSec } = summary;
      return sample(requests, requestsPerSec, summary.serviceMs.p99, cpuSec);
    },
  };
}

export const autocannon: Generator = {
  name: 'autocannon',
  async measure(origin, seconds) {
    const program = join(root, 'node_modules/autocannon/autocannon.js');
    const args = ['-c', String(connections), '-d', String(seconds), '--json', origin];
    let output = '';
    const cpuSec = await cpuOf(onCore(1, process.execPath, program, ...args), (said) => {
      output = said;
    });
    const said = JSON.parse(output) as {
      requests: { total: number };
      duration: number;
      errors: number;
      latency: { p99: number };
    };
    if (said.errors > 0) throw new Error(`bench: autocannon says that ${said.errors} requests failed`);
    return sample(said.requests.total, said.requests.total / said.duration, said.latency.p99, cpuSec);
  },
};

function sample(requests: number, requestsPerSec: number, p99Ms: number, cpuSec: number | null): Sample {
  return {
    requests,
    requestsPerSec,
    p99Ms,
    cpuUsPerRequest: cpuSec === null ? null : (cpuSec * 1e6) / requests,
  };
}

/** Runs a command to its end. @returns the CPU seconds of it and of all that it started */
async function cpuOf(
  command: [string, ...string[]],
  hear?: (stdout: string) => void,
): Promise<number | null> {
  const [program, ...args] = command;
  const running = run(program, args, { maxBuffer: 1e7 });
  const used = running.child.pid === undefined ? () => null : followCpu(running.child.pid);
  try {
    const { stdout } = await running;
    hear?.(stdout);
  } finally {
    used();
  }
  return used();
}
