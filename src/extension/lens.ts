import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { COMMANDS } from './commandIds.ts';
import type { LastRuns } from './lastRuns.ts';
import { lastResultTitle, lastResultTooltip } from './lensText.ts';
import type { RunController } from './runController.ts';

const AGE_EVERY_MS = 60_000;

/** `▶ Run`, `▶ Run with Profiler` and the last result above every scenario of a scenario file. */
export class ScenarioLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #runs: RunController;
  readonly #lastRuns: LastRuns;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): void }[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: RunController, lastRuns: LastRuns, clock: Clock) {
    this.#runs = runs;
    this.#lastRuns = lastRuns;
    this.#clock = clock;
    this.#subscriptions = [
      this.#changed,
      runs.onRunChanged(() => this.#changed.fire()),
      lastRuns.onChanged(() => this.#changed.fire()),
      clock.every(AGE_EVERY_MS, () => {
        if (vscode.window.visibleTextEditors.length > 0) this.#changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { outline } = await import('./language.ts');
    const { scenarios } = outline(document.getText());
    const file = document.uri.fsPath;
    const last = this.#lastRuns.of(file);
    return scenarios.flatMap(({ name, line, column }) => {
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
