import type * as z from 'zod';
import { NO_AUTH } from './authField.ts';
import type { IssueDetails } from './fields.ts';
import { nearest, suggestion } from './nearest.ts';
import type { Path, ProblemCode } from './problem.ts';
import { type ScenarioFile, scenarioFileSchema } from './schema.ts';
import { keysAt } from './schemaTree.ts';
import { METHODS, NO_REQUEST } from './steps.ts';
import { hasSuitesOnly, type SuitesField, suitesFileSchema } from './suiteField.ts';
import { thresholdFindings } from './thresholdFindings.ts';

/** A fault in the data, before it has a place in the text. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
  readonly code: ProblemCode;
  readonly atKey: boolean;
  /** The part of the text at fault, where it is less than all of it. */
  readonly source: string | undefined;
}

type Issue = z.core.$ZodIssue;

/** A megabyte may hold more faults than it is worth finding words for. */
const MOST_FINDINGS = 500;

/** Checks the data against the schema; each fault of it in words that say what to do. */
export function checkShape(data: unknown): {
  scenario: ScenarioFile | null;
  suites: SuitesField | null;
  findings: Finding[];
} {
  const suitesOnly = hasSuitesOnly(data);
  const result = (suitesOnly ? suitesFileSchema : scenarioFileSchema).safeParse(data);
  const thresholds = thresholdFindings(data).map(({ path, message, hint, atKey }) =>
    finding(path, message, hint, { code: 'threshold-invalid', atKey }),
  );
  if (result.success && thresholds.length === 0) {
    const scenario = suitesOnly ? null : (result.data as ScenarioFile);
    return { scenario, suites: result.data.suites ?? null, findings: [] };
  }
  const findings: Finding[] = [...thresholds];
  for (const issue of result.error?.issues ?? []) {
    if (findings.length >= MOST_FINDINGS) break;
    findings.push(...explain(issue, [], data));
  }
  return { scenario: null, suites: null, findings };
}

function finding(path: Path, message: string, hint: string, more: Partial<Finding> = {}): Finding {
  return { path, message, hint, code: 'scenario-invalid', atKey: false, source: undefined, ...more };
}

function explain(issue: Issue, above: Path, data: unknown): Finding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  switch (issue.code) {
    case 'custom': {
      const details = (issue.params ?? { hint: '' }) as unknown as IssueDetails;
      const { hint, code, atKey, source } = details;
      return [
        finding(path, issue.message, hint, {
          code: code ?? 'scenario-invalid',
          atKey: atKey ?? false,
          source,
        }),
      ];
    }
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, path, data);
    case 'invalid_key':
      return [badName(path)];
    case 'invalid_union':
      return explainUnion(issue, path, data);
    case 'invalid_type':
      return [wrongType(path, issue.expected, data)];
    case 'too_small':
      return [tooSmall(issue, path)];
    case 'too_big':
      return [finding(path, `it must be at most ${issue.maximum}`, `Lower it to ${issue.maximum} or less.`)];
    case 'invalid_format':
      return [
        finding(path, `${shown(valueAt(data, path))} is not ${issue.message}`, `Write ${issue.message}.`),
      ];
    default:
      return [finding(path, `${shown(valueAt(data, path))} is not what can stand here`, issue.message)];
  }
}

/** k6's words for what has another here. */
const OTHER_WORDS: Readonly<Record<string, string>> = { exec: 'flow', batch: 'parallel' };

function unknownKeys(keys: readonly string[], above: Path, data: unknown): Finding[] {
  const known = keysAt(scenarioFileSchema, data, above);
  return keys.slice(0, MOST_FINDINGS).map((key) => unknownKey(key, above, known));
}

function unknownKey(key: string, above: Path, known: readonly string[]): Finding {
  const path = [...above, key];
  const word = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  if (word !== undefined && known.includes(word)) {
    return finding(path, `unknown key "${key}"`, `It is called "${word}" here.`, { atKey: true });
  }
  if (key === 'noCookiesReset') {
    return finding(path, 'unknown key "noCookiesReset"', 'Write cookies: vu here.', { atKey: true });
  }
  if (known.includes(key)) {
    const hint = `Make a step of its own of it: each begins with - .`;
    return finding(path, `"${key}" cannot stand beside the other keys here`, hint, { atKey: true });
  }
  const common = known.filter((one) => !isRareMethod(one) || nearest(key, [one]) !== undefined);
  return finding(path, `unknown key "${key}"`, suggestion(key, common), { atKey: true });
}

const RARE = new Set<string>(METHODS.slice(7));

function isRareMethod(key: string): boolean {
  return RARE.has(key);
}

