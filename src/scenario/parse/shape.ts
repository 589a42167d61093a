import type * as z from 'zod';
import { nearest, suggestion } from '../../base/nearest.ts';
import type { Path, ProblemCode } from '../problem.ts';
import { NO_AUTH } from '../schema/authField.ts';
import type { IssueDetails } from '../schema/fields.ts';
import { NO_REPEAT } from '../schema/flowSteps.ts';
import { type ScenarioFile, scenarioFileSchema } from '../schema/schema.ts';
import { keysAt } from '../schema/schemaTree.ts';
import { A_STEP, METHODS, NO_REQUEST } from '../schema/steps.ts';
import { hasSuitesOnly, type SuitesField, suitesFileSchema } from '../schema/suiteField.ts';
import { executorHint, isOtherWord, otherWord, withoutTwins } from './otherWords.ts';
import { type StepMistake, stepKind, stepMistakes } from './stepMistakes.ts';
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
  for (const issue of withoutEcho(result.error?.issues ?? [])) {
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
    case 'invalid_value':
      return [wrongValue(path, issue.values, data)];
    default:
      return [finding(path, `${shown(valueAt(data, path))} is not what can stand here`, issue.message)];
  }
}

function unknownKeys(keys: readonly string[], above: Path, data: unknown): Finding[] {
  const known = keysAt(scenarioFileSchema, data, above);
  const beside = known.includes('GET') ? stepMistakes(valueAt(data, above)) : [];
  const whole = beside.filter(({ covers }) => covers.length === 0);
  if (whole.length > 0) return whole.map((one) => mistake(one, above));
  return withoutTwins(keys)
    .slice(0, MOST_FINDINGS)
    .map((key) => unknownKey(key, above, known, valueAt(data, [...above, 'executor'])));
}

function unknownKey(key: string, above: Path, known: readonly string[], executor: unknown): Finding {
  const path = [...above, key];
  const hint = otherWord(key, known)?.hint ?? executorHint(key, above, executor);
  if (hint !== undefined) return finding(path, `unknown key "${key}"`, hint, { atKey: true });
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

/** `Write vu or shared.` */
function wrongValue(path: Path, values: readonly unknown[], data: unknown): Finding {
  const words = values.map(String);
  const last = words.at(-1) ?? '';
  const choice = words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
  return finding(path, `${shown(valueAt(data, path))} is not what can stand here`, `Write ${choice}.`);
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
  const value = valueAt(data, path);
  const isStep = issue.message === A_STEP;
  const best = bestBranch(issue, isStep ? stepKind(value) : undefined);
  if (best !== undefined) {
    const mistakes = isStep ? stepMistakes(value) : [];
    const isTold = (one: Issue) =>
      mistakes.some(({ covers }) => covers.every((key, at) => one.path[at] === key));
    return [
      ...mistakes.map((one) => mistake(one, path)),
      ...withoutEcho(best.filter((one) => !isTold(one)).slice(0, MOST_FINDINGS)).flatMap((one) =>
        explain(one, path, data),
      ),
    ];
  }
  const expected = issue.message;
  if (value === undefined)
    return [finding(path, `"${String(path.at(-1))}" is missing`, `Give it ${expected}.`)];
  return [finding(path, `${shown(value)} is not ${expected}`, `Write ${expected}.`)];
}

function mistake({ path, message, hint, atKey }: StepMistake, step: Path): Finding {
  return finding([...step, ...path], message, hint, { atKey });
}

/** What is wrong by the branch that was meant. @param kind the key of a step that says which */
function bestBranch(
  issue: z.core.$ZodIssueInvalidUnion,
  kind: string | undefined,
): readonly Issue[] | undefined {
  const fitting = issue.errors.filter((errors) => !errors.some(isMismatch));
  const meant =
    kind === undefined ? [] : fitting.filter((errors) => !errors.some((one) => isStranger(one, kind)));
  const branches = meant.length > 0 ? meant : fitting;
  return branches.sort((a, b) => strangers(a) - strangers(b) || a.length - b.length)[0];
}

/** Whether a branch is for another type altogether. */
function isMismatch(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((errors) => errors.some(isMismatch));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function isStranger(issue: Issue, key: string): boolean {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.includes(key);
}

/** How many keys a branch of a union does not know, its own above all: the one that knows most was meant. */
function strangers(issues: readonly Issue[]): number {
  const unknown = issues.filter((one) => one.code === 'unrecognized_keys');
  return unknown.reduce((sum, one) => sum + one.keys.length * (one.path.length === 0 ? 1000 : 1), 0);
}

/**
 * A step whose method is misspelt need not be told, too, that it has no request; nor such an auth; nor what is missing
 * where another tool's word stands for it.
 */
function withoutEcho(issues: readonly Issue[]): readonly Issue[] {
  const strange = new Map<string, readonly string[]>();
  for (const one of issues)
    if (one.code === 'unrecognized_keys') strange.set(one.path.join('/'), one.keys.slice(0, MOST_FINDINGS));
  if (strange.size === 0) return issues;
  return issues.filter((one) => !isEcho(one, strange));
}

/** @param strange the unknown keys, by the path of their map */
function isEcho(issue: Issue, strange: ReadonlyMap<string, readonly string[]>): boolean {
  const beside = strange.get(issue.path.join('/')) ?? [];
  if (issue.message === NO_AUTH) return beside.length > 0;
  if (issue.message === NO_REQUEST)
    return beside.some((key) => isOtherWord(key) || nearest(key, METHODS) !== undefined);
  if (issue.message === NO_REPEAT) return beside.some((key) => otherWord(key, ['count']) !== undefined);
  const missing = issue.path.at(-1);
  if (issue.code !== 'invalid_type' || missing === undefined) return false;
  const around = strange.get(issue.path.slice(0, -1).join('/')) ?? [];
  return around.some((key) => otherWord(key, [String(missing)]) !== undefined);
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
