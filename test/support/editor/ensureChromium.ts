/** Finds a chromium that playwright can drive; on Debian as root it installs one where there is none. */
import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../build.ts';
import { withLock } from './lock.ts';

const run = promisify(execFile);
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** What chromium wants as root, and what keeps it from calling home. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns its executable @throws with one line on what to install */
export async function ensureChromium(log: (line: string) => void = console.log): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (await runnable(named)) return named;
    throw new Error(`chromium: CHROMIUM_PATH is ${named}, which cannot be run`);
  }
  return (await find()) ?? withLock(join(root, '.vscode-test/chromium.lock'), () => install(log));
}

async function find(): Promise<string | null> {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  for (const file of [...onPath, ...places]) if (await runnable(file)) return file;
  return null;
}

async function install(log: (line: string) => void): Promise<string> {
  const before = await find();
  if (before !== null) return before;
  const debian = await readFile('/etc/debian_version', 'utf8').catch(() => null);
  if (debian !== null && process.getuid?.() === 0) {
    log('chromium: not found, installing it with apt-get');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { env, maxBuffer: 64 * 1024 * 1024 };
    try {
      await run('apt-get', ['update', '-qq'], options);
      // Its recommendations pull in upgrades of udev and systemd.
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
    } catch (error) {
      log(`chromium: apt-get failed: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`);
    }
    const installed = await find();
    if (installed !== null) return installed;
  }
  throw new Error('chromium: none found; install chromium or Google Chrome, or name one in CHROMIUM_PATH');
}

async function runnable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) console.log(await ensureChromium());
