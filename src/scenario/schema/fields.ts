import * as z from 'zod';
import { parseDurationMs } from '../../base/duration.ts';
import { type ExpressionPart, type ExpressionProblem, parseExpressions } from '../expression/expression.ts';
import type { ProblemCode } from '../problem.ts';

/** What a finding of our own carries beside its message; it travels as a zod issue's `params`. */
export interface IssueDetails {
  readonly hint: string;
  readonly code?: ProblemCode;
  /** The part of the text that is at fault. */
  readonly source?: string;
  /** The key is at fault, not its value. */
  readonly atKey?: boolean;
}

/** The part of a zod check's context that a finding is reported through. */
interface CheckContext {
  readonly value: unknown;
  readonly issues: {
    push(issue: {
      code: 'custom';
      message: string;
      input: unknown;
      params: IssueDetails & Record<string, unknown>;
      path?: (string | number)[];
    }): unknown;
  };
}

/** Reports a finding of our own at `path` below the value that is being checked. */
export function report(
  context: CheckContext,
  message: string,
  details: IssueDetails,
  path: (string | number)[] = [],
): void {
  context.issues.push({ code: 'custom', message, input: context.value, params: { ...details }, path });
}

function reportExpressions(context: CheckContext, problems: readonly ExpressionProblem[]): void {
  for (const { message, hint, source } of problems) report(context, message, { hint, source });
}

/** Whether a text holds an expression, so that what it will be is not known before it is resolved. */
export function hasExpression(text: string): boolean {
  return parseExpressions(text).parts.some((part) => part.kind !== 'text');
}

function checkRuntimeText(context: CheckContext & { value: string }): void {
  reportExpressions(context, parseExpressions(context.value).problems);
}

function checkSettingText(context: CheckContext & { value: string }): void {
  const { parts, problems } = parseExpressions(context.value);
  reportExpressions(context, problems);
  reportCalls(context, parts);
}

function reportCalls(context: CheckContext, parts: readonly ExpressionPart[]): void {
  for (const part of parts) {
    if (part.kind === 'base64') reportCalls(context, part.parts);
    if (part.kind !== 'call') continue;
    report(context, `\${${part.call}} cannot be used here`, {
      hint: `It has no value before the run; here only variables such as \${NAME:-default} are known.`,
      source: `\${${part.call}`,
    });
  }
}

/** Text with any expression. */
export const runtimeText = z.string().check(checkRuntimeText);
/** Text in which only environment variables may stand, since it must be known before the run. */
export const settingText = z.string().check(checkSettingText);

/** Any JSON; expressions in its texts are checked where they stand. */
export const jsonField = z.unknown().check((context) => {
  walkTexts(context.value, [], (text, path) => {
    for (const { message, hint, source } of parseExpressions(text).problems) {
      report(context, message, { hint, source }, path);
    }
  });
});

function walkTexts(
  value: unknown,
  path: (string | number)[],
  visit: (text: string, path: (string | number)[]) => void,
): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walkTexts(item, [...path, index], visit);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walkTexts(item, [...path, key], visit);
  }
}

const DURATION = 'a duration, such as 500ms, 30s, 1m30s or 2h';

/** k6's durations: a number is milliseconds. */
export const durationField = z
  .union(
    [
      z.number().min(0),
      settingText.check((context) => {
        if (hasExpression(context.value) || parseDurationMs(context.value) !== undefined) return;
        report(context, `"${context.value}" is no duration`, {
          hint: 'Write it like 500ms, 30s, 1m30s or 2h.',
        });
      }),
    ],
    { error: DURATION },
  )
  .meta({ examples: ['10s', '30s', '1m'] });

/** A text that holds a variable, where a number would stand. */
export const VARIABLE_ALONE = /\$\{[^}]*\}/;

function numberField(number: z.ZodNumber, what: string) {
  return z.union([number, settingText.regex(VARIABLE_ALONE, `${what}, or a variable such as \${NAME:-10}`)], {
    error: `${what}, or a variable such as \${NAME:-10}`,
  });
}

/** A whole number from 0, or a variable that holds one. */
export const countField = numberField(z.int().min(0), 'a whole number');

/** A scalar that is sent or kept as text. */
export const scalarField = z.union([runtimeText, z.number(), z.boolean()], {
  error: 'a text, a number, true or false',
});

const settingScalar = z.union([settingText, z.number(), z.boolean()], {
  error: 'a text, a number, true or false',
});

/** Tags: names and values. */
export const tagsField = z.record(z.string().min(1), settingScalar);

/** A timer takes 31 bits of milliseconds: 24.8 days. */
export const LONGEST_MS = 2 ** 31 - 1;

/** The most threads that can be asked for. */
export const MOST_THREADS = 64;
const MOST_COMMON = 200;

/** A check that a map which goes into every request is not so large that the plan could not be held. */
export function few(what: string) {
  return (context: CheckContext): void => {
    const count = Object.keys(context.value as object).length;
    if (count <= MOST_COMMON) return;
    report(context, `${count} ${what} for every request are too many`, {
      hint: `Give at most ${MOST_COMMON}.`,
    });
  };
}

/** A range `from..to` of two durations. */
export function parseThink(text: string): { minMs: number; maxMs: number } | undefined {
  const [from, to, more] = text.split('..');
  const minMs = parseDurationMs(from ?? '');
  const maxMs = to === undefined ? minMs : parseDurationMs(to);
  if (minMs === undefined || maxMs === undefined || more !== undefined) return undefined;
  return { minMs, maxMs };
}

/** A pause: a duration, or a range of two. */
export const thinkField = z
  .union(
    [
      z.number().min(0),
      settingText.check((context) => {
        if (hasExpression(context.value)) return;
        const wrong = thinkProblem(context.value);
        if (wrong !== null) report(context, wrong, { hint: thinkHint(context.value) });
      }),
    ],
    { error: 'a duration such as 500ms, or a range such as 1s..3s' },
  )
  .meta({ examples: ['500ms', '1s..3s'] });

/** What to write, from what was written: `1-3s` is meant as `1s..3s`. */
function thinkHint(text: string): string {
  const [, from, fromUnit = '', to, toUnit = ''] =
    /^\s*(\d{1,9})\s?(ms|s|m|h)?\s?(?:-|–|to)\s?(\d{1,9})\s?(ms|s|m|h)\s*$/.exec(text) ?? [];
  if (from === undefined) return 'Write it like 500ms or 1s..3s.';
  return `Write it like ${from}${fromUnit === '' ? toUnit : fromUnit}..${to}${toUnit}.`;
}

/** What is wrong with a pause's text, or null. */
export function thinkProblem(text: string): string | null {
  const think = parseThink(text);
  if (think === undefined) return `"${text}" is no duration and no range of two`;
  if (Math.max(think.minMs, think.maxMs) > LONGEST_MS) return `"${text}" is longer than a timer can wait`;
  return think.minMs > think.maxMs ? `"${text}" ends before it begins` : null;
}
