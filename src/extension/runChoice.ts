import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isScenarioPath, SCENARIO_GLOB, scenarioLabel } from './scenarioFiles.ts';

/** What a CodeLens or a caller may say; a resource comes from the button in the editor's title. */
export type RunArgument = vscode.Uri | { readonly file: string; readonly scenario: string } | undefined;

/** What a CodeLens says of a suite; a resource comes from the explorer. */
export type SuiteArgument = vscode.Uri | { readonly file: string; readonly suite: string } | undefined;

/** Scenarios of a file. */
export interface Choice {
  readonly file: string;
  /** Empty: all. */
  readonly scenarios: readonly string[];
}

/** A suite that a file names. */
export interface SuiteChoice {
  readonly file: string;
  readonly suite: string;
}

/** What is run is what is seen: edits not yet saved are saved first. */
export async function saveFile(file: string): Promise<void> {
  const open = openDocument(file);
  if (open?.isDirty) await open.save();
}

/** What to run where it is not said: asks. null where nothing was chosen. */
export async function chooseScenario(argument: RunArgument): Promise<Choice | null> {
  if (argument instanceof vscode.Uri) return chooseAmong([argument.fsPath], true);
  if (argument) return { file: argument.file, scenarios: [argument.scenario] };
  return chooseAmong(await scenarioFiles(), false);
}

/** Scenario files of the workspace, the active one first; without a workspace those that are open. */
async function scenarioFiles(): Promise<string[]> {
  const open = [vscode.window.activeTextEditor?.document, ...vscode.workspace.textDocuments]
    .flatMap((document) => (document?.uri.scheme === 'file' ? [document.uri.fsPath] : []))
    .filter(isScenarioPath);
  const found = await vscode.workspace.findFiles(SCENARIO_GLOB, '**/node_modules/**', 200);
  return [...new Set([...open, ...found.map((uri) => uri.fsPath).sort()])];
}

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

async function chooseAmong(files: readonly string[], oneNeedsNoAsking: boolean): Promise<Choice | null> {
  const items = (await Promise.all(files.map(itemsOf))).flat();
  const choices = items.filter((item) => item.choice);
  if (choices.length === 0) {
    await vscode.window.showInformationMessage(
      'There is no scenario file here: a file that ends in .perf.yaml. “Hotlap: Create Scenario…” makes one.',
    );
    return null;
  }
  if (oneNeedsNoAsking && choices.length === 1) return choices[0]?.choice ?? null;
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Run a scenario',
    placeHolder: 'Which scenario?',
    matchOnDescription: true,
  });
  return chosen?.choice ?? null;
}

/** As it stands in the editor, else as it lies on disk; empty where it cannot be read. */
async function textOf(file: string): Promise<string> {
  return openDocument(file)?.getText() ?? (await readFile(file, 'utf8').catch(() => ''));
}

async function itemsOf(file: string): Promise<Item[]> {
  const { outline } = await import('./language.ts');
  const names = outline(await textOf(file)).scenarios.map((scenario) => scenario.name);
  const description = vscode.workspace.asRelativePath(file);
  const all: Item[] =
    names.length > 1
      ? [
          {
            label: 'All scenarios',
            description: `${names.length} at once, ${description}`,
            choice: { file, scenarios: [] },
          },
        ]
      : [];
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...names.map((name) => ({
      label: scenarioLabel(name, file),
      description,
      choice: { file, scenarios: [name] },
    })),
    ...all,
  ];
}

/** The same for suites. */
export async function chooseSuite(argument: SuiteArgument): Promise<SuiteChoice | null> {
  if (argument && !(argument instanceof vscode.Uri)) return argument;
  const files = argument ? [argument.fsPath] : await scenarioFiles();
  const items = (await Promise.all(files.map(suiteItemsOf))).flat();
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      'There is no suite here: add suites: to a scenario file, such as suites: { quick: [browse, checkout] }.',
    );
    return null;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Run a suite',
    placeHolder: 'Which suite?',
    matchOnDescription: true,
  });
  return chosen?.choice ?? null;
}

async function suiteItemsOf(file: string): Promise<(vscode.QuickPickItem & { choice: SuiteChoice })[]> {
  const { outline } = await import('./language.ts');
  const description = vscode.workspace.asRelativePath(file);
  return outline(await textOf(file)).suites.map(({ name }) => ({
    label: name,
    description,
    choice: { file, suite: name },
  }));
}

function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((one) => one.uri.scheme === 'file' && one.uri.fsPath === file);
}
