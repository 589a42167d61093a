import type { ErrorCode } from '../base/errors.ts';

/** A stretch of the file: line and column count from 1, the end is just after the last character. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Path = readonly (string | number)[];

/** What sort of fault it is, as the error that stops a run tells it. */
export type ProblemCode = Extract<
  ErrorCode,
  'scenario-invalid' | 'scenario-unknown' | 'variable-missing' | 'threshold-invalid' | 'file-not-allowed'
>;

/** A fault in a scenario file, where it is and what to do. A warning does not keep the file from running. */
export interface Problem extends TextRange {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** Where it is in the data: `scenarios.normal.stages[0].duration`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, in one sentence with no stop at its end. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** `flows.buy[0].expect["$.status"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** `3:7 scenarios.normal.vus: message` and the hint on a line of its own. */
export function formatProblem(problem: Problem, file?: string): string {
  const place = `${file === undefined ? '' : `${file}:`}${problem.line}:${problem.column}`;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const mark = problem.severity === 'warning' ? 'warning: ' : '';
  return `${place} ${mark}${path}${problem.message}${problem.hint ? `\n  ${problem.hint}` : ''}`;
}

const MOST_PROBLEMS = 50;
/** From here on they are not counted any more. */
const MANY = 400;

/** By place in the file, and no more than a person would read; errors go before warnings there. */
export function arrangeProblems(problems: readonly Problem[]): Problem[] {
  const sorted = [...problems].sort(byPlace);
  const rest = sorted.length - MOST_PROBLEMS;
  if (rest <= 1) return sorted;
  const errors = sorted.filter((problem) => problem.severity === 'error');
  const warnings = sorted.filter((problem) => problem.severity === 'warning');
  const ranked = [...errors, ...warnings];
  const next = ranked[MOST_PROBLEMS];
  if (next === undefined) return sorted;
  const count = rest < MANY ? `${rest} more` : 'many more';
  const message = `and ${count} problems from here on`;
  const more: Problem = { ...next, path: '', message, hint: 'Put the first ones right and look again.' };
  return [...ranked.slice(0, MOST_PROBLEMS).sort(byPlace), more];
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}
