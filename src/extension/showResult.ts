import * as vscode from 'vscode';
import type { Panel } from './panel.ts';
import type { RunController } from './runController.ts';

/** Shows the panel where it holds that run, else the run's record as it was written. */
export async function showResult(
  result: { readonly runId: string; readonly recordFile: string },
  runs: RunController,
  panel: Panel,
): Promise<void> {
  if (runs.state.run?.id === result.runId) panel.show();
  else await vscode.window.showTextDocument(vscode.Uri.file(result.recordFile), { preview: true });
}
