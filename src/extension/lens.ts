import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { COMMANDS } from './commandIds.ts';
import type { LastRuns } from './lastRuns.ts';
import { lastResultTitle, lastResultTooltip } from './lensText.ts';
import type { RunController } from './runController.ts';
import type { SuiteController } from './suiteController.ts';

const AGE_EVERY_MS = 60_000;

/** `▶ Run`, `▶ Run with Profiler` and the last result above every scenario of a scenario file, `▶ Run suite` above every suite. */
export class ScenarioLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #runs: RunController;
  readonly #suites: SuiteController;
  readonly #lastRuns: LastRuns;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<void>();
  #wasRunning = false;
  readonly #subscriptions: { dispose(): void }[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: RunController, suites: SuiteController, lastRuns: LastRuns, clock: Clock) {
    this.#runs = runs;
    this.#suites = suites;
    this.#lastRuns = lastRuns;
    this.#clock = clock;
    this.#subscriptions = [
      this.#changed,
      runs.onRunChanged(() => this.#changed.fire()),
      suites.onChanged(() => this.#suiteChanged()),
      lastRuns.onChanged(() => this.#changed.fire()),
      clock.every(AGE_EVERY_MS, () => {
        if (vscode.window.visibleTextEditors.length > 0) this.#changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { outline } = await import('./language.ts');
    const { scenarios, suites } = outline(document.getText());
    const file = document.uri.fsPath;
    const last = this.#lastRuns.of(file);
    const ofSuites = suites.flatMap(({ name, line, column }) => {
      const range = new vscode.Range(line - 1, column - 1, line - 1, column - 1);
      return this.#suiteCommands(file, name).map((command) => new vscode.CodeLens(range, command));
    });
    const ofScenarios = scenarios.flatMap(({ name, line, column }) => {
      const range = new vscode.Range(line - 1, column - 1, line - 1, column - 1);
      const running = this.#isRunning(file, name);
      const commands = running ? runningCommands() : startCommands(file, name);
      const result = last.get(name);
      if (result && !running) {
        commands.push({
          command: COMMANDS.showResult,
          title: lastResultTitle(result, this.#clock.wallMs()),
          tooltip: lastResultTooltip(result),
          arguments: [{ runId: result.runId, recordFile: result.recordFile }],
        });
      }
      return commands.map((command) => new vscode.CodeLens(range, command));
    });
    return [...ofScenarios, ...ofSuites];
  }

  /** A suite changes with every figure that is kept of it; what a CodeLens says does not. */
  #suiteChanged(): void {
    const { running } = this.#suites;
    if (running !== this.#wasRunning) this.#changed.fire();
    this.#wasRunning = running;
  }

  #suiteCommands(file: string, suite: string): vscode.Command[] {
    const { running, target } = this.#suites;
    if (running && target?.file === file && target.suite === suite) return runningCommands();
    const tooltip = `Run the scenarios of ${suite}, one after the other`;
    return [{ command: COMMANDS.runSuite, title: '▶ Run suite', tooltip, arguments: [{ file, suite }] }];
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }

  #isRunning(file: string, scenario: string): boolean {
    const { running, target } = this.#runs;
    if (!running || target?.file !== file) return false;
    return target.scenarios.length === 0 || target.scenarios.includes(scenario);
  }
}

function startCommands(file: string, scenario: string): vscode.Command[] {
  const target = { file, scenario };
  return [
    { command: COMMANDS.run, title: '▶ Run', tooltip: `Run ${scenario}`, arguments: [target] },
    {
      command: COMMANDS.runWithProfiler,
      title: '▶ Run with Profiler',
      tooltip: `Run ${scenario} and profile the API's process`,
      arguments: [target],
    },
  ];
}

function runningCommands(): vscode.Command[] {
  return [
    { command: COMMANDS.stop, title: '◼ Stop', tooltip: 'Stop the run; a second time: at once' },
    { command: COMMANDS.showPanel, title: 'Show Panel', tooltip: 'Show the live panel' },
  ];
}
