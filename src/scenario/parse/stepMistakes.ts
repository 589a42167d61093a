import type { Path } from '../problem.ts';
import { METHODS } from '../schema/steps.ts';

/** A mistake that the shape of a step shows, and what needs no further word then. */
export interface StepMistake {
  /** Below the step. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
  readonly atKey: boolean;
  /** Below the step: what is wrong there is told with this. */
  readonly covers: Path;
}

type PlainMap = Readonly<Record<string, unknown>>;

/** The kinds of steps that are no request, by the key that makes them so. */
const STEP_KINDS = ['parallel', 'think', 'pick', 'group', 'repeat', 'when', 'call'] as const;

/** Kinds that have their steps in a list. */
const NESTING = ['group', 'repeat', 'when'] as const;

/** The key that says which kind of step a map is meant to be; undefined for a request, and where two do. */
export function stepKind(value: unknown): string | undefined {
  if (!isPlainMap(value)) return undefined;
  const kinds = STEP_KINDS.filter((kind) => Object.hasOwn(value, kind));
  return kinds.length === 1 && methodsOf(value).length === 0 ? kinds[0] : undefined;
}

/** Of a step: what else is wrong in it is looked at for each of them. */
const MOST_TOLD = 50;

/** Mistakes that are made often in what is meant to be a step. */
export function stepMistakes(step: unknown): StepMistake[] {
  if (!isPlainMap(step)) return [];
  const found = [
    ...besideSteps(step),
    ...branches(step.pick),
    ...notRequests(step.parallel),
    ...thinkRange(step),
  ];
  return found.slice(0, MOST_TOLD);
}

/** `group: a` with `GET: /x` beside it. */
function besideSteps(step: PlainMap): StepMistake[] {
  const kind = NESTING.find((one) => Object.hasOwn(step, one));
  const [method] = methodsOf(step);
  if (kind === undefined || method === undefined) return [];
  return [
    {
      path: [method],
      message: `"${method}" cannot stand beside "${kind}"`,
      hint: `Put the steps of the ${kind} under steps: [{ ${method}: ${shownPath(step[method])} }].`,
      atKey: true,
      covers: [],
    },
  ];
}

/** `pick: [{ GET: /x }]` */
function branches(pick: unknown): StepMistake[] {
  if (!Array.isArray(pick)) return [];
  return pick.flatMap((branch: unknown, index): StepMistake[] => {
    if (!isPlainMap(branch) || Object.hasOwn(branch, 'steps')) return [];
    const [method = 'GET'] = methodsOf(branch);
    const weight = typeof branch.weight === 'number' ? branch.weight : 1;
    const steps = `steps: [{ ${method}: ${shownPath(branch[method])} }]`;
    const path = ['pick', index];
    const message = 'a branch needs steps';
    return [{ path, message, hint: `Write { weight: ${weight}, ${steps} }.`, atKey: false, covers: path }];
  });
}

/** `parallel: [{ think: 1s }]` */
function notRequests(parallel: unknown): StepMistake[] {
  if (!Array.isArray(parallel)) return [];
  return parallel.flatMap((one: unknown, index): StepMistake[] => {
    const kind = stepKind(one);
    if (kind === undefined) return [];
    const message = 'only requests may stand in parallel';
    const hint = `Put ${kind} before or after it, as a step of its own.`;
    return [{ path: ['parallel', index, kind], message, hint, atKey: true, covers: ['parallel', index] }];
  });
}

/** `think: { min: 1s, max: 2s }` */
function thinkRange({ think }: PlainMap): StepMistake[] {
  if (!isPlainMap(think) || !(Object.hasOwn(think, 'min') || Object.hasOwn(think, 'max'))) return [];
  const isShort = (value: unknown): value is string =>
    typeof value === 'string' && /^[\w.]{1,20}$/.test(value);
  const range = isShort(think.min) && isShort(think.max) ? `${think.min}..${think.max}` : '1s..3s';
  const message = 'a pause between two times is written as one text';
  return [{ path: ['think'], message, hint: `Write think: ${range}.`, atKey: false, covers: ['think'] }];
}

function methodsOf(map: PlainMap): string[] {
  return METHODS.filter((method) => Object.hasOwn(map, method));
}

function shownPath(value: unknown): string {
  return typeof value === 'string' && /^[\w./:-]{1,40}$/.test(value) ? value : '/path';
}

function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
