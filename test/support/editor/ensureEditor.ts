/**
 * Makes sure that a real VS Code is at hand and says where: the desktop one through @vscode/test-electron where
 * its download can be reached and a screen is there to show it, else the complete VS Code that the npm package
 * code-server carries, shown by chromium. Both are kept under .vscode-test/.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { root } from '../build.ts';
import { withLock } from './lock.ts';

const codeServer = 'code-server@4.139.1';
const cache = join(root, '.vscode-test');

export type Editor =
  | { readonly kind: 'desktop'; readonly executable: string }
  /** `node` is the Node that the server's native modules were built for. */
  | { readonly kind: 'server'; readonly node: string; readonly serverMain: string };

/** @param log told what is going on, a line at a time @throws with one clear line, and the log file's name */
export async function ensureEditor(log: (line: string) => void = console.log): Promise<Editor> {
  const wanted = process.env.HOTLAP_EDITOR;
  if (wanted === 'desktop' || (wanted !== 'server' && hasScreen() && (await downloadReachable()))) {
    log('editor: the desktop VS Code, through @vscode/test-electron');
    return { kind: 'desktop', executable: await downloadAndUnzipVSCode({ cachePath: cache }) };
  }
  return withLock(join(cache, 'code-server.lock'), () => installServer(log));
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

async function downloadReachable(): Promise<boolean> {
  const probe = fetch('https://update.code.visualstudio.com/api/releases/stable', {
    signal: AbortSignal.timeout(3000),
  });
  return probe.then(
    (response) => response.ok,
    () => false,
  );
}

/** The steps, each done once: a file `<name>.done` beside them tells that it need not be done again. */
async function installServer(log: (line: string) => void): Promise<Editor> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/node/package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cache, `${codeServer.replace('@', '-')}-node-${version}`);
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const nodeFolder = join(folder, 'node_modules', nodePackage);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  const logFile = join(cache, 'code-server.log');
  const install = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
  ];
  const env = { npm_config_nodedir: nodeFolder };
  const steps: readonly { name: string; cwd: string; args: string[] }[] = [
    { name: 'download', cwd: folder, args: [...install, codeServer, `${nodePackage}@${version}`] },
    { name: 'modules', cwd: vscode, args: [...install, '--omit=dev'] },
    { name: 'extensions', cwd: join(vscode, 'extensions'), args: [...install, '--omit=dev'] },
    { name: 'native', cwd: vscode, args: ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'] },
  ];
  await mkdir(folder, { recursive: true });
  // Its own project, so that npm does not look for one further up.
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  for (const { name, cwd, args } of steps) {
    const marker = join(folder, `${name}.done`);
    if (await exists(marker)) continue;
    log(`editor: VS Code from ${codeServer}: npm ${args[0]} (${name}); output in ${logFile}`);
    await npm(args, cwd, name === 'native' ? env : {}, logFile);
    await writeFile(marker, '');
  }
  const node = join(nodeFolder, process.platform === 'win32' ? 'node.exe' : 'bin/node');
  return { kind: 'server', node, serverMain: join(vscode, 'out/server-main.js') };
}

/** Runs npm with this Node, free of what an outer `npm run` left in the environment. */
async function npm(args: string[], cwd: string, env: Record<string, string>, logFile: string): Promise<void> {
  const log = createWriteStream(logFile, { flags: 'a' });
  log.write(`\n$ npm ${args.join(' ')}   (in ${cwd})\n`);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle)_|^npm_config_(local_prefix|prefix|nodedir)$|^INIT_CWD$/.test(name),
  );
  const child = spawn('npm', args, {
    cwd,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited),
      ...env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    },
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  log.end();
  await finished(log);
  if (code !== 0) throw new Error(`editor: npm ${args[0]} in ${cwd} failed with ${code}: see ${logFile}`);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) {
  if (process.argv.includes('--clean')) await rm(cache, { recursive: true, force: true });
  console.log(await ensureEditor());
}
