import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { suggestion } from '../base/nearest.ts';
import { readEnvironment } from './environment.ts';
import { type AskForFiles, planText, readText, ScenarioError } from './load.ts';
import { type ParsedScenario, parseScenario } from './parse/parse.ts';
import type { Finding } from './parse/shape.ts';
import { MOST_CHARACTERS } from './parse/source.ts';
import type { Plan } from './plan/plan.ts';
import { buildPlan, SHORT_FORM } from './planner/buildPlan.ts';
import { findFile, type OutsideFile, type OutsideFiles } from './planner/fileLocation.ts';
import { arrangeProblems, type Path, type Problem } from './problem.ts';
import type { SuiteEntry } from './schema/suiteField.ts';

/** One run of a suite. */
export interface SuiteMember {
  /** As the suite names it: `browse`, `other.perf.yaml#pay`. */
  readonly label: string;
  /** Absolute path. */
  readonly file: string;
  /** Empty: all of the file, at once. */
  readonly scenarios: readonly string[];
}

/** Scenarios that are run one after the other. */
export interface Suite {
  readonly name: string;
  readonly description: string | null;
  /** Absolute path of the file that names it. */
  readonly file: string;
  /** Those that can be run. */
  readonly members: readonly SuiteMember[];
}

/** With what the files of a suite are read. */
export interface SuiteOptions {
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** Variables given for this run. */
  readonly overrides: Readonly<Record<string, string>>;
  /** What files must lie in. Left out: the repository of the suite's file, or its folder. */
  readonly root?: string | null | undefined;
  /** What may be read elsewhere, scenario files apart. Left out: nothing. */
  readonly outside?: OutsideFiles | undefined;
}

/**
 * The suites of a file, and what is wrong with them: what they name is looked up, in other files too.
 * @param only look at this one alone
 */
export function readSuites(
  parsed: ParsedScenario,
  options: SuiteOptions,
  only?: string,
): { suites: Suite[]; problems: Problem[]; outside: readonly OutsideFile[] } {
  const reader = new SuiteReader(parsed, options);
  const suites = Object.entries(parsed.suites ?? {})
    .filter(([name]) => only === undefined || name === only)
    .map(([name, suite]): Suite => {
      const isList = 'length' in suite;
      const entries: readonly SuiteEntry[] = isList ? suite : suite.scenarios;
      const path = isList ? ['suites', name] : ['suites', name, 'scenarios'];
      const members = entries.map((entry, index) => reader.member(entry, [...path, index]));
      return {
        name,
        description: isList ? null : (suite.description ?? null),
        file: parsed.file,
        members: members.filter((one) => one !== null),
      };
    });
  return { suites, problems: arrangeProblems(reader.problems), outside: reader.outside };
}

/**
 * Reads a suite from disk and looks at all that it runs, so that nothing begins that could not go on.
 * @param ask called where files lie outside that the options do not allow, and nothing else is wrong
 * @throws ScenarioError where there is no such suite, or something is wrong with what it runs
 * @throws HotlapError `file-unreadable`, and what `ask` throws
 */
export async function loadSuite(
  file: string,
  name: string,
  options: SuiteOptions,
  ask?: AskForFiles,
): Promise<Suite> {
  const path = resolve(file);
  const parsed = parseScenario(await readText(file, path), path);
  if (parsed.problems.some((one) => one.severity === 'error')) throw new ScenarioError(path, parsed.problems);
  const known = Object.keys(parsed.suites ?? {});
  if (!known.includes(name)) {
    const hint = known.length === 0 ? `Add suites: { ${name}: [ … ] }.` : suggestion(name, known);
    const finding = findingOf(['suites'], `there is no suite "${name}"`, hint, 'scenario-unknown');
    throw new ScenarioError(path, [parsed.locate(finding)]);
  }
  const { suites, problems, outside: unasked } = readSuites(parsed, options, name);
  if (ask !== undefined && problems.length === 0 && unasked.length > 0) {
    return loadSuite(file, name, { ...options, outside: await ask(unasked) });
  }
  const [suite] = suites;
  if (suite === undefined || problems.length > 0) throw new ScenarioError(path, problems);
  return suite;
}

/** What `hotlap validate` looks at: the plan of a file, null where it has suites only, and its suites. */
export interface CheckedFile {
  readonly plan: Plan | null;
  readonly suites: readonly Suite[];
  readonly warnings: readonly Problem[];
}

/**
 * Looks at all of a scenario file, and at what its suites name in others.
 * @throws ScenarioError with all that is wrong
 * @throws HotlapError `file-unreadable`
 */
export async function checkFile(file: string, options: SuiteOptions): Promise<CheckedFile> {
  const path = resolve(file);
  const text = await readText(file, path);
  const parsed = parseScenario(text, path);
  const isOwn = parsed.scenario !== null || parsed.suites === null;
  const { plan, warnings } = isOwn
    ? planText(text, path, { ...options, secrets: 'unread' })
    : { plan: null, warnings: [] };
  const { suites, problems } = readSuites(parsed, options);
  if (problems.length > 0) throw new ScenarioError(path, arrangeProblems([...warnings, ...problems]));
  return { plan, suites, warnings };
}

