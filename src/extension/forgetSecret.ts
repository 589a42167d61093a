import { basename } from 'node:path';
import * as vscode from 'vscode';
import { SecretKeeper } from './secretKeeper.ts';
import { secretQuestion } from './secretQuestion.ts';

/** The secrets of this window's scenario files. */
export function secretKeeper({ secrets, globalState }: vscode.ExtensionContext): SecretKeeper {
  return new SecretKeeper(secrets, globalState, (secret) =>
    vscode.window.showInputBox(secretQuestion(secret)),
  );
}

/** Behind `Forget Secret…`: asks which, and removes it. */
export async function forgetSecret(keeper: SecretKeeper): Promise<void> {
  const { kept } = keeper;
  if (kept.length === 0) {
    await vscode.window.showInformationMessage('No secret is kept.');
    return;
  }
  const items = kept.map((secret) => ({
    label: secret.name,
    description: basename(secret.folder),
    detail: secret.folder,
    secret,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Forget a secret',
    placeHolder: 'Which secret? It is asked for again when a scenario needs it.',
    matchOnDescription: true,
  });
  if (!chosen) return;
  await keeper.forget(chosen.secret);
  await vscode.window.showInformationMessage(`The secret ${chosen.secret.name} is forgotten.`);
}
