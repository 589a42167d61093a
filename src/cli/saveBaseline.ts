import { relative, resolve } from 'node:path';
import { type ErrorInfo, toErrorInfo } from '../base/errors.ts';
import { baselineOf } from '../results/baseline.ts';
import { baselineFile, writeBaseline } from '../results/baselineFile.ts';
import type { RunRecord } from '../results/record.ts';
import type { CliContext } from './context.ts';
import { projectRoot } from './projectRoot.ts';
import { writeError } from './tellError.ts';

/**
 * `--save-baseline`: writes `.hotlap/baselines/<scenario>.json` of the repository, as `Hotlap: Set Last Run as
 * Baseline` does in the editor, and says where. A run that did not pass is none, and says why.
 * @param scenarioFile as it was given
 */
export async function saveBaseline(
  record: RunRecord | null,
  scenarioFile: string,
  { cwd, clock, stderr }: Pick<CliContext, 'cwd' | 'clock' | 'stderr'>,
): Promise<void> {
  const refused = refusal(record);
  if (refused !== null || record === null) {
    if (refused !== null) writeError(stderr, refused);
    return;
  }
  try {
    const root = await projectRoot(resolve(cwd, scenarioFile));
    const baseline = baselineOf(record, clock.wallMs(), root);
    const file = baselineFile(root, baseline.scenario);
    await writeBaseline(file, baseline);
    const shown = relative(cwd, file);
    stderr.write(
      `hotlap: this run is the baseline now: commit ${shown}, and compare with --baseline ${shown}\n`,
    );
  } catch (thrown) {
    writeError(stderr, toErrorInfo(thrown));
  }
}

/** Why a run cannot be a baseline, and what to do; null where it can. */
function refusal(record: RunRecord | null): ErrorInfo | null {
  const refused = (why: string, hint: string): ErrorInfo => ({
    code: 'usage',
    message: `no baseline is saved: ${why}`,
    hint,
  });
  const again = 'Run it again with --save-baseline, and let it end by itself.';
  const mend = 'Put right what is told above, and run it again.';
  if (record === null) return refused('nothing was measured', mend);
  switch (record.status) {
    case 'passed':
      return record.summary.requests > 0 ? null : refused('no request ended in it', again);
    case 'failed':
      return refused(
        'a threshold failed',
        'Make the API faster or the threshold looser; a baseline is a run that is as it should be.',
      );
    case 'interrupted':
      return refused('the run was stopped before its end', again);
    default:
      return refused('the run broke off', mend);
  }
}
