/**
 * What `npm start` runs once all is built: the sample API, and the main job on it in the terminal. One
 * threshold of the sample is meant to fail; that is what the hotspots explain, and no failure of the demo.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'media', 'sample');
const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 2000;
const THRESHOLDS_FAILED = 99;

/** The sample API on a free port, out of reach of this terminal's Ctrl-C: the run is stopped first, then it. */
function startApi(): ChildProcess {
  return spawn(process.execPath, [join(sample, 'dist', 'server.js')], {
    cwd: sample,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** What the API says of trouble, without Node's own words on each debugger that comes and goes. */
function passTrouble(api: ChildProcess): void {
  if (!api.stderr) return;
  createInterface({ input: api.stderr }).on('line', (line) => {
    if (!/^(Debugger |For help, see|Waiting for the debugger)/.test(line)) console.error(line);
  });
}

async function listeningUrl(api: ChildProcess): Promise<string> {
  if (!api.stdout) throw new Error('the sample API has no output');
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const lines = createInterface({ input: api.stdout });
  const gone = once(api, 'exit', { signal: limit }).then(([code]) => {
    throw new Error(`the sample API ended at once, with code ${code}`);
  });
  const url = once(lines, 'line', { signal: limit }).then(([line]) => /http:\S+/.exec(String(line))?.[0]);
  const found = await Promise.race([url, gone]).finally(() => gone.catch(() => undefined));
  if (found === undefined) throw new Error('the sample API did not tell its port');
  return found;
}

async function stopApi(api: ChildProcess): Promise<void> {
  if (api.exitCode !== null || api.signalCode !== null) return;
  const ended = once(api, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
  api.kill('SIGTERM');
  await ended.catch(() => api.kill('SIGKILL'));
}

async function runSample(url: string, args: readonly string[]): Promise<number> {
  const file = join('media', 'sample', 'perf', 'sample.perf.yaml');
  const cli = spawn(
    process.execPath,
    [join(root, 'dist', 'cli.cjs'), 'run', file, '--profile', '-e', `API_URL=${url}`, ...args],
    { cwd: root, stdio: 'inherit' },
  );
  const pass = (signal: NodeJS.Signals) => cli.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  // The terminal has sent it to the command line too.
  process.on('SIGINT', () => undefined);
  const [code] = (await once(cli, 'exit')) as [number | null];
  return code ?? 1;
}

async function main(): Promise<number> {
  const api = startApi();
  passTrouble(api);
  process.on('exit', () => api.kill('SIGKILL'));
  try {
    const code = await runSample(await listeningUrl(api), process.argv.slice(2));
    if (code !== THRESHOLDS_FAILED) return code;
    console.log(
      [
        '',
        'Red is part of the sample: logins queue behind a slow password hash, and the',
        'hotspots name it. In your own CI this run would have ended with exit code 99.',
      ].join('\n'),
    );
    return 0;
  } finally {
    await stopApi(api);
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
