import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { parseDurationMs } from '../base/duration.ts';
import { HotlapError } from '../base/errors.ts';
import { parseTrendStats } from '../results/summaryExport.ts';
import { LONGEST_MS } from '../scenario/fields.ts';
import { nearest } from '../scenario/nearest.ts';
import { MOST_VUS } from '../scenario/planScenario.ts';
import { scenarioTemplates } from '../scenario/templates.ts';

/** What is to be run, and where its results go. */
export interface RunOptions {
  readonly file: string;
  /** Empty: all of the file. */
  readonly scenarios: readonly string[];
  readonly profile: boolean;
  readonly baseline: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly vus: number | null;
  readonly durationMs: number | null;
  readonly iterations: number | null;
  readonly summaryExport: string | null;
  readonly trendStats: readonly string[] | null;
  /** File for the run record. */
  readonly recordOut: string | null;
  readonly allowedHosts: readonly string[];
  readonly quiet: boolean;
  readonly color: boolean;
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
  | {
      readonly kind: 'validate';
      readonly files: readonly string[];
      readonly variables: Readonly<Record<string, string>>;
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
  profile: { type: 'boolean' },
  baseline: { type: 'string' },
  env: { type: 'string', short: 'e', multiple: true },
  vus: { type: 'string', short: 'u' },
  duration: { type: 'string', short: 'd' },
  iterations: { type: 'string', short: 'i' },
  'summary-export': { type: 'string' },
  'summary-trend-stats': { type: 'string' },
  out: { type: 'string', short: 'o' },
  'allow-host': { type: 'string', multiple: true },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies ParseArgsOptionsConfig;

const VALIDATE = {
  ...COMMON,
  env: { type: 'string', short: 'e', multiple: true },
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
  if (file === undefined) throw usage('there is no scenario file', 'Write hotlap run FILE.');
  if (second !== undefined) {
    throw usage(
      `one file is run at a time, and "${second}" is a second one`,
      'Run them one after the other.',
    );
  }
  return {
    kind: 'run',
    options: {
      file,
      scenarios: values.scenario ?? [],
      profile: values.profile ?? false,
      baseline: values.baseline ?? null,
      variables: readVariables(values.env),
      vus: readVus(values.vus),
      durationMs: readDuration(values.duration),
      iterations: readIterations(values.iterations, values.vus),
      summaryExport: values['summary-export'] ?? null,
      trendStats:
        values['summary-trend-stats'] === undefined ? null : parseTrendStats(values['summary-trend-stats']),
      recordOut: readOut(values.out),
      allowedHosts: (values['allow-host'] ?? []).map(readHost),
      quiet: values.quiet ?? false,
      color: !values['no-color'],
    },
  };
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

function readVariables(pairs: readonly string[] = []): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0));
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw usage(`-e ${pair} is no variable`, 'Write -e NAME=value.');
    }
    variables[name] = pair.slice(equals + 1);
  }
  return variables;
}

function readVus(text: string | undefined): number | null {
  if (text === undefined) return null;
  const vus = Number(text);
  if (/^\d+$/.test(text) && vus >= 1 && vus <= MOST_VUS) return vus;
  throw usage(
    `--vus ${text} is no number of VUs`,
    `Write a whole number from 1 to ${MOST_VUS}, as in -u 20.`,
  );
}

function readDuration(text: string | undefined): number | null {
  if (text === undefined) return null;
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs <= LONGEST_MS) return durationMs;
  throw usage(
    `--duration ${text} is no duration`,
    'Write one as k6 does, of 24d at most: 30s, 1m30s, 500ms.',
  );
}

function readIterations(text: string | undefined, vus: string | undefined): number | null {
  if (text === undefined) return null;
  const iterations = Number(text);
  if (!/^\d+$/.test(text) || iterations < 1 || !Number.isSafeInteger(iterations)) {
    throw usage(
      `--iterations ${text} is no number of iterations`,
      'Write a whole number from 1, as in -i 100.',
    );
  }
  if (vus !== undefined && iterations < Number(vus)) {
    const message = `--iterations ${text} cannot be shared by the ${vus} VUs of --vus`;
    throw usage(message, `Write -i ${vus} or more, or fewer VUs.`);
  }
  return iterations;
}

function readOut(text: string | undefined): string | null {
  if (text === undefined) return null;
  const [kind, ...rest] = text.split('=');
  const file = rest.join('=');
  if (kind === 'json' && file !== '') return file;
  throw usage(`--out ${text} is not known here`, 'Write --out json=FILE.');
}

/** A host as a person may write it: `example.com`, `http://example.com:8080/`, `2001:db8::1`. */
function readHost(text: string): string {
  const isBareIpv6 = /:.*:/.test(text) && !text.includes('[') && !text.includes('://');
  const url = text.includes('://') ? text : `http://${isBareIpv6 ? `[${text}]` : text}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (host === '') throw usage(`--allow-host ${text} is no host`, 'Write a host name or an address.');
  return host.replace(/^\[|\]$/g, '');
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

function usage(message: string, hint: string): HotlapError {
  return new HotlapError({ code: 'usage', message, hint });
}
