import { basename } from 'node:path';
import * as vscode from 'vscode';
import { FileConsents } from './fileConsent.ts';
import { fileQuestion } from './fileQuestion.ts';

const USE = 'Use This File';

/** What the scenario files of this workspace may read outside of it; asks in a dialog. */
export function fileConsents({ workspaceState }: vscode.ExtensionContext): FileConsents {
  return new FileConsents(
    workspaceState,
    async (file) => {
      const { message, detail } = fileQuestion(file, vscode.workspace.asRelativePath(file.place.file));
      return (await vscode.window.showWarningMessage(message, { modal: true, detail }, USE)) === USE;
    },
    () => vscode.workspace.isTrusted,
  );
}

/** Behind `Forget Allowed File…`: asks which, and takes the leave to read it back. */
export async function forgetFile(consents: FileConsents): Promise<void> {
  const { kept } = consents;
  if (kept.length === 0) {
    await vscode.window.showInformationMessage('No file outside this workspace is allowed.');
    return;
  }
  const items = kept.map((path) => ({ label: basename(path), description: path, path }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Forget an allowed file',
    placeHolder: 'Which file? It is asked for again when a run needs it.',
    matchOnDescription: true,
  });
  if (!chosen) return;
  await consents.forget(chosen.path);
  await vscode.window.showInformationMessage(`${chosen.path} is read no more without asking.`);
}
