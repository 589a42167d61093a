/**
 * `npm run editor`: a real editor with the extension from this checkout, on a copy of the sample workspace, with
 * the sample API running: the desktop `code` where one is installed, else VS Code in the browser.
 * Ctrl-C ends all of it. `-- FOLDER` opens another workspace.
 */
import { spawn } from 'node:child_process';
import { access, constants, cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { root } from '../build.ts';
import { startSampleApi } from '../sampleApi.ts';
import { ensureEditor } from './ensureEditor.ts';
import { startEditorServer } from './server.ts';
import { workbenchUrl } from './session.ts';

/** Undone in the reverse order when it ends. */
const undo: (() => Promise<unknown>)[] = [];
const asked = process.argv[2];

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
}

async function workspace(): Promise<string> {
  if (asked !== undefined) return resolve(asked);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'hotlap-sample-')));
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await cp(join(root, 'media/sample'), folder, { recursive: true });
  const api = await startSampleApi(folder, 3000).catch(() => startSampleApi(folder));
  undo.push(() => api.stop());
  console.log(`sample API   ${api.origin}`);
  return folder;
}

async function openDesktop(code: string, workspaceDir: string): Promise<void> {
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, workspaceDir];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  undo.push(async () => child.kill('SIGTERM'));
  console.log(`editor       ${code}; close its window or press Ctrl-C to end`);
  await new Promise((done) => child.once('close', done));
}

async function openServer(workspaceDir: string): Promise<void> {
  const editor = await ensureEditor();
  if (editor.kind === 'desktop') return openDesktop(editor.executable, workspaceDir);
  const dataDir = await mkdtemp(join(tmpdir(), 'hotlap-editor-'));
  undo.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startEditorServer({ editor, dataDir, trusted: true });
  undo.push(() => server.stop());
  const url = workbenchUrl(server.authority, { extensionDir: root, workspaceDir });
  console.log(`editor       ${url}\nOpen it in a browser; press Ctrl-C to end.`);
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const screen = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (screen) spawn(opener, [url], { stdio: 'ignore' }).once('error', () => undefined);
  await new Promise((done) => {
    const watch = setInterval(() => {
      if (server.running()) return;
      clearInterval(watch);
      done(null);
    }, 500);
  });
}

async function end(code: number): Promise<never> {
  for (const step of undo.splice(0).reverse()) await step().catch((error) => console.error(error));
  process.exit(code);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void end(0));
try {
  const workspaceDir = await workspace();
  console.log(`workspace    ${workspaceDir}`);
  const code = await onPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  await (code ? openDesktop(code, workspaceDir) : openServer(workspaceDir));
  await end(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
