import * as vscode from 'vscode';
import { COMMANDS } from './commandIds.ts';
import type { RunController } from './runController.ts';
import { statusText } from './statusText.ts';
import type { SuiteController } from './suiteController.ts';

/** The status bar item: there while a run goes on, with p95 as it stands. */
export function registerStatusBar(runs: RunController, suites: SuiteController): vscode.Disposable {
  let item: vscode.StatusBarItem | null = null;
  const update = () => {
    const told = statusText(runs.state, suites.state);
    if (!told) {
      item?.hide();
      return;
    }
    item ??= createItem();
    item.text = told.text;
    item.tooltip = told.tooltip;
    item.backgroundColor = told.red ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  const subscriptions = [runs.onEvent(update), runs.onRunChanged(update)];
  return new vscode.Disposable(() => {
    for (const one of subscriptions) one.dispose();
    item?.dispose();
  });
}

function createItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('hotlap.run', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Hotlap Run';
  item.command = COMMANDS.showPanel;
  return item;
}
