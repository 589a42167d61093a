import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FileConsents } from './fileConsent.ts';
import { secretKeeper } from './forgetSecret.ts';
import { askForHost } from './hostConsent.ts';
import type { RuntimeOptions } from './runtime.ts';

/** A file under the workspace's storage; where no workspace is open, under the extension's own. */
export function storageFile(context: vscode.ExtensionContext, name: string): string {
  return join((context.storageUri ?? context.globalStorageUri).fsPath, name);
}

/** What the runtime must know of the editor. */
export function runtimeOptions(context: vscode.ExtensionContext, files: FileConsents): RuntimeOptions {
  const { version } = context.extension.packageJSON as { version: string };
  const secrets = secretKeeper(context);
  return {
    engineFile: context.asAbsolutePath(join('dist', 'engine.cjs')),
    version,
    recordsFolder: storageFile(context, 'runs'),
    rootOf: (file) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? null,
    roots: () => (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    files,
    secrets: (folder, names) => secrets.values(folder, names),
    allowHost: (host, addresses) => askForHost(context.workspaceState, host, addresses),
  };
}
