import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../../base/assertNever.ts';
import { compileJsonPath } from '../../base/jsonPath.ts';
import { isSecretName, REDACTED } from '../../base/redact.ts';
import { compileTemplate } from '../../scenario/expression/evaluate.ts';
import type { PlannedCheck } from '../../scenario/plan/plan.ts';
import type { Check } from './checkedResponse.ts';
import { comparer, lengthOf, numberOf, textOf } from './valueTest.ts';

/** A check on what stands at a JSON path of the body. */
export type JsonCheck = Extract<
  PlannedCheck,
  { kind: 'jsonPath' | 'jsonExists' | 'jsonNumber' | 'jsonContains' | 'jsonMatches' }
>;

/** What is wanted of the value, and whether it is so. */
interface Wanted {
  /** After `expected $.path `. */
  words(): string;
  /** @param got undefined where nothing stands there */
  holds(got: unknown): boolean;
  /** What came, where it is not the value that tells most. */
  readonly told?: (got: unknown) => string;
}

/** A planned check of a JSON value as a function. */
export function compileJsonCheck(check: JsonCheck): Check {
  const { path } = check;
  const find = compileJsonPath(path);
  const shown = (value: unknown) => shownAt(path, value);
  const made = 'text' in check && check.text !== undefined ? compileTemplate(check.text) : null;
  const compile = compileWanted(check, shown);
  const fixed = made === null ? compile(undefined) : null;
  return (response, user) => {
    const { words, holds, told } = fixed ?? compile(made === null ? undefined : JSON.parse(made(user)));
    const wrong = response.jsonProblem();
    if (wrong !== null) return `expected ${path} ${words()}, but ${wrong}`;
    const got = find(response.json());
    if (holds(got)) return null;
    return `expected ${path} ${words()}, got ${got === undefined ? 'nothing' : (told ?? shown)(got)}`;
  };
}

/** @returns what is wanted, of a value that is made for each response where the check has one */
function compileWanted(check: JsonCheck, shown: (value: unknown) => string): (made: unknown) => Wanted {
  switch (check.kind) {
    case 'jsonPath':
      return (made) => {
        const wanted = made === undefined ? check.equals : made;
        return { words: () => `to be ${shown(wanted)}`, holds: (got) => isDeepStrictEqual(got, wanted) };
      };
    case 'jsonContains':
      return (made) => {
        const part = made === undefined ? check.part : made;
        return { words: () => `to contain ${shown(part)}`, holds: (got) => contains(got, part) };
      };
    case 'jsonExists': {
      const { exists } = check;
      const words = () => (exists ? 'to exist' : 'not to exist');
      return () => ({ words, holds: (got) => (got !== undefined) === exists });
    }
    case 'jsonNumber':
      return () => numberWanted(check, shown);
    case 'jsonMatches': {
      const pattern = new RegExp(check.pattern);
      const words = () => `to match ${isSecretName(check.path) ? REDACTED : `/${check.pattern}/`}`;
      return () => ({ words, holds: (got) => got !== undefined && pattern.test(textOf(got)) });
    }
    default:
      return assertNever(check);
  }
}

const WORDS = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '==': '' } as const;

function numberWanted(
  { of, comparison, limit }: Extract<JsonCheck, { kind: 'jsonNumber' }>,
  shown: (value: unknown) => string,
): Wanted {
  const test = comparer(comparison);
  const limits = `${WORDS[comparison]} ${limit}`.trim();
  if (of === 'value') {
    const told = (got: unknown) => (Number.isNaN(numberOf(got)) ? `${shown(got)}, no number` : shown(got));
    return { words: () => `to be ${limits}`, holds: (got) => test(numberOf(got), limit), told };
  }
  const told = (got: unknown) =>
    Number.isNaN(lengthOf(got)) ? `${shown(got)}, which has none` : String(lengthOf(got));
  return { words: () => `to have a length ${limits}`, holds: (got) => test(lengthOf(got), limit), told };
}

/** A text within a text, or an entry of a list. */
function contains(got: unknown, part: unknown): boolean {
  if (Array.isArray(got)) return got.some((one) => isDeepStrictEqual(one, part));
  return typeof got === 'string' && typeof part !== 'object' && got.includes(String(part));
}

function shownAt(path: string, value: unknown): string {
  if (isSecretName(path)) return REDACTED;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
