import type { SlotUse } from '../expression/slots.ts';
import { slotsIn } from '../expression/template.ts';
import type { PlannedCapture, PlannedRequest, PlannedStep } from '../plan/plan.ts';
import { type AuthChoice, authOf, type PlannedAuth } from '../plan/plannedAuth.ts';
import { metricSlots, requestSlots } from '../plan/plannedSteps.ts';
import type { Path } from '../problem.ts';
import type { CaptureField } from '../schema/captureField.ts';
import type { AuthPlanner } from './planAuth.ts';
import type { PlanContext } from './planContext.ts';

/** A request's captures, each with its slot. */
export function planCaptures(context: PlanContext, captures: CaptureField, path: Path): PlannedCapture[] {
  return Object.entries(captures).map(([name, from]): PlannedCapture => {
    const slot = context.slots.capture(name);
    const at = [...path, name];
    if (typeof from === 'string') return { slot, name, from: 'json', what: from };
    const secret = from.secret === true ? { secret: true as const } : {};
    if (from.json !== undefined) return { slot, name, from: 'json', what: from.json, ...secret };
    if (from.regex !== undefined) return { slot, name, from: 'regex', what: from.regex, ...secret };
    const way = from.header === undefined ? 'cookie' : 'header';
    return { slot, name, from: way, what: context.text(from[way] ?? '', [...at, way]), ...secret };
  });
}

/** By slot: whether every way to where the flow is now captures it, or only some do. */
type Known = Map<number, 'always' | 'sometimes'>;
type ReadonlyKnown = ReadonlyMap<number, 'always' | 'sometimes'>;

/** What the check of names needs of the flows. */
export interface NamedFlows {
  steps(flow: string): readonly PlannedStep[];
  /** Where a request uses the slots, as far as it does so itself. */
  usesOf(request: PlannedRequest): ReadonlyMap<number, SlotUse>;
  /** Where the file uses them for every request. */
  readonly commonUses: ReadonlyMap<number, SlotUse>;
  readonly auths: AuthPlanner;
  /** The slots of all that a flow of the plan captures. */
  captured(flow: string): ReadonlySet<number>;
  /** The plan's. */
  readonly target: string;
}

/** Reports each use of a captured value at a step that no earlier step has surely captured it for. */
export class CaptureOrder {
  readonly #context: PlanContext;
  readonly #flows: NamedFlows;
  #inherited: AuthChoice | undefined;

  constructor(context: PlanContext, flows: NamedFlows) {
    this.#context = context;
    this.#flows = flows;
  }

  /**
   * @param auth what its steps inherit
   * @param given what has a value already when the flow begins
   * @returns what has one at its end
   */
  check(flow: string, auth: AuthChoice | undefined, given: ReadonlyKnown = new Map()): ReadonlyKnown {
    const known: Known = new Map(given);
    this.#inherited = auth;
    this.#walk(this.#flows.steps(flow), known, new Set([flow]));
    return known;
  }

  #walk(steps: readonly PlannedStep[], known: Known, calls: ReadonlySet<string>): void {
    for (const step of steps) this.#step(step, known, calls);
  }

  #step(step: PlannedStep, known: Known, calls: ReadonlySet<string>): void {
    switch (step.kind) {
      case 'request':
        this.#request(step, known);
        break;
      case 'parallel':
        this.#parallel(step.requests, known);
        break;
      case 'pick':
        this.#branches(
          step.branches.map((branch) => branch.steps),
          known,
          calls,
        );
        break;
      case 'when':
        this.#branches([step.steps, step.otherwise], known, calls);
        break;
      case 'group':
        this.#walk(step.steps, known, calls);
        break;
      case 'repeat':
        if (step.rule.kind === 'count' && step.rule.count === 0)
          this.#branches([step.steps, []], known, calls);
        else this.#walk(step.steps, known, calls);
        break;
      case 'call':
        // One that calls itself is told of elsewhere.
        if (!calls.has(step.flow))
          this.#walk(this.#flows.steps(step.flow), known, new Set([...calls, step.flow]));
        break;
      default:
    }
  }

  #branches(branches: readonly (readonly PlannedStep[])[], known: Known, calls: ReadonlySet<string>): void {
    const ends = branches.map((steps) => {
      const own: Known = new Map(known);
      this.#walk(steps, own, calls);
      return own;
    });
    for (const slot of new Set(ends.flatMap((end) => [...end.keys()]))) {
      const isSure = ends.every((end) => end.get(slot) === 'always');
      known.set(slot, isSure ? 'always' : 'sometimes');
    }
  }

  /** None of them knows what another captures; afterwards all is known. */
  #parallel(requests: readonly PlannedRequest[], known: Known): void {
    const ends = requests.map((request) => {
      const own: Known = new Map(known);
      this.#request(request, own);
      return own;
    });
    for (const [slot, when] of ends.flatMap((end) => [...end])) {
      if (when === 'always' || !known.has(slot)) known.set(slot, when);
    }
  }

  #request(request: PlannedRequest, known: Known): void {
    const auth = this.#authOf(request);
    // Before the request is sent, its login was: what that captures is there.
    if (auth?.kind === 'login') {
      for (const slot of [auth.slot, ...this.#flows.captured(auth.flow)]) known.set(slot, 'always');
    }
    const used = [...requestSlots(request), ...slotsIn(auth?.value ?? '')].filter(
      (one) => one.fallback === null,
    );
    const look = (slot: number): void => {
      if (!this.#context.slots.isCaptured(slot) || known.get(slot) === 'always') return;
      this.#report(request, auth, slot, known.get(slot) === 'sometimes');
    };
    for (const slot of new Set(used.map((one) => one.slot))) look(slot);
    for (const { slot } of request.captures ?? []) known.set(slot, 'always');
    const measured = metricSlots(request).filter((one) => one.fallback === null);
    for (const slot of new Set(measured.map((one) => one.slot))) look(slot);
  }

  #authOf(request: PlannedRequest): PlannedAuth | null {
    const { auths, target } = this.#flows;
    return authOf({ target, auths: auths.all }, { auth: this.#inherited }, request);
  }

  #report(request: PlannedRequest, auth: PlannedAuth | null, slot: number, isSometimes: boolean): void {
    const name = this.#context.slots.names[slot] ?? '';
    const own = this.#flows.usesOf(request).get(slot);
    const inAuth = auth === null ? undefined : this.#flows.auths.useOf(auth, slot);
    const use = own ?? inAuth ?? this.#flows.commonUses.get(slot);
    if (use === undefined) return;
    const when = isSometimes
      ? 'only some of the ways to this step capture it'
      : 'no step before this one captures it';
    const where = inAuth === undefined ? 'in every request' : 'how requests authenticate';
    const drop = inAuth === undefined ? 'Drop it there with null' : 'Give that step auth: none';
    const message =
      own === undefined
        ? `\${${name}} is ${where}, and for ${request.name} no step has surely captured it before`
        : `\${${name}} may have no value here: ${when}`;
    const hint =
      own === undefined
        ? `${drop}, or give a default: \${${name}:-…}.`
        : `Capture it in an earlier step, or give a default: \${${name}:-…}.`;
    this.#context.error(use.path, message, hint, { source: use.source });
  }
}
