import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import type { HotlapApi } from './api.ts';
import { scenarioCompletions, scenarioHovers } from './assistProviders.ts';
import { setBaseline } from './baselineCommand.ts';
import { COMMANDS, PANEL_VIEW_TYPE } from './commandIds.ts';
import { type CreateAnswers, createScenario } from './createScenario.ts';
import { ScenarioDiagnostics } from './diagnostics.ts';
import type { FileConsents } from './fileConsent.ts';
import { followRuns } from './followRuns.ts';
import { fileConsents, forgetFile } from './forgetFile.ts';
import { forgetSecret, secretKeeper } from './forgetSecret.ts';
import { LastRuns } from './lastRuns.ts';
import { lazy } from './lazy.ts';
import { ScenarioLenses } from './lens.ts';
import { HotLineMarks } from './marks.ts';
import { guarded } from './notice.ts';
import { openSample, welcomeToSample } from './openSample.ts';
import { Panel } from './panel.ts';
import { PanelActions } from './panelActions.ts';
import { type RunArgument, type SuiteArgument, saveFile } from './runChoice.ts';
import { RunCommands } from './runCommands.ts';
import { RunController } from './runController.ts';
import type { Runtime } from './runtime.ts';
import { runtimeOptions, storageFile } from './runtimeOptions.ts';
import { SCENARIO_GLOB } from './scenarioFiles.ts';
import { showResult } from './showResult.ts';
import { StateCache } from './stateCache.ts';
import { registerStatusBar } from './statusBar.ts';
import { SuiteController } from './suiteController.ts';

interface Parts {
  readonly runtime: () => Promise<Runtime>;
  readonly runs: RunController;
  readonly suites: SuiteController;
  readonly lastRuns: LastRuns;
  readonly marks: HotLineMarks;
  readonly commands: RunCommands;
  readonly actions: PanelActions;
  readonly panel: Panel;
  readonly cache: StateCache;
  readonly files: FileConsents;
}

/** The run of this window, for `deactivate`: VS Code calls it with nothing in hand. */
const current: { runs: RunController | null; suites: SuiteController | null } = { runs: null, suites: null };

export function activate(context: vscode.ExtensionContext): HotlapApi {
  const startedMs = performance.now();
  const parts = createParts(context);
  current.runs = parts.runs;
  current.suites = parts.suites;
  registerLanguage(context, parts);
  registerCommands(context, parts);
  context.subscriptions.push(
    parts.runs,
    parts.suites,
    parts.marks,
    parts.panel,
    parts.files,
    followRuns(parts),
    registerStatusBar(parts.runs, parts.suites),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel: async (view) => {
        const cached = await parts.cache.read();
        if (cached) parts.runs.restore(cached.state, cached.target);
        if (cached?.suite) parts.suites.restore(cached.suite.state, cached.suite.target);
        parts.panel.adopt(view);
      },
    }),
  );
  void welcomeToSample(context);
  const activateMs = performance.now() - startedMs;
  return {
    activateMs,
    get state() {
      return parts.runs.state;
    },
    get suite() {
      return parts.suites.state;
    },
    get marks() {
      return parts.marks.all;
    },
    get panelFrames() {
      return parts.actions.frames;
    },
  };
}

/** Ends a run that goes on: no process stays behind, and the API's inspector is closed. */
export async function deactivate(): Promise<void> {
  const { runs, suites } = current;
  if (suites?.running) suites.stop();
  await runs?.end();
  await suites?.settled();
}

function createParts(context: vscode.ExtensionContext): Parts {
  const files = fileConsents(context);
  const runtime = lazy(async () => {
    const { Runtime: Heavy } = await import('./runtime.ts');
    return new Heavy(runtimeOptions(context, files));
  });
  const runs = new RunController(runtime);
  const suites = new SuiteController(runtime, runs, saveFile);
  const panel: Panel = new Panel(context.extensionUri, {
    get state() {
      return runs.state;
    },
    get suite() {
      return suites.state;
    },
    onMessage: (message) => guarded(actions.perform(message)),
  });
  const commands = new RunCommands(runs, suites, () => panel.show());
  const actions = new PanelActions(runs, commands, () => panel.viewColumn);
  const { version } = context.extension.packageJSON as { version: string };
  return {
    runtime,
    runs,
    suites,
    lastRuns: new LastRuns(runtime),
    marks: new HotLineMarks(),
    commands,
    actions,
    panel,
    cache: new StateCache(storageFile(context, 'lastRun.json'), version),
    files,
  };
}

function registerLanguage(
  context: vscode.ExtensionContext,
  { runs, suites, lastRuns, files: consents }: Parts,
): void {
  const files: vscode.DocumentFilter = { scheme: 'file', pattern: SCENARIO_GLOB };
  const lenses = new ScenarioLenses(runs, suites, lastRuns, systemClock);
  context.subscriptions.push(
    lenses,
    vscode.languages.registerCodeLensProvider(files, lenses),
    vscode.languages.registerCompletionItemProvider(files, scenarioCompletions, ':', ' ', '{', '"', '-'),
    vscode.languages.registerHoverProvider(files, scenarioHovers),
    new ScenarioDiagnostics(consents),
  );
}

function registerCommands(context: vscode.ExtensionContext, parts: Parts): void {
  const { runs, panel, commands, marks, lastRuns, runtime, files } = parts;
  const handlers: Record<keyof typeof COMMANDS, (argument: never) => unknown> = {
    run: (argument: RunArgument) => commands.run(argument, false),
    runWithProfiler: (argument: RunArgument) => commands.run(argument, true),
    runSuite: (argument: SuiteArgument) => commands.runSuite(argument),
    stop: () => commands.stop(),
    showPanel: () => panel.show(),
    createScenario: (answers: CreateAnswers | undefined) => createScenario(answers),
    setBaseline: () => setBaseline(runtime, lastRuns),
    openSample: (parent: vscode.Uri | undefined) => openSample(context, parent),
    clearMarks: () => marks.clear(),
    forgetSecret: () => forgetSecret(secretKeeper(context)),
    forgetFile: () => forgetFile(files),
    showResult: (result: Parameters<typeof showResult>[0]) => showResult(result, runs, panel),
  };
  for (const [name, id] of Object.entries(COMMANDS)) {
    const handler = handlers[name as keyof typeof COMMANDS];
    context.subscriptions.push(
      vscode.commands.registerCommand(id, (argument: never) => guarded(handler(argument))),
    );
  }
}
