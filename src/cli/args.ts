import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { HotlapError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { parseTrendStats } from '../results/summaryExport.ts';
import { scenarioTemplates } from '../scenario/assist/templates.ts';
import type { ThreadChoice } from '../scenario/planner/planThreads.ts';
import {
  readDuration,
  readHost,
  readIterations,
  readOut,
  readThreads,
  readVariables,
  readVus,
  usage,
} from './optionValues.ts';

/** What is to be run, and where its results go. */
export interface RunOptions {
  readonly file: string;
  /** Empty: all of the file. */
  readonly scenarios: readonly string[];
  readonly profile: boolean;
  readonly baseline: string | null;
  /** Whether the run is kept as the baseline of its scenario. */
  readonly saveBaseline: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly vus: number | null;
  readonly durationMs: number | null;
  readonly iterations: number | null;
  readonly threads: ThreadChoice | null;
  readonly summaryExport: string | null;
  readonly trendStats: readonly string[] | null;
  /** File for the run record. */
  readonly recordOut: string | null;
  readonly allowedHosts: readonly string[];
  /** Files that may be read outside the repository, as they were written. */
  readonly allowedFiles: readonly string[];
  readonly quiet: boolean;
  readonly color: boolean;
}

/** What suite is to be run; the numbers are those of its scenarios. */
export interface SuiteChoice {
  readonly name: string;
  /** null: the file below the current folder that has it. */
  readonly file: string | null;
  /** Whether the first run that does not pass is the last. */
  readonly bail: boolean;
}

/** What scenario file is to be written, and where. */
export interface NewOptions {
  /** Id of a template. */
  readonly type: string;
  readonly url: string;
  /** `-`: stdout. */
  readonly file: string;
}

export type HelpTopic = 'all' | 'run' | 'validate' | 'new';

export type Command =
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'suite'; readonly suite: SuiteChoice; readonly options: RunOptions }
  | {
      readonly kind: 'validate';
      readonly files: readonly string[];
      readonly variables: Readonly<Record<string, string>>;
      readonly allowedFiles: readonly string[];
      readonly color: boolean;
    }
  | { readonly kind: 'new'; readonly options: NewOptions }
  | { readonly kind: 'help'; readonly topic: HelpTopic }
  | { readonly kind: 'version' };

