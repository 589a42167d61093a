import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { type ErrorInfo, type Place, toErrorInfo } from '../base/errors.ts';
import { npmStartFolder } from './npmStart.ts';
import { sentence } from './sentence.ts';

/**
 * Tells an error and offers what can be done about it. `nearFile` is the scenario file, where there is one:
 * an API that is not running is looked for around it.
 */
export function showError(error: ErrorInfo, nearFile: string | null): void {
  offer(error, nearFile).catch((thrown: unknown) => {
    void vscode.window.showErrorMessage(sentence(toErrorInfo(thrown)));
  });
}

async function offer(error: ErrorInfo, nearFile: string | null): Promise<void> {
  const { place } = error;
  const startFolder =
    error.code === 'target-refused' && nearFile ? await npmStartFolder(dirname(nearFile)) : null;
  const remedies = new Map<string, () => unknown>();
  if (error.code === 'workspace-untrusted') {
    remedies.set('Manage Workspace Trust', () => vscode.commands.executeCommand('workbench.trust.manage'));
  }
  if (startFolder) remedies.set('Run npm start', () => startApi(startFolder));
  if (place) remedies.set('Show', () => openPlace(place, undefined));
  const said = sentence(error);
  const show =
    error.code === 'workspace-untrusted' ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  const chosen = await show(said, ...remedies.keys());
  if (chosen) await remedies.get(chosen)?.();
}

/** Opens a file at a place, in a column of the caller's choice. @throws where it cannot be opened */
export async function openPlace(place: Place, viewColumn: vscode.ViewColumn | undefined): Promise<void> {
  await stat(place.file);
  const at = new vscode.Position(Math.max(0, place.line - 1), Math.max(0, place.column - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(place.file), {
    selection: new vscode.Range(at, at),
    preview: true,
    ...(viewColumn === undefined ? {} : { viewColumn }),
  });
}

/** Runs `npm start` in a terminal of its own, as a task of the editor. */
export async function startApi(folder: string): Promise<void> {
  const scope = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(join(folder, 'package.json')));
  const task = new vscode.Task(
    { type: 'shell' },
    scope ?? vscode.TaskScope.Workspace,
    'npm start',
    'Hotlap',
    new vscode.ShellExecution('npm start', { cwd: folder }),
  );
  task.isBackground = true;
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  await vscode.tasks.executeTask(task);
}

/** Tells whatever a command throws; gives what it gives. */
export async function guarded<T>(work: T): Promise<Awaited<T> | undefined> {
  try {
    return await work;
  } catch (thrown) {
    showError(toErrorInfo(thrown), null);
    return undefined;
  }
}
