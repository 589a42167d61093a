import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toErrorInfo } from '../base/errors.ts';
import type { LastRuns } from './lastRuns.ts';
import { showError } from './notice.ts';
import type { Runtime } from './runtime.ts';

/** Writes the baseline of the newest run's scenario into the workspace, where it can be reviewed and committed. */
export async function setBaseline(
  runtime: () => Promise<Runtime>,
  lastRuns: LastRuns,
): Promise<string | null> {
  const recordFile = await lastRuns.newest();
  if (!recordFile) {
    void vscode.window.showInformationMessage(
      'There is no run yet: run a scenario first, then set it as the baseline.',
    );
    return null;
  }
  try {
    const { file, scenario } = await (await runtime()).setBaseline(recordFile);
    await lastRuns.refresh();
    void tell(file, scenario);
    return file;
  } catch (thrown) {
    showError(toErrorInfo(thrown), null);
    return null;
  }
}

async function tell(file: string, scenario: string): Promise<void> {
  const said = `The last run of ${scenario} is the baseline now: ${basename(file)} in .hotlap/baselines, to be committed.`;
  const chosen = await vscode.window.showInformationMessage(said, 'Open');
  if (chosen) await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
}
