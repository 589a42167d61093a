import { suggestion } from '../../base/nearest.ts';
import type { SlotUse } from '../expression/slots.ts';
import { type PlannedRequest, type PlannedStep, SETUP_FLOW, TEARDOWN_FLOW } from '../plan/plan.ts';
import type { AuthChoice } from '../plan/plannedAuth.ts';
import { capturedSlots, groupPaths, stepsBelow } from '../plan/plannedSteps.ts';
import type { Path } from '../problem.ts';
import { type GroupStep, groupNameProblem, type RepeatStep } from '../schema/flowSteps.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { ParallelStep, RequestStep, Step } from '../schema/steps.ts';
import { FlowCalls, MOST_STEPS } from './flowCalls.ts';
import { type FlowSource, flowSources, OWN_FLOW } from './flowSources.ts';
import { AuthPlanner } from './planAuth.ts';
import { CaptureOrder } from './planCapture.ts';
import type { PlanContext } from './planContext.ts';
import { planParallel } from './planParallel.ts';
import { type CommonParts, planCommon, planRequest } from './planRequest.ts';
import { planCondition, planRepeat, planThink } from './planSteps.ts';
import type { Target } from './target.ts';

const ADD_FLOW = 'Add it under flows.';

/** Plans each flow once, whichever scenarios run it; once more for each that has variables of its own. */
export class FlowPlanner {
  readonly #context: PlanContext;
  readonly #file: ScenarioFile;
  readonly #target: Target;
  /** What all requests have, by whose variables are in force. */
  readonly #commons = new Map<string, CommonParts>();
  readonly #sources: ReadonlyMap<string, FlowSource>;
  readonly auths: AuthPlanner;
  /** That of the flow whose steps are planned now. */
  #auth: AuthChoice | undefined;
  /** The names that the file gives to flows. */
  readonly #known: readonly string[];
  readonly #planned = new Map<string, PlannedStep[]>();
  /** The names of those that are planned, with whichever variables. */
  readonly #used = new Set<string>();
  readonly #requests: Omit<PlannedRequest, 'id'>[] = [];
  /** Where each request uses captured values and data. */
  readonly #uses = new Map<PlannedStep, ReadonlyMap<number, SlotUse>>();
  #commonUses: ReadonlyMap<number, SlotUse> = new Map();
  readonly #calls = new FlowCalls();
  /** Whether it is known which flows are to be run: else none is told to be left out. */
  #isChosen = true;

  constructor(context: PlanContext, file: ScenarioFile, target: Target) {
    this.#context = context;
    this.#file = file;
    this.#target = target;
    this.auths = new AuthPlanner(context, file, (name, path) => this.#loginFlow(name, path));
    const { sources, known } = flowSources(context, file);
    this.#sources = sources;
    this.#known = known;
  }

  /** The flow that a scenario at `path` runs: the one it names, or the only one there is. */
  find(name: string | undefined, path: Path): string {
    if (name !== undefined && this.#known.includes(name)) {
      this.steps(name);
      return this.#keyOf(name);
    }
    const known = this.#known;
    if (name !== undefined) {
      if (known.length > 0)
        this.#context.error([...path, 'flow'], `there is no flow "${name}"`, suggestion(name, known));
      return name;
    }
    const [only, second] = known;
    if (only !== undefined && second === undefined) this.steps(only);
    else if (second !== undefined) {
      const where = path.length === 0 ? ['flows'] : path;
      const message = path.length === 0 ? 'the short form is for a file with one flow' : '"flow" is missing';
      const hint =
        path.length === 0
          ? 'Say under scenarios which flow runs how.'
          : `Add flow: with one of ${known.join(', ')}.`;
      this.#isChosen = false;
      this.#context.error(where, message, hint, { atKey: true });
    }
    return this.#keyOf(only ?? OWN_FLOW);
  }

  /** What a flow is called in the plan: with variables of a scenario it is another one. */
  #keyOf(name: string): string {
    const { scope } = this.#context;
    return scope === '' ? name : `${name}::${scope}`;
  }

