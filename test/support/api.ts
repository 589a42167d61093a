import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server in a process of its own. */
export interface Api {
  readonly pid: number;
  readonly port: number;
  readonly process: ChildProcess;
  /** All it has printed so far. */
  output(): string;
  get(path: string): Promise<string>;
  /** Settles when the process has ended, with its exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a program that prints `listening on http://127.0.0.1:PORT` (or Python's words for it). */
export async function startApi(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Api> {
  const child = spawn(command, [...args], { env: { ...process.env, ...env } });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const port = await new Promise<number>((resolve, reject) => {
    const read = (data: Buffer) => {
      output += data.toString();
      const found = /(?:listening on http:\/\/127\.0\.0\.1:|Serving HTTP on 127\.0\.0\.1 port )(\d+)/.exec(
        output,
      );
      if (found) resolve(Number(found[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${output}`)));
  });
  return {
    pid: child.pid ?? 0,
    port,
    process: child,
    ended,
    output: () => output,
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(3000) });
      return response.text();
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Compiles the sample workspace into a folder of its own. */
export function compileSample(): { folder: string; dispose(): void } {
  const root = join(import.meta.dirname, '../..');
  const folder = mkdtempSync(join(tmpdir(), 'hotlap-sample-'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'media/sample'), '--outDir', folder]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
