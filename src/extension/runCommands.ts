import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toErrorInfo } from '../base/errors.ts';
import { showError } from './notice.ts';
import type { RunController } from './runController.ts';
import { isScenarioPath, SCENARIO_GLOB, scenarioLabel } from './scenarioFiles.ts';
import { sentence } from './sentence.ts';
import { trustProblem } from './trust.ts';

/** What a CodeLens or a caller may say; a resource comes from the button in the editor's title. */
export type RunArgument = vscode.Uri | { readonly file: string; readonly scenario: string } | undefined;

interface Choice {
  readonly file: string;
  /** Empty: all. */
  readonly scenarios: readonly string[];
}

/** Behind `Run Scenario…` and `Run Scenario with Profiler…`: trust, the choice, the panel, the run, its errors. */
export class RunCommands {
  readonly #runs: RunController;
  readonly #showPanel: () => void;

  constructor(runs: RunController, showPanel: () => void) {
    this.#runs = runs;
    this.#showPanel = showPanel;
  }

  /** Asks what to run where it is not said, and runs it to its end. */
  async run(argument: RunArgument, profiled: boolean): Promise<void> {
    const untrusted = trustProblem(vscode.workspace.isTrusted);
    if (untrusted) return showError(untrusted, null);
    if (this.#runs.running) return this.#tellRunning();
    const choice = await chooseScenario(argument);
    if (choice) await this.#start({ ...choice, profiled });
  }

  /** Runs the last target again, with or without the profiler. */
  async again(profiled: boolean): Promise<void> {
    const untrusted = trustProblem(vscode.workspace.isTrusted);
    if (untrusted) return showError(untrusted, null);
    const { target } = this.#runs;
    if (target && !this.#runs.running) await this.#start({ ...target, profiled });
  }

  async #start(target: Choice & { profiled: boolean }): Promise<void> {
    await saveFile(target.file);
    if (this.#runs.running) return this.#tellRunning();
    this.#showPanel();
    try {
      const { outcome, problem } = await this.#runs.run(target);
      // Who has just said no to a host need not be told: the panel says it.
      if (outcome === 'error' && problem && problem.code !== 'host-not-allowed')
        showError(problem, target.file);
    } catch (thrown) {
      showError(toErrorInfo(thrown), target.file);
    }
  }

  async #tellRunning(): Promise<void> {
    const name = this.#runs.state.run?.name ?? basename(this.#runs.target?.file ?? 'a scenario');
    const said = sentence({ message: `${name} is running, and one run at a time is what can be measured` });
    const chosen = await vscode.window.showWarningMessage(said, 'Show Panel', 'Stop');
    if (chosen === 'Stop') this.#runs.stop();
    else if (chosen) this.#showPanel();
  }
}

/** What is run is what is seen: edits not yet saved are saved first. */
async function saveFile(file: string): Promise<void> {
  const open = vscode.workspace.textDocuments.find(
    (one) => one.uri.scheme === 'file' && one.uri.fsPath === file,
  );
  if (open?.isDirty) await open.save();
}

async function chooseScenario(argument: RunArgument): Promise<Choice | null> {
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
  const open = vscode.workspace.textDocuments.find(
    (one) => one.uri.scheme === 'file' && one.uri.fsPath === file,
  );
  return open?.getText() ?? (await readFile(file, 'utf8').catch(() => ''));
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