  /** The planned steps of a flow, by its name in the file or in the plan; their requests are not numbered yet. */
  steps(name: string): PlannedStep[] {
    const key = this.#keyOf(name);
    const done = this.#planned.get(key);
    if (done !== undefined) return done;
    const source = this.#sources.get(name);
    if (source === undefined) return [];
    this.#calls.enter(name);
    const outer = this.#auth;
    this.#auth = this.auths.plan(source.auth, [...source.path.slice(0, -1), 'auth']);
    const steps = this.#steps(source.steps, source.path);
    this.#auth = outer;
    this.#calls.leave(key);
    this.#used.add(name);
    this.#planned.set(key, steps);
    return steps;
  }

  #common(): CommonParts {
    const { scope } = this.#context;
    const done = this.#commons.get(scope);
    if (done !== undefined) return done;
    const outer = this.#context.slots.takeUses();
    const common = planCommon(this.#context, this.#file, this.#target);
    this.#commonUses = this.#context.slots.takeUses();
    for (const [slot, { path, source }] of outer) this.#context.slots.use(slot, path, source);
    this.#commons.set(scope, common);
    return common;
  }

  /** Plans what runs before and after the load. @returns what those flows are called in the plan */
  planAround(): string[] {
    const around = [SETUP_FLOW, TEARDOWN_FLOW].filter((name) => this.#sources.has(name));
    for (const name of around) this.steps(name);
    return around;
  }

  /** Plans the flows that no scenario runs, for what is wrong in them, and says that they are not used. */
  planUnused(): void {
    if (this.#commons.size === 0) this.#common();
    for (const [name, { path }] of this.#sources) {
      if (this.#used.has(name)) continue;
      const hint = 'Name it as the flow of a scenario, or remove it.';
      const where = path.length > 2 ? path.slice(0, 2) : path;
      if (this.#isChosen)
        this.#context.warn(where, `no scenario runs the flow "${name}"`, hint, { atKey: true });
      this.steps(name);
    }
  }

  /** Looks whether each captured value that a flow uses was captured before. */
  checkCaptures(run: readonly { readonly flow: string; readonly auth?: AuthChoice | undefined }[]): void {
    if (this.#calls.isEndless) return;
    const flows = Object.fromEntries(this.#planned);
    this.auths.checkLogins(flows);
    const order = new CaptureOrder(this.#context, {
      steps: (flow) => this.steps(flow),
      usesOf: (request) => this.#uses.get(request) ?? new Map(),
      commonUses: this.#commonUses,
      auths: this.auths,
      captured: (flow) => capturedSlots(flows, flow),
      target: this.#target.origin,
    });
    const setup = run.find(({ flow }) => flow === SETUP_FLOW);
    const given = setup === undefined ? new Map() : order.check(SETUP_FLOW, setup.auth);
    for (const { flow, auth } of run) if (flow !== SETUP_FLOW) order.check(flow, auth, given);
    for (const [flow, known] of this.auths.logins(flows))
      order.check(flow, undefined, new Map([...given, ...known]));
  }

  /** Of all flows of the file, also those that are not run. */
  allRequests(): readonly Omit<PlannedRequest, 'id'>[] {
    return this.#requests;
  }

  /** The paths of all groups, from each flow on, also those that are not run; null where there is no end of them. */
  groups(): ReadonlySet<string> | null {
    if (this.#calls.isEndless) return null;
    const flows = Object.fromEntries(this.#planned);
    return new Set([...groupPaths(flows), ...this.auths.groups(flows)]);
  }

  /** These flows and all that they call, each once. */
  withCalled(names: readonly string[]): Set<string> {
    return this.#calls.withCalled(names);
  }

  #steps(steps: readonly Step[], path: Path): PlannedStep[] {
    this.#calls.count(steps.length);
    return steps.map((step, index) => this.#step(step, [...path, index]));
  }

  #step(step: Step, path: Path): PlannedStep {
    if ('pick' in step) {
      const branches = step.pick.map((branch, index) => ({
        weight: branch.weight ?? 1,
        steps: this.#steps(branch.steps, [...path, 'pick', index, 'steps']),
      }));
      return { kind: 'pick', branches };
    }
    if ('think' in step) return planThink(this.#context, step.think, [...path, 'think']);
    if ('call' in step) return this.#call(step.call, [...path, 'call']);
    if ('group' in step) return this.#group(step, path);
    if ('repeat' in step) return this.#repeat(step, path);
    if ('when' in step) {
      const condition = planCondition(this.#context, step.when, [...path, 'when']);
      const steps = this.#steps(step.steps, [...path, 'steps']);
      return { kind: 'when', condition, steps, otherwise: this.#steps(step.else ?? [], [...path, 'else']) };
    }
    return 'parallel' in step ? this.#parallel(step, path) : this.#request(step, path);
  }

  #parallel(step: ParallelStep, path: Path): PlannedStep {
    this.#calls.count(step.parallel.length);
    const requests = step.parallel.map((one, index) => this.#request(one, [...path, 'parallel', index]));
    return planParallel(this.#context, step, requests, path);
  }

  #request(step: RequestStep, path: Path): PlannedRequest {
    const auth = this.auths.choose(step, this.#auth, path);
    const request = planRequest(this.#context, this.#common(), step, path);
    this.#requests.push(request);
    const planned = { ...request, id: -1, ...auth };
    this.#uses.set(planned, this.#context.slots.takeUses());
    return planned;
  }

  /** A flow that is run to log in. @returns what it is called in the plan */
  #loginFlow(name: string, path: Path): string | null {
    if (!this.#known.includes(name)) {
      const hint = suggestion(name, this.#known, ADD_FLOW);
      this.#context.error(path, `there is no flow "${name}"`, hint);
      return null;
    }
    if (this.#calls.circle(name) !== null) {
      const message = `the flow "${name}" would be run to log in to itself`;
      this.#context.error(path, message, 'Give its steps auth: none, or another kind of auth.');
      return null;
    }
    this.steps(name);
    return this.#keyOf(name);
  }

  #group(step: GroupStep<Step>, path: Path): PlannedStep {
    const name = this.#context.hidden.shown(this.#context.text(step.group, [...path, 'group']));
    const wrong = groupNameProblem(name);
    if (wrong !== null) this.#context.error([...path, 'group'], wrong.message, wrong.hint);
    return { kind: 'group', name, steps: this.#steps(step.steps, [...path, 'steps']) };
  }

  #repeat(step: RepeatStep<Step>, path: Path): PlannedStep {
    const repeat = planRepeat(this.#context, step, path);
    const steps = this.#steps(step.steps, [...path, 'steps']);
    if (repeat.rule.kind === 'until' && !hasRequest(steps)) {
      const hint = 'Put the request in its steps whose response is waited for.';
      const message = 'no request is repeated here, so that the condition never changes';
      this.#context.error([...path, 'repeat', 'until'], message, hint);
    }
    return { ...repeat, steps };
  }

  #call(written: string, path: Path): PlannedStep {
    const flow = this.#context.text(written, path);
    const { caller } = this.#calls;
    if (!this.#known.includes(flow)) {
      const known = this.#known.filter((name) => name !== caller);
      this.#context.error(path, `there is no flow "${flow}"`, suggestion(flow, known, ADD_FLOW));
      return { kind: 'call', flow };
    }
    const circle = this.#calls.circle(flow);
    if (circle !== null) {
      this.#calls.isEndless = true;
      const message =
        flow === caller
          ? `the flow "${flow}" calls itself`
          : `these flows call each other: ${circle.join(' → ')}`;
      this.#context.error(path, message, 'It would never end. Use repeat to run steps again.');
      return { kind: 'call', flow };
    }
    const to = this.#keyOf(flow);
    this.#calls.add(this.#keyOf(caller), to);
    this.steps(flow);
    if (!this.#calls.countCalled(to)) {
      const message = `with this call the flow has more than ${MOST_STEPS} steps`;
      this.#context.error(path, message, 'Call fewer flows that call others, or use repeat.');
    }
    return { kind: 'call', flow: to };
  }
}

function hasRequest(steps: readonly PlannedStep[]): boolean {
  return steps.some(
    (step) => step.kind === 'request' || step.kind === 'call' || stepsBelow(step).some(hasRequest),
  );
}