function badName(path: Path): Finding {
  const name = String(path.at(-1) ?? '');
  const message = name === '' ? 'a name is empty' : `"${name}" is no name that can be used here`;
  return finding(path, message, 'Use letters, digits, _ and - only.', { atKey: true });
}

function wrongType(path: Path, expected: string, data: unknown): Finding {
  const value = valueAt(data, path);
  const key = path.at(-1);
  const words = TYPE_WORDS[expected] ?? expected;
  if (value === undefined && typeof key === 'string') {
    const example = key === 'target' ? 'http://localhost:3000' : `with ${words}`;
    return finding(path, `"${key}" is missing`, `Add ${key}: ${example}.`);
  }
  if (path.length === 0) return finding(path, NOT_A_MAP, BEGIN);
  return finding(
    path,
    `${words} is expected here, not ${shown(value)}`,
    EXAMPLES[expected] ?? `Give it ${words}.`,
  );
}

const NOT_A_MAP = 'this is no scenario: the file must be a map of keys and values';
const BEGIN = 'Begin it with target: http://localhost:3000, then flow or flows, and vus and duration.';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of names and values',
};
const EXAMPLES: Readonly<Record<string, string>> = {
  string: 'If it is meant as text, put it in quotes.',
  boolean: 'Write true or false, without quotes.',
  array: 'Write a list: each entry on a line of its own that begins with - , or all in [ ].',
  object: 'Write key: value lines below it, indented.',
  record: 'Write name: value lines below it, indented.',
};

function tooSmall(issue: z.core.$ZodIssueTooSmall, path: Path): Finding {
  if (issue.origin === 'array') return finding(path, 'the list is empty', 'Give it at least one entry.');
  if (issue.origin === 'string')
    return finding(path, 'the text is empty', 'Write something, or remove the key.');
  const limit = issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
  return finding(path, `it must be ${limit}`, `Give it ${limit}.`);
}

function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, data: unknown): Finding[] {
  if (issue.discriminator !== undefined) return [wrongExecutor(path, data)];
  const branches = issue.errors.filter(
    (errors) => !errors.some((one) => one.path.length === 0 && isTypeMismatch(one)),
  );
  const best = branches.sort((a, b) => strangers(a) - strangers(b) || a.length - b.length)[0];
  if (best !== undefined) return withoutEcho(best).flatMap((one) => explain(one, path, data));
  const value = valueAt(data, path);
  const expected = issue.message;
  if (value === undefined)
    return [finding(path, `"${String(path.at(-1))}" is missing`, `Give it ${expected}.`)];
  return [finding(path, `${shown(value)} is not ${expected}`, `Write ${expected}.`)];
}

function isTypeMismatch(issue: Issue): boolean {
  if (issue.code === 'invalid_union') return issue.errors.every((errors) => errors.some(isTypeMismatch));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

/** How many keys a branch of a union does not know: the one that knows most was meant. */
function strangers(issues: readonly Issue[]): number {
  return issues.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
}

/** A step whose method is misspelt need not be told, too, that it has no request; nor such an auth. */
function withoutEcho(issues: readonly Issue[]): readonly Issue[] {
  const isMeant = (key: string) => Object.hasOwn(OTHER_WORDS, key) || nearest(key, METHODS) !== undefined;
  const told = issues.some(
    (one) => one.code === 'unrecognized_keys' && one.keys.slice(0, MOST_FINDINGS).some(isMeant),
  );
  const isStrange = issues.some((one) => one.code === 'unrecognized_keys');
  const isEcho = ({ message }: Issue) =>
    (told && message === NO_REQUEST) || (isStrange && message === NO_AUTH);
  return issues.filter((one) => !isEcho(one));
}

const EXECUTORS = [
  'shared-iterations',
  'per-vu-iterations',
  'constant-vus',
  'ramping-vus',
  'constant-arrival-rate',
  'ramping-arrival-rate',
];

function wrongExecutor(path: Path, data: unknown): Finding {
  const value = valueAt(data, path);
  const choice = `Use one of ${EXECUTORS.join(', ')}.`;
  if (value === undefined || value === null) return finding(path, '"executor" is missing', choice);
  const name = String(value);
  if (name === 'externally-controlled') {
    return finding(path, `the executor ${name} is not supported in this version`, choice);
  }
  const meant = nearest(name, EXECUTORS);
  const hint = meant === undefined ? choice : `Did you mean "${meant}"?`;
  return finding(path, `there is no executor ${shown(value)}`, hint);
}

/** The value at a path of plain data; undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let at = data;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** A value as a person would name it, kept short. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
