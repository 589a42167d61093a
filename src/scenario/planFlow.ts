import { parseThink, thinkProblem } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { PlannedRequest, PlannedStep, PlannedThink } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import { type CommonParts, planCommon, planRequest } from './planRequest.ts';
import type { Path } from './problem.ts';
import type { ScenarioFile } from './schema.ts';
import type { Step } from './steps.ts';
import type { Target } from './target.ts';

/** What the flow is called that a file gives under `flow`. */
const OWN_FLOW = 'default';

/** Plans each flow once, whichever scenarios run it. */
export class FlowPlanner {
  readonly #context: PlanContext;
  readonly #common: CommonParts;
  readonly #sources = new Map<string, { steps: readonly Step[]; path: Path }>();
  readonly #planned = new Map<string, PlannedStep[]>();
  readonly #requests: Omit<PlannedRequest, 'id'>[] = [];

  constructor(context: PlanContext, file: ScenarioFile, target: Target) {
    this.#context = context;
    this.#common = planCommon(context, file, target);
    if (file.flow !== undefined) this.#sources.set(OWN_FLOW, { steps: file.flow, path: ['flow'] });
    for (const [name, steps] of Object.entries(file.flows ?? {})) {
      if (this.#sources.has(name)) {
        const message = `the steps under flow are called "${OWN_FLOW}", and so is this flow`;
        context.error(['flows', name], message, 'Give it another name.', { atKey: true });
      }
      this.#sources.set(name, { steps, path: ['flows', name] });
    }
    if (this.#sources.size === 0) {
      context.error(
        [],
        'there is no flow: nothing says what to request',
        'Add flow: with a list of steps, such as - GET: /health.',
      );
    }
  }

  /** The flow that a scenario at `path` runs: the one it names, or the only one there is. */
  find(name: string | undefined, path: Path): string {
    if (name !== undefined && this.#sources.has(name)) {
      this.steps(name);
      return name;
    }
    const known = [...this.#sources.keys()];
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
      this.#context.error(where, message, hint, { atKey: true });
    }
    return only ?? OWN_FLOW;
  }

  /** The planned steps of a flow; their requests are not numbered yet. */
  steps(name: string): PlannedStep[] {
    const done = this.#planned.get(name);
    if (done !== undefined) return done;
    const source = this.#sources.get(name);
    if (source === undefined) return [];
    const steps = source.steps.map((step, index) => this.#step(step, [...source.path, index]));
    this.#planned.set(name, steps);
    return steps;
  }

  /** Plans the flows that no scenario runs, for what is wrong in them, and says that they are not used. */
  planUnused(): void {
    for (const [name, { path }] of this.#sources) {
      if (this.#planned.has(name)) continue;
      const hint = 'Name it as the flow of a scenario, or remove it.';
      this.#context.warn(path, `no scenario runs the flow "${name}"`, hint, { atKey: true });
      this.steps(name);
    }
  }

  /** Of all flows of the file, also those that are not run. */
  allRequests(): readonly Omit<PlannedRequest, 'id'>[] {
    return this.#requests;
  }

  #step(step: Step, path: Path): PlannedStep {
    if ('pick' in step) {
      const branches = step.pick.map((branch, index) => ({
        weight: branch.weight ?? 1,
        steps: branch.steps.map((one, at) => this.#step(one, [...path, 'pick', index, 'steps', at])),
      }));
      return { kind: 'pick', branches };
    }
    if ('think' in step) return this.#think(step.think, [...path, 'think']);
    const request = planRequest(this.#context, this.#common, step, path);
    this.#requests.push(request);
    return { ...request, id: -1 };
  }

  #think(value: string | number, path: Path): PlannedThink {
    const text = this.#context.scalar(value, path);
    const wrong = text === '' ? null : thinkProblem(text);
    if (wrong !== null) this.#context.error(path, wrong, 'Write it like 500ms or 1s..3s.');
    return { kind: 'think', ...(parseThink(text) ?? { minMs: 0, maxMs: 0 }) };
  }
}
