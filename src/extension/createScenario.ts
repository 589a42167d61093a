import * as vscode from 'vscode';
import { fileNameProblem, scenarioFileName, slug } from './scenarioFiles.ts';

const DEFAULT_URL = 'http://localhost:3000';

/** Answers given beforehand, by a keybinding or another extension; what is left out is asked. */
export interface CreateAnswers {
  /** `url`, or the id of a template. */
  readonly from?: string;
  readonly url?: string;
  readonly name?: string;
}

/** Asks what to begin from, writes `perf/NAME.perf.yaml` and opens it. Never writes over a file. */
export async function createScenario(given: CreateAnswers = {}): Promise<vscode.Uri | null> {
  const { scenarioFromTemplate, scenarioFromUrl, scenarioTemplates } = await import(
    '../scenario/assist/templates.ts'
  );
  const from = given.from ?? (await askFrom(scenarioTemplates));
  if (!from) return null;
  const url = given.url ?? (await askUrl());
  if (!url) return null;
  const text = from === 'url' ? scenarioFromUrl(url) : scenarioFromTemplate(from, url);
  const folder = await scenarioFolder();
  const taken = folder ? await entriesOf(folder) : [];
  const suggested =
    from === 'url' ? slug(new URL(url).hostname === 'localhost' ? 'local' : new URL(url).hostname) : from;
  const name = given.name ?? (await askName(suggested, taken));
  if (!name) return null;
  const uri = folder
    ? vscode.Uri.joinPath(folder, scenarioFileName(name))
    : await vscode.window.showSaveDialog({
        title: 'Save the scenario',
        defaultUri: vscode.Uri.file(scenarioFileName(name)),
        filters: { 'Hotlap scenario': ['perf.yaml'] },
      });
  if (!uri) return null;
  if (folder) {
    const problem = fileNameProblem(name, taken);
    if (problem) throw new Error(problem);
    await vscode.workspace.fs.createDirectory(folder);
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri, { preview: false });
  return uri;
}

async function askFrom(
  templates: readonly { id: string; label: string; description: string }[],
): Promise<string | undefined> {
  const items = [
    { id: 'url', label: 'From a URL', description: 'one GET request, to widen from there' },
    { id: '', label: 'Templates', kind: vscode.QuickPickItemKind.Separator },
    ...templates,
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Create a scenario',
    placeHolder: 'What should it begin from?',
    matchOnDescription: true,
  });
  return chosen?.id;
}

function askUrl(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Create a scenario',
    prompt: 'The URL to send requests to',
    value: DEFAULT_URL,
    validateInput: (value) => urlProblem(value),
  });
}

function urlProblem(value: string): string | null {
  const url = URL.parse(value.trim());
  if (url && /^https?:$/.test(url.protocol)) return null;
  return `A whole URL is needed, such as ${DEFAULT_URL}/orders`;
}

function askName(suggested: string, taken: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Create a scenario',
    prompt: 'Its name: the file becomes perf/NAME.perf.yaml',
    value: suggested,
    validateInput: (value) => fileNameProblem(value, taken),
  });
}

/** `perf` in the workspace folder; where there are several, in the one that is chosen. */
async function scenarioFolder(): Promise<vscode.Uri | null> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder =
    folders.length > 1
      ? ((active && vscode.workspace.getWorkspaceFolder(active)) ??
        (await vscode.window.showWorkspaceFolderPick()))
      : folders[0];
  return folder ? vscode.Uri.joinPath(folder.uri, 'perf') : null;
}

async function entriesOf(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}
