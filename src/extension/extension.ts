import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import type { HotlapApi } from './api.ts';
import { scenarioCompletions, scenarioHovers } from './assistProviders.ts';
import { setBaseline } from './baselineCommand.ts';
import { COMMANDS, PANEL_VIEW_TYPE } from './commandIds.ts';
import { type CreateAnswers, createScenario } from './createScenario.ts';
import { ScenarioDiagnostics } from './diagnostics.ts';
import { followRuns } from './followRuns.ts';
import { LastRuns } from './lastRuns.ts';
import { lazy } from './lazy.ts';
import { ScenarioLenses } from './lens.ts';
import { HotLineMarks } from './marks.ts';
import { guarded } from './notice.ts';
import { openSample, welcomeToSample } from './openSample.ts';
import { Panel } from './panel.ts';
import { PanelActions } from './panelActions.ts';
import { type RunArgument, RunCommands } from './runCommands.ts';
import { RunController } from './runController.ts';
import type { Runtime } from './runtime.ts';
import { runtimeOptions, storageFile } from './runtimeOptions.ts';
import { SCENARIO_GLOB } from './scenarioFiles.ts';
import { showResult } from './showResult.ts';
import { StateCache } from './stateCache.ts';
import { registerStatusBar } from './statusBar.ts';

interface Parts {
  readonly runtime: () => Promise<Runtime>;
  readonly runs: RunController;
  readonly lastRuns: LastRuns;
  readonly marks: HotLineMarks;
  readonly commands: RunCommands;
  readonly actions: PanelActions;
  readonly panel: Panel;
  readonly cache: StateCache;
}

/** The run of this window, for `deactivate`: VS Code calls it with nothing in hand. */
const current: { runs: RunController | null } = { runs: null };

export function activate(context: vscode.ExtensionContext): HotlapApi {
  const startedMs = performance.now();
  const parts = createParts(context);
  current.runs = parts.runs;
  registerLanguage(context, parts);
  registerCommands(context, parts);
  context.subscriptions.push(
    parts.runs,
    parts.marks,
    parts.panel,
    followRuns(parts),
    registerStatusBar(parts.runs),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel: async (view) => {
        const cached = await parts.cache.read();
        if (cached) parts.runs.restore(cached.state, cached.target);
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
  await current.runs?.end();
}

function createParts(context: vscode.ExtensionContext): Parts {
  const runtime = lazy(async () => {
    const { Runtime: Heavy } = await import('./runtime.ts');
    return new Heavy(runtimeOptions(context));
  });
  const runs = new RunController(runtime);
  const panel: Panel = new Panel(context.extensionUri, {
    get state() {
      return runs.state;
    },
    onMessage: (message) => guarded(actions.perform(message)),
  });
  const commands = new RunCommands(runs, () => panel.show());
  const actions = new PanelActions(runs, commands, () => panel.viewColumn);
  const { version } = context.extension.packageJSON as { version: string };
  return {
    runtime,
    runs,
    lastRuns: new LastRuns(runtime),
    marks: new HotLineMarks(),
    commands,
    actions,
    panel,
    cache: new StateCache(storageFile(context, 'lastRun.json'), version),
  };
}

function registerLanguage(context: vscode.ExtensionContext, { runs, lastRuns }: Parts): void {
  const files: vscode.DocumentFilter = { scheme: 'file', pattern: SCENARIO_GLOB };
  const lenses = new ScenarioLenses(runs, lastRuns, systemClock);
  context.subscriptions.push(
    lenses,
    vscode.languages.registerCodeLensProvider(files, lenses),
    vscode.languages.registerCompletionItemProvider(files, scenarioCompletions, ':', ' ', '{', '"', '-'),
    vscode.languages.registerHoverProvider(files, scenarioHovers),
    new ScenarioDiagnostics(),
  );
}

function registerCommands(context: vscode.ExtensionContext, parts: Parts): void {
  const { runs, panel, commands, marks, lastRuns, runtime } = parts;
  const handlers: Record<keyof typeof COMMANDS, (argument: never) => unknown> = {
    run: (argument: RunArgument) => commands.run(argument, false),
    runWithProfiler: (argument: RunArgument) => commands.run(argument, true),
    stop: () => runs.stop(),
    showPanel: () => panel.show(),
    createScenario: (answers: CreateAnswers | undefined) => createScenario(answers),
    setBaseline: () => setBaseline(runtime, lastRuns),
    openSample: (parent: vscode.Uri | undefined) => openSample(context, parent),
    clearMarks: () => marks.clear(),
    showResult: (result: Parameters<typeof showResult>[0]) => showResult(result, runs, panel),
  };
  for (const [name, id] of Object.entries(COMMANDS)) {
    const handler = handlers[name as keyof typeof COMMANDS];
    context.subscriptions.push(
      vscode.commands.registerCommand(id, (argument: never) => guarded(handler(argument))),
    );
  }
}
