import { suggestion } from '../../base/nearest.ts';
import { type ConditionTerm, parseCondition } from '../expression/condition.ts';
import type { PlannedCondition, PlannedNormalThink, PlannedRepeat, PlannedThink } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import { parseThink, thinkProblem } from '../schema/fields.ts';
import { isLimit, type RepeatStep, type ThinkStep } from '../schema/flowSteps.ts';
import type { PlanContext } from './planContext.ts';

const EVERY_MS = 1000;
const MAX_MS = 60_000;

type PlannedTerm = PlannedCondition['any'][number][number];

/** A pause, fixed, from a range or by the normal distribution. */
export function planThink(
  context: PlanContext,
  value: ThinkStep['think'],
  path: Path,
): PlannedThink | PlannedNormalThink {
  if (typeof value === 'object') {
    const meanMs = context.durationMs(value.mean, [...path, 'mean'], 0);
    const deviationMs = context.durationMs(value.deviation, [...path, 'deviation'], 0);
    return { kind: 'normalThink', meanMs, deviationMs };
  }
  const text = context.scalar(value, path);
  const wrong = text === '' ? null : thinkProblem(text);
  if (wrong !== null) context.error(path, wrong, 'Write it like 500ms or 1s..3s.');
  return { kind: 'think', ...(parseThink(text) ?? { minMs: 0, maxMs: 0 }) };
}

/** A condition with its variables put in; one that cannot be read is a problem, and never holds. */
export function planCondition(context: PlanContext, text: string, path: Path): PlannedCondition {
  const before = context.problems.length;
  const parsed = parseCondition(context.text(text, path));
  if (parsed.ok) {
    return { text, any: parsed.any.map((terms) => terms.map((term) => planTerm(context, term, path))) };
  }
  // Where a variable is missing, that is the problem.
  if (context.problems.length === before) context.error(path, parsed.message, parsed.hint);
  return { text, any: [] };
}

function planTerm(context: PlanContext, { operand, ...term }: ConditionTerm, path: Path): PlannedTerm {
  if (operand.kind !== 'variable') return { operand, ...term };
  const found = context.slots.find(operand.name);
  if (found !== null && 'slot' in found) return { operand: { kind: 'variable', slot: found.slot }, ...term };
  const captured = suggestion(operand.name, context.slots.names, 'Capture it in a step before.');
  const { message, hint } = found ?? {
    message: `no step captures "${operand.name}", and there is no such data`,
    hint: captured,
  };
  context.error(path, message, hint);
  return { operand: { kind: 'status' }, ...term };
}

/** How often, or until when, the steps of `repeat` are run. */
export function planRepeat(
  context: PlanContext,
  { repeat }: Pick<RepeatStep<unknown>, 'repeat'>,
  at: Path,
): Omit<PlannedRepeat, 'steps'> {
  const path = [...at, 'repeat'];
  if (typeof repeat !== 'object') {
    return { kind: 'repeat', everyMs: 0, rule: { kind: 'count', count: context.count(repeat, path, 0) } };
  }
  const { count, until, every, max, stopOnFail = false } = repeat;
  const everyMs = context.durationMs(every, [...path, 'every'], until === undefined ? 0 : EVERY_MS);
  if (until === undefined) {
    const times = context.count(count, [...path, 'count'], 0);
    return { kind: 'repeat', everyMs, rule: { kind: 'count', count: times } };
  }
  const condition = planCondition(context, until, [...path, 'until']);
  const limit = planLimit(context, max, [...path, 'max']);
  const place = context.place([...path, 'until']);
  return { kind: 'repeat', everyMs, rule: { kind: 'until', condition, ...limit, stopOnFail, place } };
}

function planLimit(
  context: PlanContext,
  max: string | number | undefined,
  path: Path,
): { maxTurns: number | null; maxMs: number | null } {
  if (typeof max === 'number') return { maxTurns: max, maxMs: null };
  const text = max === undefined ? '' : context.text(max, path);
  if (/^\d+$/.test(text) && isLimit(text)) return { maxTurns: Number(text), maxMs: null };
  if (text !== '' && !isLimit(text)) {
    const hint = 'Write a number of turns such as 20, or a duration such as 2m.';
    context.error(path, `"${text}" is no number of turns and no duration`, hint);
  }
  return { maxTurns: null, maxMs: context.durationMs(text === '' ? undefined : text, path, MAX_MS) };
}
