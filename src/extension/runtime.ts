/**
 * Everything that a run needs and that is heavy to load, behind one dynamic import: `activate` must not pay
 * for it.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { HotlapError, toErrorInfo } from '../base/errors.ts';
import { NodeProfiler } from '../profile/nodeProfiler.ts';
import { type Baseline, baselineOf, baselineScenario } from '../results/baseline.ts';
import { baselineFile, readBaseline, writeBaseline } from '../results/baselineFile.ts';
import { type Comparison, compareToBaseline } from '../results/compare.ts';
import { gitState } from '../results/git.ts';
import { describeMachine } from '../results/machine.ts';
import type { RunRecord } from '../results/record.ts';
import { FileRecordStore, type StoredRecord } from '../results/store.ts';
import { FileSuiteStore } from '../results/suiteStore.ts';
import { EngineRunner } from '../runner/engineRunner.ts';
import { HostResolver } from '../runner/resolveHosts.ts';
import { type AskForFiles, type LoadedPlan, loadPlan } from '../scenario/load.ts';
import type { OutsideFiles } from '../scenario/planner/fileLocation.ts';
import { loadSuite, type Suite } from '../scenario/suite.ts';
import { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { SuiteRun } from '../session/suiteRun.ts';
import type { SuiteMemberState } from '../session/suiteState.ts';
import type { RecordReader } from './lastRuns.ts';
import type { PreparedRun, RunTarget, SessionMaker } from './runController.ts';
import type { SuiteMaker, SuiteTarget } from './suiteController.ts';

export interface RuntimeOptions {
  readonly engineFile: string;
  readonly version: string;
  /** Where records are kept. */
  readonly recordsFolder: string;
  /** The workspace folder that holds a file; null where none does. */
  rootOf(file: string): string | null;
  /** All workspace folders. */
  roots(): readonly string[];
  /** What may be read outside of the workspace folder, and who is asked for the rest. */
  readonly files: { readonly outside: OutsideFiles; ask: AskForFiles };
  /** The secrets of the scenario files in a folder. */
  secrets(folder: string, names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  allowHost(host: string, addresses: readonly string[]): Promise<boolean>;
}

/** Sessions, records and baselines for the editor. */
export class Runtime implements SessionMaker, SuiteMaker, RecordReader {
  readonly #options: RuntimeOptions;
  readonly #store: FileRecordStore;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#store = new FileRecordStore(options.recordsFolder);
  }

  async prepare(target: RunTarget): Promise<PreparedRun> {
    const { engineFile, version, allowHost } = this.#options;
    const runner = new EngineRunner({ engineFile });
    // It starts while the file is read: the first number is to come within a second of the click.
    runner.warm();
    const { plan, hash, warnings } = await this.#load(target).catch((thrown: unknown) => {
      runner.dispose();
      throw thrown;
    });
    const folder = this.#folderOf(target.file);
    const names = plan.scenarios.map((scenario) => scenario.name);
    const baseline = await this.#baseline(folder, baselineScenario(plan.name, names));
    const session = new Session({
      runner,
      profiler: new NodeProfiler({}),
      store: this.#store,
      consent: new HostResolver({ allow: allowHost }),
      clock: systemClock,
    });
    const start = () =>
      session
        .run({
          plan,
          scenarioHash: hash,
          root: this.#options.rootOf(target.file),
          profiled: target.profiled || plan.profile,
          baseline: baseline.found,
          git: gitState(folder),
          machine: describeMachine(),
          runtime: `node ${process.version}`,
          hotlapVersion: version,
          warnings: [...warnings.map((problem) => problem.message), ...baseline.warnings],
        })
        .finally(() => runner.dispose());
    return { session, start };
  }

  async prepareSuite(
    { file, suite: name }: SuiteTarget,
    run: (member: SuiteMemberState) => Promise<SessionState>,
  ): Promise<{ suite: SuiteRun; members: Suite['members'] }> {
    const root = this.#options.rootOf(file);
    const { files } = this.#options;
    const options = { processEnv: process.env, overrides: {}, root, outside: files.outside };
    const suite = await loadSuite(file, name, options, (asked) => files.ask(asked));
    const store = new FileSuiteStore(join(dirname(this.#store.folder), 'suites'));
    const request = { ...suite, root, hotlapVersion: this.#options.version, bail: false };
    return { suite: new SuiteRun(request, { run, store, clock: systemClock }), members: suite.members };
  }

  async newest(limit: number): Promise<readonly StoredRecord[]> {
    return (await this.#store.list(limit)).records;
  }

  read(recordFile: string): Promise<RunRecord> {
    return this.#store.read(recordFile);
  }

  async baseline(file: string, record: RunRecord): Promise<Baseline | null> {
    const name = baselineScenario(record.name, record.scenarios);
    return (await this.#baseline(this.#folderOf(file), name)).found;
  }

  compare(record: RunRecord, baseline: Baseline): Comparison {
    return compareToBaseline(record, baseline);
  }

  fileOf(record: RunRecord): string | null {
    const { file } = record;
    if (file === null || isAbsolute(file)) return file;
    const candidates = this.#options.roots().map((root) => join(root, file));
    return candidates.find((path) => existsSync(path)) ?? null;
  }

  /**
   * Makes a run the baseline of its scenario.
   * @throws HotlapError where the run measured nothing, or the file cannot be written
   */
  async setBaseline(recordFile: string): Promise<{ file: string; scenario: string }> {
    const record = await this.read(recordFile);
    const scenarioFile = this.fileOf(record);
    if (record.summary.requests === 0 || scenarioFile === null) {
      const why =
        scenarioFile === null ? 'its scenario file is not in this workspace' : 'no request ended in it';
      throw new HotlapError({
        code: 'usage',
        message: `The last run cannot be a baseline: ${why}`,
        hint: 'Run the scenario again first',
      });
    }
    const root = this.#folderOf(scenarioFile);
    const baseline = baselineOf(record, systemClock.wallMs(), root);
    const file = baselineFile(root, baseline.scenario);
    await writeBaseline(file, baseline);
    return { file, scenario: baseline.scenario };
  }

  #load(target: RunTarget): Promise<LoadedPlan> {
    const { files } = this.#options;
    return loadPlan(target.file, {
      processEnv: process.env,
      overrides: {},
      ...(target.scenarios.length === 0 ? {} : { scenarios: target.scenarios }),
      root: this.#options.rootOf(target.file),
      outside: files.outside,
      askForFiles: (asked) => files.ask(asked),
      secrets: (names) => this.#options.secrets(this.#folderOf(target.file), names),
    });
  }

  /** Where `.hotlap` lies for a scenario file: the workspace folder, or its own folder outside of any. */
  #folderOf(file: string): string {
    return this.#options.rootOf(file) ?? dirname(file);
  }

  /** An unreadable baseline costs the comparison and a word about it, not the run. */
  async #baseline(folder: string, name: string): Promise<{ found: Baseline | null; warnings: string[] }> {
    try {
      return { found: await readBaseline(baselineFile(folder, name)), warnings: [] };
    } catch (thrown) {
      return { found: null, warnings: [toErrorInfo(thrown).message] };
    }
  }
}
