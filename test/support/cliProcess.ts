import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleCli, bundleEngine } from './build.ts';

/** What became of a `hotlap` process. */
export interface CliResult {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** A `hotlap` process that runs. */
export interface CliProcess {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly result: Promise<CliResult>;
}

/** Bundles the command line and its engine into a folder. @returns the file to run */
export async function bundleCliInto(folder: string): Promise<string> {
  const cliFile = join(folder, 'cli.cjs');
  await Promise.all([bundleCli(cliFile), bundleEngine(join(folder, 'engine.cjs'))]);
  return cliFile;
}

/** Starts the bundled command line as a process of its own, with nothing of a terminal. */
export function startCli(
  cliFile: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): CliProcess {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  const startedMs = performance.now();
  const child = spawn(process.execPath, [cliFile, ...args], {
    cwd: options.cwd,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const result = once(child, 'close').then(
    ([code]): CliResult => ({
      code: code as number | null,
      ...said,
      tookMs: performance.now() - startedMs,
    }),
  );
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, result };
}

/** Waits until `holds`, looking often. @throws after `limitMs` */
export async function until<T>(holds: () => T | Promise<T>, what: string, limitMs = 15_000): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Pids of a process's children (Linux). */
export async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(name));
  }
  return found;
}

/** Whether a process lives; one that has ended and is only not yet collected does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}
