import { dirname, resolve } from 'node:path';
import { type ErrorInfo, formatError, HotlapError, toErrorInfo } from '../base/errors.ts';
import { writeFileAtomic } from '../results/atomicFile.ts';
import type { Baseline } from '../results/baseline.ts';
import { readBaseline } from '../results/baselineFile.ts';
import { gitState } from '../results/git.ts';
import { describeMachine } from '../results/machine.ts';
import type { RunRecord } from '../results/record.ts';
import { printRecord } from '../results/store.ts';
import { summaryExport } from '../results/summaryExport.ts';
import { EngineRunner } from '../runner/engineRunner.ts';
import { HostResolver } from '../runner/resolveHosts.ts';
import { type LoadedPlan, loadPlan } from '../scenario/load.ts';
import { formatProblem } from '../scenario/problem.ts';
import type { Profiler } from '../session/ports.ts';
import { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import type { RunOptions } from './args.ts';
import type { CliContext } from './context.ts';
import { exitCodeOf } from './exitCodes.ts';
import { Follower } from './follower.ts';
import { plainText } from './layout.ts';
import { LiveView } from './liveView.ts';
import { PlainView } from './plainView.ts';
import { type ProgressView, QuietView } from './progressView.ts';
import { ProjectRecords, projectRoot } from './projectRoot.ts';
import { StopSignals } from './stopSignals.ts';
import { isColored, styleOf } from './style.ts';
import { summaryLines } from './summary.ts';

const WIDEST = 110;

/**
 * `hotlap run`. @returns the exit code
 * @throws HotlapError where nothing could be run: options, file, baseline
 */
export async function runCommand(options: RunOptions, context: CliContext): Promise<number> {
  const runner = new EngineRunner(context.engine);
  // It starts while the file is read.
  runner.warm();
  try {
    return await runWith(runner, options, context);
  } finally {
    runner.dispose();
  }
}

async function runWith(runner: EngineRunner, options: RunOptions, context: CliContext): Promise<number> {
  const file = resolve(context.cwd, options.file);
  const [loaded, baseline, root] = await Promise.all([
    loadPlan(options.file, {
      processEnv: context.env,
      overrides: options.variables,
      ...(options.scenarios.length === 0 ? {} : { scenarios: options.scenarios }),
      ...(options.vus === null ? {} : { vus: options.vus }),
      ...(options.durationMs === null ? {} : { durationMs: options.durationMs }),
      ...(options.iterations === null ? {} : { iterations: options.iterations }),
    }),
    readBaselineOf(options.baseline),
    projectRoot(file),
  ]);
  const profiled = options.profile || loaded.plan.profile;
  const records = new ProjectRecords(root);
  const session = new Session({
    runner,
    profiler: profiled ? await nodeProfiler() : null,
    store: records,
    consent: new HostResolver({ allow: async (host) => options.allowedHosts.includes(host) }),
    clock: context.clock,
  });
  const style = styleOf(isColored(context.stderr, context.env, options.color));
  const follower = new Follower(viewOf(options, context), style, options.quiet);
  session.onEvent((event) => follower.follow(event, session.state));
  const state = await runToEnd(session, follower, context, () =>
    session.run({
      plan: loaded.plan,
      scenarioHash: loaded.hash,
      root,
      profiled,
      baseline,
      git: gitState(dirname(file)),
      machine: describeMachine(),
      runtime: `node ${process.version}`,
      hotlapVersion: context.version,
      warnings: warningsOf(loaded, options.file),
    }),
  );
  report(state, records.last, options, context);
  await writeFiles(records.last, options, context);
  return exitCodeOf(state);
}

/** Loaded where it is needed: most runs of the command line profile nothing. */
async function nodeProfiler(): Promise<Profiler> {
  const { NodeProfiler } = await import('../profile/nodeProfiler.ts');
  return new NodeProfiler();
}

/** Signals stop the run: the first lets requests finish, the second does not, the third waits for nothing. */
async function runToEnd(
  session: Session,
  follower: Follower,
  { signals, clock }: CliContext,
  run: () => Promise<SessionState>,
): Promise<SessionState> {
  const stops = new StopSignals(signals, clock, (count) => {
    follower.stopping(count);
    if (count > 2) session.dispose();
    else session.stop();
  });
  try {
    return await run();
  } finally {
    stops.dispose();
  }
}

function warningsOf({ warnings }: LoadedPlan, file: string): string[] {
  return warnings.map((problem) => formatProblem(problem, file).replace(/\swarning:/, ''));
}

async function readBaselineOf(file: string | null): Promise<Baseline | null> {
  if (file === null) return null;
  const baseline = await readBaseline(file);
  if (baseline) return baseline;
  throw new HotlapError({
    code: 'record-unreadable',
    message: `there is no baseline ${file}`,
    hint: 'Run without --baseline, or set one in the editor: Hotlap: Set Last Run as Baseline.',
  });
}

function viewOf(options: RunOptions, { stderr, env, clock }: CliContext): ProgressView {
  if (options.quiet) return new QuietView(stderr);
  if (!stderr.isTTY || env.TERM === 'dumb') return new PlainView(stderr, clock);
  return new LiveView(stderr, clock, styleOf(isColored(stderr, env, options.color)));
}

/** The summary on stdout; what ended the run early on stderr too. */
function report(
  state: SessionState,
  record: RunRecord | null,
  options: RunOptions,
  { stdout, stderr, env, cwd }: CliContext,
): void {
  if (state.outcome === 'error' && state.problem) writeError(stderr, state.problem);
  if (state.snapshot === null) {
    if (state.outcome === 'interrupted') stderr.write('hotlap: stopped before the load began\n');
    return;
  }
  const lines = summaryLines(state, {
    style: styleOf(isColored(stdout, env, options.color)),
    width: Math.min(WIDEST, stdout.columns),
    cwd,
    trend: trendOf(record, options.trendStats),
  });
  stdout.write(`${lines.join('\n')}\n`);
}

export function writeError(stderr: CliContext['stderr'], info: ErrorInfo): void {
  stderr.write(`hotlap: ${formatError(info).split('\n').map(plainLine).join('\n')}\n`);
}

function plainLine(line: string): string {
  return line.startsWith('  ') ? `  ${plainText(line)}` : plainText(line);
}

/** The response time's figures that `--summary-trend-stats` asks for. */
function trendOf(record: RunRecord | null, stats: readonly string[] | null): Record<string, number> | null {
  if (!record || !stats) return null;
  const exported = summaryExport(record, stats).metrics.http_req_duration ?? {};
  return Object.fromEntries(
    Object.entries(exported).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
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
