import { assertNever } from '../../base/assertNever.ts';
import { slotText } from '../../scenario/expression/encoding.ts';
import type { PlannedCondition } from '../../scenario/plan/plan.ts';
import { compileJsonReader } from './check.ts';
import type { CheckedResponse } from './checkedResponse.ts';
import { comparer, lengthOf, numberOf, textOf } from './valueTest.ts';

type Term = PlannedCondition['any'][number][number];
/** What is looked at in a response. */
type Operand = Exclude<Term['operand'], { kind: 'variable' }>;

/** What a virtual user has seen of its last response, by slot; null before the first of an iteration. */
export type Seen = readonly unknown[] | null;

/** A condition on what was seen of the last response, and on captured values. */
export interface Condition {
  /** The slots of a response that it looks at. */
  readonly slots: readonly number[];
  /** @param values by the plan's slots */
  holds(seen: Seen, values: readonly unknown[]): boolean;
}

/** Takes what conditions look at out of a response, into a slot. */
export interface Observation {
  readonly slot: number;
  /** Whether it needs the body to be kept. */
  readonly needsBody: boolean;
  read(response: CheckedResponse): unknown;
}

/** Compiles the conditions of a program; those that look at the same share a slot. */
export class ConditionCompiler {
  /** By slot. */
  readonly observations: Observation[] = [];
  readonly #slots = new Map<string, number>();

  compile({ any }: PlannedCondition): Condition {
    const slots = new Set<number>();
    const lists = any.map((terms) =>
      terms.map((term): Condition['holds'] => {
        const { operand } = term;
        if (operand.kind === 'variable') {
          const test = compileVariable(term);
          return (_, values) => test(values[operand.slot]);
        }
        const slot = this.#slotOf(operand);
        slots.add(slot);
        const test = compileTerm(term);
        return (seen) => seen !== null && test(seen[slot]);
      }),
    );
    return {
      slots: [...slots],
      holds: (seen, values) => lists.some((terms) => terms.every((test) => test(seen, values))),
    };
  }

  #slotOf(operand: Operand): number {
    const key = JSON.stringify(operand);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.observations.length;
    const needsBody = operand.kind === 'body' || operand.kind === 'jsonPath';
    this.observations.push({ slot, needsBody, read: reader(operand) });
    this.#slots.set(key, slot);
    return slot;
  }
}

/** Undefined where there is no such thing in the response. */
function reader(operand: Operand): Observation['read'] {
  switch (operand.kind) {
    case 'status':
      return (response) => response.status;
    case 'body':
      return (response) => response.text();
    case 'header': {
      const name = operand.name.toLowerCase();
      return (response) => response.header(name);
    }
    case 'jsonPath':
      return compileJsonReader(operand.name);
    default:
      return assertNever(operand);
  }
}

/**
 * A JSON value equals only one of its own type; a header and a body are texts, so there a number is compared as
 * it is written. What is not there equals nothing, and is neither more nor less than anything.
 */
function compileTerm(term: Term): (got: unknown) => boolean {
  const { operand, comparison, value } = term;
  if (term.ofLength === true) {
    const test = compileValue(false, comparison, value);
    return (got) => test(lengthOf(got));
  }
  return compileValue(operand.kind === 'header' || operand.kind === 'body', comparison, value);
}

function compileValue(
  isText: boolean,
  comparison: Term['comparison'],
  value: Term['value'],
): (got: unknown) => boolean {
  const wanted = isText && value !== null ? String(value) : value;
  const limit = Number(value);
  switch (comparison) {
    case '==':
      return (got) => got === wanted;
    case '!=':
      return (got) => got !== wanted;
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const test = comparer(comparison);
      return (got) => test(numberOf(got), limit);
    }
    case 'contains': {
      const part = String(value);
      return (got) => got !== undefined && textOf(got).includes(part);
    }
    case 'matches': {
      const pattern = new RegExp(String(value));
      return (got) => got !== undefined && pattern.test(textOf(got));
    }
    case 'exists':
      return (got) => got !== undefined;
    case 'missing':
      return (got) => got === undefined;
    default:
      return assertNever(comparison);
  }
}

/** A variable is compared as text; one that has no value is an empty one. */
function compileVariable(term: Term): (got: unknown) => boolean {
  const { comparison, value } = term;
  const isEquality = comparison === '==' || comparison === '!=';
  if (!isEquality || term.ofLength === true) return compileTerm(term);
  const wanted = value === null ? null : String(value);
  const equals = (got: unknown) =>
    (wanted === null || got === null ? got : got === undefined ? '' : slotText(got)) === wanted;
  return comparison === '==' ? equals : (got) => !equals(got);
}
