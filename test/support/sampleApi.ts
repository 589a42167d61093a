import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface SampleApi {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Starts the compiled sample API that lies in `folder` and tells its scenario file where it listens (perf/.env).
 * @param port 0 for any free one
 * @throws where it does not listen, with its own words
 */
export async function startSampleApi(folder: string, port = 0): Promise<SampleApi> {
  const child = spawn(process.execPath, ['dist/server.js'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk);
  });
  const lines = createInterface({ input: child.stdout });
  const origin = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const said = /listening on (http:\S+)/.exec(line)?.[1];
      if (said !== undefined) resolve(said);
    });
    child.once('error', reject);
    void exited.then(() =>
      reject(new Error(`the sample API in ${folder} did not start: ${complaint.trim()}`)),
    );
  });
  await writeFile(join(folder, 'perf/.env'), `API_URL=${origin}\n`);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { pid: child.pid ?? 0, port: Number(new URL(origin).port), origin, stop };
}
