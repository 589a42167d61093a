import { join, resolve } from 'node:path';
import { toErrorInfo } from '../base/errors.ts';
import { writeFileAtomic } from '../results/atomicFile.ts';
import type { RunRecord } from '../results/record.ts';
import type { SuiteReport } from '../results/suiteRecord.ts';
import { FileSuiteStore } from '../results/suiteStore.ts';
import { EngineRunner } from '../runner/engineRunner.ts';
import { loadSuite } from '../scenario/suite.ts';
import type { SessionState } from '../session/state.ts';
import { SuiteRun, suiteRecordOf } from '../session/suiteRun.ts';
import type { SuiteState } from '../session/suiteState.ts';
import { suiteVerdictOf } from '../session/suiteVerdict.ts';
import { outsideFiles } from './allowedFiles.ts';
import type { RunOptions, SuiteChoice } from './args.ts';
import type { CliContext } from './context.ts';
import { exitCodeOf, exitCodeOfError } from './exitCodes.ts';
import { plainText } from './layout.ts';
import { ignoreAll, projectRoot } from './projectRoot.ts';
import { type RunEnd, runOnce, WIDEST } from './runOnce.ts';
import { StopCount } from './stopSignals.ts';
import { isColored, styleOf } from './style.ts';
import { findSuiteFile } from './suiteFiles.ts';
import { suiteLines } from './suiteTable.ts';
import { pathFrom } from './summary.ts';
import { tellThrown, writeError } from './tellError.ts';
import { snapshotEveryMs } from './watching.ts';

/**
 * `hotlap run --suite`: its runs one after the other, each with its summary and record, then what all of them
 * came to. @returns the exit code
 * @throws HotlapError where nothing could be run: the suite, its files
 */
export async function suiteCommand(
  choice: SuiteChoice,
  options: RunOptions,
  context: CliContext,
): Promise<number> {
  const runner = new EngineRunner({
    ...context.engine,
    snapshotEveryMs: snapshotEveryMs(options, context),
  });
  // It starts while the files are read.
  runner.warm();
  try {
    return await runSuite(runner, choice, options, context);
  } finally {
    runner.dispose();
  }
}

async function runSuite(
  runner: EngineRunner,
  choice: SuiteChoice,
  options: RunOptions,
  context: CliContext,
): Promise<number> {
  const { env, version, clock, cwd } = context;
  const file = resolve(cwd, choice.file ?? (await findSuiteFile(cwd, choice.name)));
  const suite = await loadSuite(file, choice.name, {
    processEnv: env,
    overrides: options.variables,
    outside: outsideFiles(options.allowedFiles, cwd),
  });
  const root = await projectRoot(file);
  const store = new FileSuiteStore(join(root, '.hotlap', 'suites'));
  await ignoreAll(store.folder);
  const request = { ...suite, root, hotlapVersion: version, bail: choice.bail };
  const members = new MemberRuns();
  const run: SuiteRun = new SuiteRun(request, {
    store,
    clock,
    run: (member) => {
      if (!options.quiet) context.stderr.write(`${plainText(suiteVerdictOf(run.state).headline)}\n`);
      const own = { ...options, file: pathFrom(cwd, member.file), scenarios: member.scenarios };
      const recorded = (id: string, record: string) => void run.recorded(id, record);
      return members.take(runOnce(own, context, { runner, stops }, recorded), context);
    },
  });
  const stops = new StopCount(context.signals, clock, () => run.stop());
  try {
    const ended = await run.run();
    report(ended, run, options, context);
    await writeReport({ ...suiteRecordOf(ended, request), runs: members.records }, options, context);
    return exitCodeOf({ outcome: ended.outcome, problem: null }, members.errorCode);
  } finally {
    stops.dispose();
  }
}

/** What is kept of the runs of a suite. */
class MemberRuns {
  readonly records: RunRecord[] = [];
  /** The exit code of the first that could not run. */
  errorCode: number | null = null;

  async take(run: Promise<RunEnd>, context: CliContext): Promise<SessionState> {
    try {
      const { state, record } = await run;
      if (record !== null) this.records.push(record);
      if (state.outcome === 'error') this.errorCode ??= exitCodeOf(state);
      if (state.snapshot !== null) context.stdout.write('\n');
      return state;
    } catch (thrown) {
      tellThrown(thrown, context);
      this.errorCode ??= exitCodeOfError(toErrorInfo(thrown).code);
      throw thrown;
    }
  }
}

function report(
  ended: SuiteState,
  run: SuiteRun,
  options: RunOptions,
  { stdout, stderr, env, cwd }: CliContext,
): void {
  const style = styleOf(isColored(stdout, env, options.color));
  const lines = suiteLines(ended, { style, width: Math.min(WIDEST, stdout.columns), cwd });
  stdout.write(`${lines.join('\n')}\n`);
  if (run.unwritten !== null) stderr.write(`hotlap: ${run.unwritten}\n`);
}

/** A file that cannot be written costs a message, not what was measured. */
async function writeReport(
  report: SuiteReport,
  { recordOut }: RunOptions,
  { stderr, cwd }: CliContext,
): Promise<void> {
  if (recordOut === null) return;
  try {
    await writeFileAtomic(resolve(cwd, recordOut), `${JSON.stringify(report, null, 1)}\n`);
  } catch (thrown) {
    writeError(stderr, toErrorInfo(thrown));
  }
}
