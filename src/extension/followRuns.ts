import * as vscode from 'vscode';
import { CONTEXT_KEYS } from './commandIds.ts';
import type { LastRuns } from './lastRuns.ts';
import type { HotLineMarks } from './marks.ts';
import type { Panel } from './panel.ts';
import type { RunController } from './runController.ts';
import type { StateCache } from './stateCache.ts';

/** All that keeps up with the runs of this window. */
export interface Followers {
  readonly runs: RunController;
  readonly panel: Panel;
  readonly marks: HotLineMarks;
  readonly lastRuns: LastRuns;
  readonly cache: StateCache | null;
}

/** Passes what happens in a run on to panel, marks, CodeLens and context keys. */
export function followRuns(followers: Followers): vscode.Disposable {
  const { runs, panel } = followers;
  const subscriptions = [
    runs.onEvent((event) => panel.send(event)),
    runs.onRunChanged(() => {
      void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.running, runs.running);
      if (!runs.running) void settle(followers);
    }),
  ];
  return new vscode.Disposable(() => {
    for (const one of subscriptions) one.dispose();
  });
}

async function settle({ runs, marks, lastRuns, cache }: Followers): Promise<void> {
  const { state, target } = runs;
  if (state.phase !== 'finished') return;
  const hotspots = state.hotspots.total?.hotspots;
  if (hotspots && hotspots.length > 0) marks.set(hotspots);
  await cache?.write({ state, target });
  if (state.recordFile) await lastRuns.add(state.recordFile);
}