function findingOf(path: Path, message: string, hint: string, code: Finding['code']): Finding {
  return { path, message, hint, code, atKey: false, source: undefined };
}

/** More is not looked for: nobody reads so much. */
const MOST_TOLD = 100;

/** What is known of a file that a suite names. */
interface MemberFile {
  readonly names: readonly string[];
  /** Why it cannot be run. */
  readonly problems: readonly Problem[];
}

class SuiteReader {
  readonly problems: Problem[] = [];
  readonly outside: OutsideFile[] = [];
  readonly #parsed: ParsedScenario;
  readonly #options: SuiteOptions;
  readonly #files = new Map<string, MemberFile>();

  constructor(parsed: ParsedScenario, options: SuiteOptions) {
    this.#parsed = parsed;
    this.#options = options;
  }

  member(entry: SuiteEntry, path: Path): SuiteMember | null {
    if (this.problems.length >= MOST_TOLD) return null;
    const { file, scenario } = partsOf(entry);
    const isShort = typeof entry === 'string';
    const label = isShort ? entry : [file, scenario].filter((one) => one !== null).join('#');
    const scenarios = scenario === null ? [] : [scenario];
    const atFile = isShort ? path : [...path, 'file'];
    const atScenario = isShort ? path : [...path, 'scenario'];
    if (file === null) {
      const isThere = this.#checkName(scenario ?? '', this.#own(), atScenario, '');
      return isThere ? { label, file: this.#parsed.file, scenarios } : null;
    }
    // It says where load is sent: no answer lets it lie elsewhere.
    const room = { scenario: this.#parsed.file, root: this.#options.root ?? null, outside: null };
    const found = findFile(file, room);
    if ('message' in found) return this.#tell(atFile, found.message, found.hint);
    const read = this.#read(found.path, found.sizeBytes);
    const errors = read.problems.filter((one) => one.severity === 'error');
    const [first] = errors;
    if (first !== undefined) {
      const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
      const at = `${first.line}:${first.column}${first.path === '' ? '' : ` ${first.path}`}`;
      const message = `${file} cannot be run: ${at}: ${first.message}${more}`;
      return this.#tell(atFile, message, first.hint ?? `See hotlap validate ${file}.`, first.code);
    }
    const isThere = scenario === null || this.#checkName(scenario, read.names, atScenario, ` in ${file}`);
    return isThere ? { label, file: found.path, scenarios } : null;
  }

  #tell(path: Path, message: string, hint: string, code: Finding['code'] = 'scenario-invalid'): null {
    this.problems.push(this.#parsed.locate(findingOf(path, message, hint, code)));
    return null;
  }

  #checkName(name: string, known: readonly string[], path: Path, where: string): boolean {
    if (known.includes(name)) return true;
    const hint =
      known.length === 0
        ? 'This file has none of its own: name another, as in other.perf.yaml#name.'
        : suggestion(name, known);
    this.#tell(path, `there is no scenario "${name}"${where}`, hint, 'scenario-unknown');
    return false;
  }

  /** The scenarios of the suite's own file; what is wrong with them is told where it stands. */
  #own(): readonly string[] {
    const done = this.#files.get(this.#parsed.file);
    if (done !== undefined) return done.names;
    const read = this.#plan(this.#parsed);
    this.#files.set(this.#parsed.file, read);
    this.problems.push(...read.problems.filter((one) => one.severity === 'error'));
    return read.names;
  }

  #read(path: string, sizeBytes: number): MemberFile {
    const done = this.#files.get(path);
    if (done !== undefined) return done;
    const read = this.#plan(parseScenario(textOf(path, sizeBytes), path));
    this.#files.set(path, read);
    return read;
  }

  #plan(parsed: ParsedScenario): MemberFile {
    if (parsed.scenario === null && !parsed.problems.some((one) => one.severity === 'error')) {
      const finding = findingOf(
        [],
        'it has suites only, and no scenario',
        'Name another.',
        'scenario-invalid',
      );
      const problems =
        parsed.suites !== null && parsed.file !== this.#parsed.file ? [parsed.locate(finding)] : [];
      return { names: [], problems };
    }
    const { processEnv, overrides, root, outside } = this.#options;
    const environment = readEnvironment(parsed.file, processEnv, overrides);
    const built = buildPlan(parsed, { environment, root, outside, secrets: 'unread' });
    const { problems } = built;
    this.outside.push(...built.outside);
    return { names: Object.keys(parsed.scenario?.scenarios ?? { [SHORT_FORM]: 1 }), problems };
  }
}

/** More than a scenario file may have is not read: its text then says so. */
function textOf(path: string, sizeBytes: number): string {
  return sizeBytes > 3 * MOST_CHARACTERS ? ' '.repeat(MOST_CHARACTERS + 1) : readFileSync(path, 'utf8');
}

/** `other.perf.yaml`, with or without `#name`. */
const FILE = /^(.*\.(?:ya?ml|json))(?:#(.*))?$/i;

function partsOf(entry: SuiteEntry): { file: string | null; scenario: string | null } {
  if (typeof entry !== 'string') return { file: entry.file ?? null, scenario: entry.scenario ?? null };
  const [, file, scenario] = FILE.exec(entry) ?? [];
  return file === undefined ? { file: null, scenario: entry } : { file, scenario: scenario ?? null };
}
