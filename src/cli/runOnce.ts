import { dirname, resolve } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import type { Baseline } from '../results/baseline.ts';
import { readBaseline } from '../results/baselineFile.ts';
import { gitState } from '../results/git.ts';
import { describeMachine } from '../results/machine.ts';
import type { RunRecord } from '../results/record.ts';
import { summaryExport } from '../results/summaryExport.ts';
import type { EngineRunner } from '../runner/engineRunner.ts';
import { HostResolver } from '../runner/resolveHosts.ts';
import { type LoadedPlan, loadPlan } from '../scenario/load.ts';
import type { Profiler } from '../session/ports.ts';
import { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { outsideFiles } from './allowedFiles.ts';
import type { RunOptions } from './args.ts';
import type { CliContext } from './context.ts';
import { Follower } from './follower.ts';
import { LiveView } from './liveView.ts';
import { PlainView } from './plainView.ts';
import { type ProgressView, QuietView } from './progressView.ts';
import { ProjectRecords, projectRoot } from './projectRoot.ts';
import { isColored, styleOf } from './style.ts';
import { summaryLines } from './summary.ts';
import { warningText, writeError } from './tellError.ts';
import { isWatched } from './watching.ts';

/** Columns that results take at the most. */
export const WIDEST = 110;

/** Who asks a run to stop: counts from 1, each time more urgently. */
export interface StopSource {
  /** How often it was asked before this run began. */
  readonly count: number;
  /** Tells the run that goes on; null where none does. */
  listen(listener: ((count: number) => void) | null): void;
}

/** What became of a run. */
export interface RunEnd {
  readonly state: SessionState;
  readonly record: RunRecord | null;
}

/** What a suite wants to hear of a run while it goes on. */
export type RecordListener = (runId: string, recordFile: string) => void;

/** What a run is carried by, and who may stop it. */
export interface RunMeans {
  readonly runner: EngineRunner;
  readonly stops: StopSource;
}

/**
 * Runs a file's scenarios once, and prints what was measured.
 * @throws HotlapError where nothing could be run: options, file, baseline
 */
export async function runOnce(
  options: RunOptions,
  context: CliContext,
  { runner, stops }: RunMeans,
  onRecorded: RecordListener = () => {},
): Promise<RunEnd> {
  // It starts while the file is read.
  runner.warm();
  try {
    return await runWith(runner, options, context, stops, onRecorded);
  } finally {
    stops.listen(null);
  }
}

async function runWith(
  runner: EngineRunner,
  options: RunOptions,
  context: CliContext,
  stops: StopSource,
  onRecorded: RecordListener,
): Promise<RunEnd> {
  const file = resolve(context.cwd, options.file);
  const [loaded, baseline, root] = await Promise.all([
    loadFile(options, context),
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
  const follower = new Follower(viewOf(options, context), {
    style,
    quiet: options.quiet,
    width: Math.min(WIDEST, context.stderr.columns),
  });
  session.onEvent((event) => {
    follower.follow(event, session.state);
    if (event.type === 'recorded') onRecorded(session.state.run?.id ?? '', event.file);
  });
  stops.listen((count) => {
    follower.stopping(count);
    if (count > 2) session.dispose();
    else session.stop();
  });
  const ended = session.run({
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
  });
  if (stops.count > 0) session.stop();
  const state = await ended;
  report(state, records.last, options, context);
  return { state, record: records.last };
}

async function loadFile(options: RunOptions, { env, cwd }: CliContext): Promise<LoadedPlan> {
  return loadPlan(options.file, {
    processEnv: env,
    overrides: options.variables,
    outside: outsideFiles(options.allowedFiles, cwd),
    ...(options.scenarios.length === 0 ? {} : { scenarios: options.scenarios }),
    ...(options.vus === null ? {} : { vus: options.vus }),
    ...(options.durationMs === null ? {} : { durationMs: options.durationMs }),
    ...(options.iterations === null ? {} : { iterations: options.iterations }),
    ...(options.threads === null ? {} : { threads: options.threads }),
  });
}

/** Loaded where it is needed: most runs of the command line profile nothing. */
async function nodeProfiler(): Promise<Profiler> {
  const { NodeProfiler } = await import('../profile/nodeProfiler.ts');
  return new NodeProfiler();
}

function warningsOf({ warnings }: LoadedPlan, file: string): string[] {
  return warnings.map((problem) => warningText(problem, file));
}

async function readBaselineOf(file: string | null): Promise<Baseline | null> {
  if (file === null) return null;
  const baseline = await readBaseline(file);
  if (baseline) return baseline;
  throw new HotlapError({
    code: 'record-unreadable',
    message: `there is no baseline ${file}`,
    hint: 'Make one with hotlap run FILE --save-baseline, or in the editor: Hotlap: Set Last Run as Baseline.',
  });
}

function viewOf(options: RunOptions, context: CliContext): ProgressView {
  const { stderr, env, clock } = context;
  if (options.quiet) return new QuietView(stderr);
  if (!isWatched(options, context)) return new PlainView(stderr, clock);
  return new LiveView(stderr, clock, styleOf(isColored(stderr, env, options.color)));
}

/** The summary on stdout; what ended the run early on stderr too, unless both are what the user looks at. */
function report(
  state: SessionState,
  record: RunRecord | null,
  options: RunOptions,
  { stdout, stderr, env, cwd }: CliContext,
): void {
  const isToldOnce = stdout.isTTY && state.snapshot !== null;
  if (state.outcome === 'error' && state.problem && !isToldOnce) writeError(stderr, state.problem);
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

/** The response time's figures that `--summary-trend-stats` asks for. */
function trendOf(record: RunRecord | null, stats: readonly string[] | null): Record<string, number> | null {
  if (!record || !stats) return null;
  const exported = summaryExport(record, stats).metrics.http_req_duration ?? {};
  return Object.fromEntries(
    Object.entries(exported).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
