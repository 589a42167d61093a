import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import { readEnvironment } from './environment.ts';
import { type Secrets, secretNames } from './expression/secrets.ts';
import { type ParsedScenario, parseScenario } from './parse/parse.ts';
import { MOST_CHARACTERS } from './parse/source.ts';
import type { Plan } from './plan/plan.ts';
import { type BuildOptions, buildPlan } from './planner/buildPlan.ts';
import { DataFiles } from './planner/dataFile.ts';
import type { OutsideFile, OutsideFiles } from './planner/fileLocation.ts';
import { formatProblem, type Problem, type ProblemCode } from './problem.ts';

/** A scenario file that cannot be run. `message` tells the first problem, {@link problems} all of them. */
export class ScenarioError extends HotlapError {
  /** Empty where the file could not even be read. */
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    super({
      code: commonCode(errors),
      message: `${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'the scenario is not valid'}${more}`,
      hint: first?.hint,
      place: first === undefined ? undefined : { file, line: first.line, column: first.column },
    });
    this.problems = problems;
  }

  /** All problems, one after the other, as compilers print them. */
  format(file: string): string {
    return this.problems.map((problem) => formatProblem(problem, file)).join('\n');
  }
}

/** The code that all errors share, else that of a scenario that is not valid. */
function commonCode(errors: readonly Problem[]): ProblemCode {
  const codes = new Set(errors.map((error) => error.code));
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : 'scenario-invalid';
}

/**
 * Asks whether files may be read that lie outside. @returns all that may be read then
 * @throws HotlapError `file-not-allowed`
 */
export type AskForFiles = (files: readonly OutsideFile[]) => Promise<OutsideFiles>;

export interface LoadOptions extends Omit<BuildOptions, 'environment' | 'secrets'> {
  /** Called where files lie outside that {@link BuildOptions.outside} does not allow, and nothing else is wrong. */
  readonly askForFiles?: AskForFiles | undefined;
  /** Left out: those of the environment. A function is called with the names of the file's, where it has any and nothing else is wrong. */
  readonly secrets?: Secrets | ((names: readonly string[]) => Promise<Secrets>) | undefined;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** Variables given for this run. */
  readonly overrides: Readonly<Record<string, string>>;
}

export interface LoadedPlan {
  readonly plan: Plan;
  /** The file's text. */
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  readonly warnings: readonly Problem[];
}

/**
 * Reads a scenario file from disk, whole way to its plan. The plan's `file` is the absolute path.
 * @throws ScenarioError `scenario-invalid`, `scenario-unknown`, `variable-missing`, `threshold-invalid`
 * @throws HotlapError `file-unreadable`, and what asking for secrets throws
 */
export async function loadPlan(file: string, options: LoadOptions): Promise<LoadedPlan> {
  const path = resolve(file);
  const text = await readText(file, path);
  const parsed = parseScenario(text, path);
  const { askForFiles, secrets, ...given } = options;
  // A data file is read once, however often the plan is made.
  const rest = { ...given, dataFiles: given.dataFiles ?? new DataFiles() };
  const outside = await askOutside(parsed, rest, askForFiles);
  if (typeof secrets !== 'function') return planParsed(parsed, text, { ...rest, outside, secrets });
  const names = [...secretNames(parsed.scenario)];
  const checked = planParsed(parsed, text, { ...rest, outside, secrets: 'unread' });
  if (names.length === 0) return checked;
  return planParsed(parsed, text, { ...rest, outside, secrets: await secrets(names) });
}

type TextOptions = Omit<LoadOptions, 'secrets' | 'askForFiles'> & Pick<BuildOptions, 'secrets'>;

/** What may be read outside, after the user was asked where that is needed. */
async function askOutside(
  parsed: ParsedScenario,
  options: Omit<TextOptions, 'secrets'>,
  ask: AskForFiles | undefined,
): Promise<OutsideFiles | undefined> {
  if (ask === undefined) return options.outside;
  const { processEnv, overrides, ...rest } = options;
  const environment = readEnvironment(parsed.file, processEnv, overrides);
  const { problems, outside } = buildPlan(parsed, { ...rest, environment, secrets: 'unread' });
  const isWrong = problems.some((problem) => problem.severity === 'error');
  return isWrong || outside.length === 0 ? options.outside : ask(outside);
}

/** As {@link loadPlan}, of a text that is not on disk, or not yet: an editor's. `path` is absolute. */
export function planText(text: string, path: string, options: TextOptions): LoadedPlan {
  return planParsed(parseScenario(text, path), text, options);
}

function planParsed(parsed: ParsedScenario, text: string, options: TextOptions): LoadedPlan {
  const { processEnv, overrides, ...rest } = options;
  const environment = readEnvironment(parsed.file, processEnv, overrides);
  const { plan, problems } = buildPlan(parsed, { ...rest, environment });
  if (plan === null) throw new ScenarioError(parsed.file, problems.map(asRefused));
  return { plan, text, hash: createHash('sha256').update(text).digest('hex'), warnings: problems };
}

/** A file that would have been asked for is an error where nobody asks any more. */
function asRefused(problem: Problem): Problem {
  return problem.code === 'file-not-allowed' ? { ...problem, severity: 'error' } : problem;
}

/**
 * The text of a scenario file, or the beginning of what is too long for one. `shown` is how messages name it.
 * @throws HotlapError `file-unreadable`
 */
export async function readText(shown: string, path: string): Promise<string> {
  try {
    return await readStart(path);
  } catch (thrown) {
    const { message, hint } = describeReadError(shown, thrown);
    throw new HotlapError({ code: 'file-unreadable', message, hint }, { cause: thrown });
  }
}

/** A character takes up to three bytes of UTF-8 for each of its UTF-16 units. */
const MOST_BYTES = 3 * (MOST_CHARACTERS + 1);

/** As much as could be a scenario file, and a little more, also of a device that never ends. */
async function readStart(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: MOST_BYTES })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function describeReadError(file: string, thrown: unknown): { message: string; hint: string } {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return {
        message: `there is no file ${file}`,
        hint: 'Look at the path; it is taken from the current folder.',
      };
    case 'EISDIR':
      return {
        message: `${file} is a folder`,
        hint: 'Name a scenario file in it, such as perf/api.perf.yaml.',
      };
    case 'EACCES':
    case 'EPERM':
      return { message: `${file} may not be read`, hint: 'Look at its permissions.' };
    default:
      return {
        message: `${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
        hint: 'Look at the path.',
      };
  }
}
