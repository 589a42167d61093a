import { resolve } from 'node:path';
import { toErrorInfo } from '../base/errors.ts';
import { writeFileAtomic } from '../results/atomicFile.ts';
import type { RunRecord } from '../results/record.ts';
import { printRecord } from '../results/store.ts';
import { summaryExport } from '../results/summaryExport.ts';
import { EngineRunner } from '../runner/engineRunner.ts';
import type { RunOptions } from './args.ts';
import type { CliContext } from './context.ts';
import { exitCodeOf } from './exitCodes.ts';
import { runOnce } from './runOnce.ts';
import { saveBaseline } from './saveBaseline.ts';
import { StopCount } from './stopSignals.ts';
import { writeError } from './tellError.ts';
import { snapshotEveryMs } from './watching.ts';

/**
 * `hotlap run`. @returns the exit code
 * @throws HotlapError where nothing could be run: options, file, baseline
 */
export async function runCommand(options: RunOptions, context: CliContext): Promise<number> {
  const runner = new EngineRunner({
    ...context.engine,
    snapshotEveryMs: snapshotEveryMs(options, context),
  });
  const stops = new StopCount(context.signals, context.clock);
  try {
    const { state, record } = await runOnce(options, context, { runner, stops });
    await writeFiles(record, options, context);
    if (options.saveBaseline) await saveBaseline(record, options.file, context);
    return exitCodeOf(state);
  } finally {
    stops.dispose();
    runner.dispose();
  }
}

/** A file that cannot be written costs a message, not what was measured. */
async function writeFiles(
  record: RunRecord | null,
  { summaryExport: summaryFile, recordOut, trendStats }: RunOptions,
  { stderr, cwd }: CliContext,
): Promise<void> {
  const files: [string | null, () => string][] = [
    [
      summaryFile,
      () => `${JSON.stringify(record ? summaryExport(record, trendStats ?? undefined) : {}, null, 4)}\n`,
    ],
    [recordOut, () => (record ? printRecord(record) : '')],
  ];
  for (const [file, text] of files) {
    if (file === null) continue;
    if (record === null) {
      stderr.write(`hotlap: nothing was measured, so ${file} is not written\n`);
      continue;
    }
    try {
      await writeFileAtomic(resolve(cwd, file), text());
    } catch (thrown) {
      writeError(stderr, toErrorInfo(thrown));
    }
  }
}
