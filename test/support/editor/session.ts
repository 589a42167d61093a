/** One editor window on one workspace with the extension in it: the desktop's or the server's, alike to a test. */
import { join } from 'node:path';
import { _electron, type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from './ensureChromium.ts';
import type { Editor } from './ensureEditor.ts';
import { endTree } from './processTree.ts';
import { startEditorServer } from './server.ts';
import { mergeSettings, quietSettings, type SettingsChange } from './settings.ts';

export interface SessionOptions {
  readonly editor: Editor;
  readonly extensionDir: string;
  readonly workspaceDir: string;
  readonly dataDir: string;
  /** Its `index.js` exports `run()`, called inside the extension host. */
  readonly testsDir?: string;
  readonly trusted: boolean;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly env: Readonly<Record<string, string>>;
}

export interface EditorSession {
  readonly page: Page;
  settings(change: SettingsChange): Promise<void>;
  /** Ends the editor and every process of it. */
  close(): Promise<void>;
}

export function openSession(
  options: SessionOptions,
  browser: () => Promise<Browser>,
): Promise<EditorSession> {
  const { editor } = options;
  return editor.kind === 'desktop'
    ? openDesktop(options, editor.executable)
    : openInBrowser(options, editor, browser);
}

/** A chromium for all sessions of a run, started when the first one needs it. */
export function lazyBrowser(): { get(): Promise<Browser>; close(): Promise<void> } {
  let started: Promise<Browser> | null = null;
  return {
    get() {
      started ??= ensureChromium().then((executablePath) =>
        chromium.launch({ executablePath, args: [...chromiumArgs] }),
      );
      return started;
    },
    async close() {
      await (await started)?.close();
    },
  };
}

/** The address of the workbench with the extension under development, and its tests where there are any. */
export function workbenchUrl(
  authority: string,
  options: Pick<SessionOptions, 'extensionDir' | 'workspaceDir' | 'testsDir'>,
): string {
  const remote = (path: string) => `vscode-remote://${authority}${path}`;
  const payload: [string, string][] = [['extensionDevelopmentPath', remote(options.extensionDir)]];
  if (options.testsDir) payload.push(['extensionTestsPath', remote(join(options.testsDir, 'index.js'))]);
  const query = new URLSearchParams({ folder: options.workspaceDir, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query}`;
}

async function openInBrowser(
  options: SessionOptions,
  editor: Extract<Editor, { kind: 'server' }>,
  browser: () => Promise<Browser>,
): Promise<EditorSession> {
  const { dataDir, trusted, env, viewport } = options;
  const server = await startEditorServer({ editor, dataDir, trusted, env });
  try {
    const context = await (await browser()).newContext({ viewport });
    const page = await context.newPage();
    await page.goto(workbenchUrl(server.authority, options), { timeout: 60_000 });
    const close = async () => {
      await context.close().catch(() => undefined);
      await server.stop();
    };
    return { page, settings: server.settings, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openDesktop(options: SessionOptions, executablePath: string): Promise<EditorSession> {
  const { dataDir, extensionDir, workspaceDir, testsDir, trusted, env, viewport } = options;
  const settings = (change: SettingsChange) => mergeSettings(join(dataDir, 'User/settings.json'), change);
  await settings(quietSettings);
  const app = await _electron.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
    args: [
      workspaceDir,
      ...['--no-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
      ...[`--user-data-dir=${dataDir}`, `--extensions-dir=${join(dataDir, 'extensions')}`],
      `--extensionDevelopmentPath=${extensionDir}`,
      ...(testsDir ? [`--extensionTestsPath=${join(testsDir, 'index.js')}`] : []),
      ...(trusted ? ['--disable-workspace-trust'] : []),
    ],
  });
  const page = await app.firstWindow();
  await page.setViewportSize(viewport).catch(() => undefined);
  const pid = app.process().pid;
  const close = async () => {
    await app.close().catch(() => undefined);
    if (pid !== undefined) await endTree(pid);
  };
  return { page, settings, close };
}