const COMMON = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const RUN = {
  ...COMMON,
  scenario: { type: 'string', multiple: true },
  suite: { type: 'string' },
  bail: { type: 'boolean' },
  profile: { type: 'boolean' },
  baseline: { type: 'string' },
  'save-baseline': { type: 'boolean' },
  env: { type: 'string', short: 'e', multiple: true },
  vus: { type: 'string', short: 'u' },
  duration: { type: 'string', short: 'd' },
  iterations: { type: 'string', short: 'i' },
  threads: { type: 'string' },
  'summary-export': { type: 'string' },
  'summary-trend-stats': { type: 'string' },
  out: { type: 'string', short: 'o' },
  'allow-host': { type: 'string', multiple: true },
  'allow-file': { type: 'string', multiple: true },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies ParseArgsOptionsConfig;

const VALIDATE = {
  ...COMMON,
  env: { type: 'string', short: 'e', multiple: true },
  'allow-file': { type: 'string', multiple: true },
} as const satisfies ParseArgsOptionsConfig;

const NEW = {
  ...COMMON,
  out: { type: 'string', short: 'o' },
} as const satisfies ParseArgsOptionsConfig;

const COMMANDS = ['run', 'validate', 'new', 'help', 'version'] as const;

/** Where most APIs listen that are being worked on. */
const DEFAULT_URL = 'http://localhost:3000';

/** Reads the arguments after `hotlap`. @throws HotlapError `usage` */
export function parseCommand(args: readonly string[]): Command {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const name = args[at];
  const rest = name === undefined ? [...args] : [...args.slice(0, at), ...args.slice(at + 1)];
  switch (name) {
    case 'run':
      return parseRun(rest);
    case 'validate':
      return parseValidate(rest);
    case 'new':
      return parseNew(rest);
    case 'version':
      return { kind: 'version' };
    case 'help':
      return { kind: 'help', topic: topicOf(rest[0]) };
    case undefined:
      return parseBare(rest);
    default:
      throw unknownCommand(name);
  }
}

function topicOf(name: string | undefined): HelpTopic {
  return name === 'run' || name === 'validate' || name === 'new' ? name : 'all';
}

function parseNew(args: string[]): Command {
  const { values, positionals } = parse(args, NEW);
  if (values.help) return { kind: 'help', topic: 'new' };
  if (values.version) return { kind: 'version' };
  const [type, url = DEFAULT_URL, third] = positionals;
  const types = scenarioTemplates.map((one) => one.id);
  const choice = `Write one of ${types.join(', ')}.`;
  if (type === undefined) throw usage('there is no type of test', choice);
  if (!types.includes(type)) {
    const meant = nearest(type, types);
    const hint = meant === undefined ? choice : `Did you mean hotlap new ${meant}?`;
    throw usage(`there is no type of test "${type}"`, hint);
  }
  if (third !== undefined) throw usage(`"${third}" is one argument too many`, 'See hotlap new --help.');
  return { kind: 'new', options: { type, url, file: values.out ?? `perf/${type}.perf.yaml` } };
}

function parseBare(args: string[]): Command {
  const { values } = parse(args, COMMON);
  if (values.version) return { kind: 'version' };
  if (values.help || args.length === 0) return { kind: 'help', topic: 'all' };
  throw usage('there is no command', 'Write hotlap run FILE, or hotlap --help.');
}

function parseRun(args: string[]): Command {
  const { values, positionals } = parse(args, RUN);
  if (values.help) return { kind: 'help', topic: 'run' };
  if (values.version) return { kind: 'version' };
  const [file, second] = positionals;
  const { suite } = values;
  if (file === undefined && suite === undefined)
    throw usage('there is no scenario file', 'Write hotlap run FILE.');
  if (second !== undefined) {
    throw usage(
      `one file is run at a time, and "${second}" is a second one`,
      'Run them one after the other.',
    );
  }
  const options: RunOptions = {
    file: file ?? '',
    scenarios: values.scenario ?? [],
    profile: values.profile ?? false,
    baseline: values.baseline ?? null,
    saveBaseline: values['save-baseline'] ?? false,
    variables: readVariables(values.env),
    vus: readVus(values.vus),
    durationMs: readDuration(values.duration),
    iterations: readIterations(values.iterations, values.vus),
    threads: readThreads(values.threads),
    summaryExport: values['summary-export'] ?? null,
    trendStats:
      values['summary-trend-stats'] === undefined ? null : parseTrendStats(values['summary-trend-stats']),
    recordOut: readOut(values.out),
    allowedHosts: (values['allow-host'] ?? []).map(readHost),
    allowedFiles: values['allow-file'] ?? [],
    quiet: values.quiet ?? false,
    color: !values['no-color'],
  };
  if (suite === undefined && values.bail)
    throw usage('--bail is for suites', 'Write hotlap run --suite NAME --bail.');
  if (suite === undefined) return { kind: 'run', options };
  refuseOfOneRun(values);
  return { kind: 'suite', suite: { name: suite, file: file ?? null, bail: values.bail ?? false }, options };
}

/** Options that say something of a single run. */
const OF_ONE_RUN = [
  'scenario',
  'vus',
  'duration',
  'iterations',
  'baseline',
  'save-baseline',
  'summary-export',
] as const;

function refuseOfOneRun(values: Readonly<Partial<Record<(typeof OF_ONE_RUN)[number], unknown>>>): void {
  const option = OF_ONE_RUN.find((one) => values[one] !== undefined);
  if (option === undefined) return;
  throw usage(
    `--${option} is for one run, and --suite makes several`,
    'Leave it out, or run that scenario alone.',
  );
}

function parseValidate(args: string[]): Command {
  const { values, positionals } = parse(args, VALIDATE);
  if (values.help) return { kind: 'help', topic: 'validate' };
  if (values.version) return { kind: 'version' };
  if (positionals.length === 0) {
    throw usage('there is no scenario file', 'Write hotlap validate FILE…');
  }
  return {
    kind: 'validate',
    files: positionals,
    variables: readVariables(values.env),
    allowedFiles: values['allow-file'] ?? [],
    color: !values['no-color'],
  };
}

/** As `parseArgs`, but an option that is unknown or short of its value is told in our words. */
function parse<const T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true, allowPositionals: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (known === undefined) throw unknownOption(token.rawName, Object.keys(options));
    if (known.type === 'boolean' && token.value !== undefined) {
      throw usage(`${token.rawName} takes no value`, `Write ${token.rawName} alone.`);
    }
    const lacks = token.value === undefined || token.value === '' || isForgotten(token);
    if (known.type === 'string' && lacks) {
      throw usage(`${token.rawName} needs a value`, 'See hotlap --help.');
    }
  }
  return parseArgs({ args, options, strict: true, allowPositionals: true });
}

/** `--vus --quiet`: the value was forgotten, and the next option is not it. */
function isForgotten(token: {
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}): boolean {
  return token.inlineValue !== true && /^-./.test(token.value ?? '');
}

function unknownOption(rawName: string, known: readonly string[]): HotlapError {
  const meant = nearest(rawName.replace(/^-+/, ''), known);
  const hint = meant === undefined ? 'See hotlap --help.' : `Did you mean --${meant}?`;
  return usage(`there is no option ${rawName}`, hint);
}

function unknownCommand(name: string): HotlapError {
  const meant = nearest(name, COMMANDS);
  if (meant !== undefined) return usage(`there is no command "${name}"`, `Did you mean hotlap ${meant}?`);
  const isFile = /\.(ya?ml|json)$/.test(name);
  const hint = isFile ? `Write hotlap run ${name}.` : 'Write hotlap run FILE, or hotlap --help.';
  return usage(`there is no command "${name}"`, hint);
}
