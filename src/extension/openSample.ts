import * as vscode from 'vscode';
import { startApi } from './notice.ts';

const FOLDER = 'hotlap-sample';
const PENDING = 'hotlap.sampleToOpen';

/**
 * Copies the sample to a folder of the user's choice (or to Hotlap's own) and opens it there. `parent` is
 * asked for where it is not given. @returns the sample's folder, or null where the user thought better of it
 */
export async function openSample(
  context: vscode.ExtensionContext,
  parent?: vscode.Uri,
): Promise<vscode.Uri | null> {
  const into = parent ?? (await askParent(context.globalStorageUri));
  if (!into) return null;
  const folder = vscode.Uri.joinPath(into, FOLDER);
  await copySample(context.extensionUri, folder);
  await context.globalState.update(PENDING, folder.fsPath);
  const inUse = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: inUse });
  return folder;
}

/** Copies what is shipped; a sample that is there already is left as it is, with the user's changes. */
async function copySample(extensionUri: vscode.Uri, folder: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.stat(folder);
  } catch {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'media', 'sample'), folder);
  }
}

async function askParent(own: vscode.Uri): Promise<vscode.Uri | undefined> {
  const choices = [
    { label: 'Choose a folder…', description: 'the sample is copied into it', own: false },
    { label: 'In Hotlap’s own storage', description: 'nothing is put among your files', own: true },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: 'Where should the sample go?' });
  if (!chosen) return undefined;
  if (chosen.own) {
    await vscode.workspace.fs.createDirectory(own);
    return own;
  }
  const picked = await vscode.window.showOpenDialog({
    title: 'Where should the sample go?',
    openLabel: 'Copy the Sample Here',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return picked?.[0];
}

/** In the window that {@link openSample} opened: shows the scenario and offers to start the API. */
export async function welcomeToSample(context: vscode.ExtensionContext): Promise<void> {
  const pending = context.globalState.get<string>(PENDING);
  const here = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.fsPath === pending);
  if (!here) return;
  await context.globalState.update(PENDING, undefined);
  const scenario = vscode.Uri.joinPath(here.uri, 'perf', 'sample.perf.yaml');
  await vscode.window.showTextDocument(scenario, { preview: false });
  if (!vscode.workspace.isTrusted) return;
  const chosen = await vscode.window.showInformationMessage(
    'This is the sample API and its scenario. Start the API, then click “Run with Profiler” above the scenario.',
    'Run npm start',
  );
  if (chosen) await startApi(here.uri.fsPath);
}
