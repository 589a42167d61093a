import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toErrorInfo } from '../base/errors.ts';
import { showError } from './notice.ts';
import {
  type Choice,
  chooseScenario,
  chooseSuite,
  type RunArgument,
  type SuiteArgument,
  saveFile,
} from './runChoice.ts';
import type { RunController } from './runController.ts';
import { sentence } from './sentence.ts';
import type { SuiteController, SuiteTarget } from './suiteController.ts';
import { trustProblem } from './trust.ts';

/** Behind `Run Scenario…`, `Run Scenario with Profiler…` and `Run Suite…`: trust, the choice, the panel, the run, its errors. */
export class RunCommands {
  readonly #runs: RunController;
  readonly #suites: SuiteController;
  readonly #showPanel: () => void;

  constructor(runs: RunController, suites: SuiteController, showPanel: () => void) {
    this.#runs = runs;
    this.#suites = suites;
    this.#showPanel = showPanel;
  }

  /** Asks what to run where it is not said, and runs it to its end. */
  async run(argument: RunArgument, profiled: boolean): Promise<void> {
    if (await this.#isRefused()) return;
    const choice = await chooseScenario(argument);
    if (choice) await this.#start({ ...choice, profiled });
  }

  /** The same of a suite. */
  async runSuite(argument: SuiteArgument): Promise<void> {
    if (await this.#isRefused()) return;
    const choice = await chooseSuite(argument);
    if (choice) await this.#startSuite({ ...choice, profiled: false });
  }

  /** Runs the last target again, with or without the profiler. */
  async again(profiled: boolean): Promise<void> {
    if (await this.#isRefused()) return;
    const { target } = this.#runs;
    if (this.#suites.target) await this.#startSuite({ ...this.#suites.target, profiled });
    else if (target) await this.#start({ ...target, profiled });
  }

  /** Stops the run that goes on, and the suite that it is part of. */
  stop(): void {
    if (this.#suites.running) this.#suites.stop();
    else this.#runs.stop();
  }

  get #isRunning(): boolean {
    return this.#runs.running || this.#suites.running;
  }

  async #isRefused(): Promise<boolean> {
    const untrusted = trustProblem(vscode.workspace.isTrusted);
    if (untrusted) showError(untrusted, null);
    else if (this.#isRunning) await this.#tellRunning();
    else return false;
    return true;
  }

  async #start(target: Choice & { profiled: boolean }): Promise<void> {
    await saveFile(target.file);
    if (this.#isRunning) return this.#tellRunning();
    this.#suites.clear();
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

  async #startSuite(target: SuiteTarget): Promise<void> {
    await saveFile(target.file);
    if (this.#isRunning) return this.#tellRunning();
    this.#showPanel();
    try {
      const { unwritten } = await this.#suites.run(target);
      if (unwritten !== null) void vscode.window.showWarningMessage(unwritten);
    } catch (thrown) {
      showError(toErrorInfo(thrown), target.file);
    }
  }

  async #tellRunning(): Promise<void> {
    const suite = this.#suites.running ? `Suite ${this.#suites.target?.suite ?? ''}` : null;
    const name = suite ?? this.#runs.state.run?.name ?? basename(this.#runs.target?.file ?? 'a scenario');
    const said = sentence({ message: `${name} is running, and one run at a time is what can be measured` });
    const chosen = await vscode.window.showWarningMessage(said, 'Show Panel', 'Stop');
    if (chosen === 'Stop') this.stop();
    else if (chosen) this.#showPanel();
  }
}
