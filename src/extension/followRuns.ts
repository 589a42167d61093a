import * as vscode from 'vscode';
import { CONTEXT_KEYS } from './commandIds.ts';
import type { LastRuns } from './lastRuns.ts';
import type { HotLineMarks } from './marks.ts';
import type { Panel } from './panel.ts';
import type { RunController } from './runController.ts';
import type { StateCache } from './stateCache.ts';
import type { SuiteController } from './suiteController.ts';

/** All that keeps up with the runs of this window. */
export interface Followers {
  readonly runs: RunController;
  readonly suites: SuiteController;
  readonly panel: Panel;
  readonly marks: HotLineMarks;
  readonly lastRuns: LastRuns;
  readonly cache: StateCache | null;
}

/** Passes what happens in a run, and in the suite that it is part of, on to panel, marks, CodeLens and context keys. */
export function followRuns(followers: Followers): vscode.Disposable {
  const { runs, suites, panel } = followers;
  const tellRunning = () =>
    vscode.commands.executeCommand('setContext', CONTEXT_KEYS.running, runs.running || suites.running);
  const subscriptions = [
    runs.onEvent((event) => panel.send(event)),
    runs.onRunChanged(() => {
      void tellRunning();
      if (!runs.running) void settle(followers);
    }),
    suites.onChanged(() => {
      void tellRunning();
      panel.sendSuite();
      if (suites.state?.phase === 'finished' && !suites.running) void keep(followers);
    }),
  ];
  return new vscode.Disposable(() => {
    for (const one of subscriptions) one.dispose();
  });
}

async function settle(followers: Followers): Promise<void> {
  const { runs, marks, lastRuns } = followers;
  const { state } = runs;
  if (state.phase !== 'finished') return;
  const hotspots = state.hotspots.total?.hotspots;
  if (hotspots && hotspots.length > 0) marks.set(hotspots);
  await keep(followers);
  if (state.recordFile) await lastRuns.add(state.recordFile);
}

/** What the panel shows, for a window that is loaded again. */
async function keep({ runs, suites, cache }: Followers): Promise<void> {
  const { state, target } = runs;
  const suite = suites.state === null ? null : { state: suites.state, target: suites.target };
  if (state.phase === 'finished') await cache?.write({ state, target, suite });
}
