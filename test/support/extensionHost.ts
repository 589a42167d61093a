/** For suites that run inside the extension host. */
import * as vscode from 'vscode';
import type { HotlapApi } from '../../src/extension/api.ts';
import { until } from './editor/until.ts';

/** The extension's API, activated where it was not yet. */
export async function hotlap(): Promise<HotlapApi> {
  const extension = vscode.extensions.getExtension<HotlapApi>('hotlap.hotlap');
  if (!extension) throw new Error('Hotlap is not installed in this editor');
  return extension.activate();
}

/** A file of the workspace, opened in an editor. */
export async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(inWorkspace(path));
}

export function inWorkspace(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** The commands of all CodeLenses of a document, from the top. */
export async function lenses(uri: vscode.Uri): Promise<{ line: number; command: vscode.Command }[]> {
  await vscode.workspace.openTextDocument(uri);
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return found.flatMap(({ range, command }) => (command ? [{ line: range.start.line + 1, command }] : []));
}

/** Waits for a CodeLens whose title matches. */
export function lens(uri: vscode.Uri, title: RegExp, timeoutMs = 15_000): Promise<vscode.Command> {
  return until(
    `a CodeLens ${title}`,
    async () => (await lenses(uri)).find(({ command }) => title.test(command.title))?.command,
    timeoutMs,
  );
}

/** Clicks a CodeLens: runs its command as the editor would. Settles when the command has. */
export function click({ command, arguments: given }: vscode.Command): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...(given ?? []));
}

/** Waits for the diagnostics of a document to satisfy `enough`. */
export function diagnostics(
  uri: vscode.Uri,
  enough: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return until(`diagnostics of ${uri.path}`, () => {
    const found = vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'hotlap');
    return enough(found) ? found : null;
  });
}
