import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Editor } from './ensureEditor.ts';
import { endTree } from './processTree.ts';
import { mergeSettings, quietSettings, type SettingsChange } from './settings.ts';

export interface EditorServer {
  readonly pid: number;
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Merges into the machine's settings.json, which the editor watches; null takes a setting away. */
  settings(change: SettingsChange): Promise<void>;
  running(): boolean;
  /** Ends the server with all its children. */
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  readonly editor: Extract<Editor, { kind: 'server' }>;
  /** Of its own: settings, extension storage, logs. */
  readonly dataDir: string;
  /** Whether every workspace is trusted; where not, the editor's question is asked. */
  readonly trusted: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts VS Code's server on an ephemeral port. @throws where it says no address within a minute */
export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const { editor, dataDir, trusted, env = {} } = options;
  await mkdir(dataDir, { recursive: true });
  const settingsFile = join(dataDir, 'data/Machine/settings.json');
  const settings = (change: SettingsChange) => mergeSettings(settingsFile, change);
  await settings(quietSettings);
  const logFile = join(dataDir, 'server.log');
  const log = await open(logFile, 'w');
  const args = [
    editor.serverMain,
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--enable-smoke-test-driver', '--server-data-dir', dataDir, '--telemetry-level', 'off'],
    '--disable-telemetry',
    // Should we die without a chance to end it, it ends itself.
    '--enable-remote-auto-shutdown',
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(editor.node, args, {
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, ...env },
  });
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw new Error(`editor: ${editor.node} could not be started`);
  const stop = () => endTree(pid);
  const running = () => child.exitCode === null && child.signalCode === null;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const said = await readFile(logFile, 'utf8');
    const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
    if (port !== undefined)
      return { pid, authority: `127.0.0.1:${port}`, dataDir, logFile, settings, running, stop };
    if (!running() || Date.now() > deadline) {
      await stop();
      throw new Error(`editor: the server did not start:\n${said.slice(-2000)}`);
    }
    await delay(100);
  }
}
