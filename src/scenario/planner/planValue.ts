import { isSecretName, REDACTED } from '../../base/redact.ts';
import type { PlannedCheck } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { ValueMatch } from '../schema/valueField.ts';
import type { PlanContext } from './planContext.ts';
import { clip, planExpected, planPattern } from './planExpected.ts';
import { planJson } from './planJson.ts';

type NumberCheck = Extract<PlannedCheck, { kind: 'jsonNumber' }>;
type Bounds = Pick<ValueMatch, 'above' | 'below' | 'atLeast' | 'atMost'>;

const COMPARISONS = [
  ['above', '>', 'above'],
  ['below', '<', 'below'],
  ['atLeast', '>=', 'at least'],
  ['atMost', '<=', 'at most'],
] as const;

/**
 * The checks of the value at a JSON path: one that it is equal to what stands there, or, where that is a map, one
 * for each of its keys.
 * @param key the JSON path
 * @param path where it stands in the file
 */
export function planValueChecks(
  context: PlanContext,
  key: string,
  value: unknown,
  path: Path,
): PlannedCheck[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [planEqual(context, key, value, path)];
  }
  const match = value as ValueMatch;
  const checks: PlannedCheck[] = [];
  if (match.exists !== undefined) {
    const name = `${key} ${match.exists ? 'is there' : 'is not there'}`;
    checks.push({ kind: 'jsonExists', name, path: key, exists: match.exists });
  }
  checks.push(...planBounds(context, key, 'value', match, path));
  checks.push(...planLength(context, key, match.length, [...path, 'length']));
  if (match.contains !== undefined) {
    const { given, made } = planWanted(context, match.contains, [...path, 'contains']);
    const name = isSecret(key)
      ? `${key} has ${REDACTED} in it`
      : `${key} contains ${clip(JSON.stringify(given))}`;
    checks.push({ kind: 'jsonContains', name, path: key, part: given, ...made });
  }
  if (match.matches !== undefined) {
    const pattern = planPattern(context, match.matches, [...path, 'matches']);
    const name = isSecret(key) ? `${key} is like ${REDACTED}` : `${key} matches /${clip(pattern)}/`;
    checks.push({ kind: 'jsonMatches', name, path: key, pattern });
  }
  if (match.equals !== undefined) {
    checks.push(planEqual(context, key, match.equals, [...path, 'equals']));
  }
  return checks;
}

function planEqual(context: PlanContext, key: string, value: unknown, path: Path): PlannedCheck {
  const { given, made } = planWanted(context, value, path);
  return { kind: 'jsonPath', name: `${key} is ${shownAt(key, given)}`, path: key, equals: given, ...made };
}

function planWanted(context: PlanContext, value: unknown, path: Path) {
  const given = resolveJson(context, value, path);
  const text = planJson(context, value, path);
  return { given, made: typeof text === 'string' ? {} : { text } };
}

function planBounds(
  context: PlanContext,
  key: string,
  of: NumberCheck['of'],
  bounds: Bounds,
  path: Path,
): NumberCheck[] {
  return COMPARISONS.flatMap(([word, comparison, words]): NumberCheck[] => {
    const given = bounds[word];
    if (given === undefined) return [];
    const limit = planLimit(context, given, [...path, word]);
    const name = `${key} ${of === 'length' ? 'has a length' : 'is'} ${words} ${limit}`;
    return [{ kind: 'jsonNumber', name, path: key, of, comparison, limit }];
  });
}

function planLength(
  context: PlanContext,
  key: string,
  given: ValueMatch['length'],
  path: Path,
): NumberCheck[] {
  if (typeof given === 'object') return planBounds(context, key, 'length', given, path);
  if (given === undefined) return [];
  const limit = planLimit(context, given, path);
  const name = `${key} has length ${limit}`;
  return [{ kind: 'jsonNumber', name, path: key, of: 'length', comparison: '==', limit }];
}

function planLimit(context: PlanContext, given: string | number, path: Path): number {
  const text = context.scalar(given, path).trim();
  const limit = Number(text);
  if (text !== '' && Number.isFinite(limit)) return limit;
  // A variable that is not set is told by itself.
  if (text !== '') context.error(path, `"${text}" is no number`, 'Set the variable to a number.');
  return 0;
}

/** After the word `token` a long word is taken for one and not shown: names of checks on secrets have short words. */
function isSecret(key: string): boolean {
  return isSecretName(/([\w-]+)\W*$/.exec(key)?.[1] ?? '');
}

function shownAt(key: string, value: Json): string {
  return isSecret(key) ? REDACTED : clip(JSON.stringify(value));
}

type Json = Extract<PlannedCheck, { kind: 'jsonPath' }>['equals'];

/** The expected value with its variables put in, and what is captured as it stands in the file. */
function resolveJson(context: PlanContext, value: unknown, path: Path): Json {
  if (typeof value === 'string') return planExpected(context, value, path).shown;
  if (Array.isArray(value)) return value.map((item, index) => resolveJson(context, item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveJson(context, item, [...path, key])]),
  );
}
