import { assertNever } from '../../base/assertNever.ts';
import type {
  PlannedParallel,
  PlannedPick,
  PlannedRepeat,
  PlannedRequest,
  PlannedStep,
  PlannedWhen,
} from '../../scenario/plan/plan.ts';
import { ConditionCompiler } from '../check/condition.ts';
import type { Login } from './credentials.ts';
import type { Branch, Instruction } from './instruction.ts';
import { attachObservations } from './observe.ts';
import type { RequestInstruction } from './requestInstruction.ts';

/** What the parts of a flow are counted under; groups are k6's paths, `::checkout::login`, empty outside of any. */
export interface FlowTargets {
  /** The least time that an iteration takes; 0 for none. */
  readonly pacingMs: number;
  request(planned: PlannedRequest, group: string): RequestInstruction;
  /** @returns the group's index among the recorder's */
  group(path: string): number;
  /** @returns the check's index among the recorder's */
  check(name: string, request: RequestInstruction | null): number;
}

export interface CompiledFlow {
  readonly instructions: readonly Instruction[];
  /** Behind the steps. */
  readonly end: number;
  /** How many loops a virtual user keeps count of, with those before the first of this flow. */
  readonly loops: number;
}

/** Compiles a flow with all that it calls. @param firstLoop the number of its first loop */
export function compileFlow(
  flows: Readonly<Record<string, readonly PlannedStep[]>>,
  name: string,
  targets: FlowTargets,
  firstLoop = 0,
): CompiledFlow {
  const compiler = new FlowCompiler(flows, targets);
  compiler.loops = firstLoop;
  compiler.append(flows[name] ?? [], '');
  const { instructions, loops, conditions } = compiler;
  const end = instructions.length;
  if (targets.pacingMs > 0) instructions.push({ kind: 'pacing', leastMs: targets.pacingMs });
  attachObservations(instructions, conditions.observations);
  return { instructions, end, loops };
}

class FlowCompiler {
  readonly instructions: Instruction[] = [];
  readonly conditions = new ConditionCompiler();
  loops = 0;
  readonly #flows: Readonly<Record<string, readonly PlannedStep[]>>;
  readonly #targets: FlowTargets;
  readonly #requests = new Map<string, Map<PlannedRequest, RequestInstruction>>();

  constructor(flows: Readonly<Record<string, readonly PlannedStep[]>>, targets: FlowTargets) {
    this.#flows = flows;
    this.#targets = targets;
  }

  append(steps: readonly PlannedStep[], group: string): void {
    for (const step of steps) this.#append(step, group);
  }

  #append(step: PlannedStep, group: string): void {
    switch (step.kind) {
      case 'request':
        this.instructions.push(this.#request(step, group));
        break;
      case 'parallel':
        this.#parallel(step, group);
        break;
      case 'think':
      case 'normalThink':
        this.instructions.push(step);
        break;
      case 'pick':
        this.#pick(step, group);
        break;
      case 'when':
        this.#when(step, group);
        break;
      case 'repeat':
        this.#repeat(step, group);
        break;
      case 'call':
        this.append(this.#flows[step.flow] ?? [], group);
        break;
      case 'group': {
        const path = `${group}::${step.name}`;
        this.instructions.push({ kind: 'groupStart', group: this.#targets.group(path) });
        this.append(step.steps, path);
        this.instructions.push({ kind: 'groupEnd' });
        break;
      }
      default:
        assertNever(step);
    }
  }

  /** One that is called twice in a group is the same endpoint. */
  #request(planned: PlannedRequest, group: string): RequestInstruction {
    const known = this.#requests.get(group) ?? new Map<PlannedRequest, RequestInstruction>();
    this.#requests.set(group, known);
    const instruction = known.get(planned) ?? this.#targets.request(planned, group);
    known.set(planned, instruction);
    return instruction;
  }

  /** The logins that its requests need, each once, then the requests. */
  #parallel({ requests: planned, max, maxPerHost }: PlannedParallel, group: string): void {
    const from = this.instructions.length;
    const requests = planned.map((one) => this.#request(one, group));
    const logins = new Set<Login>();
    for (const request of requests) {
      if (request.login === null || logins.has(request.login)) continue;
      logins.add(request.login);
      this.instructions.push({ kind: 'login', request });
    }
    this.instructions.push({ kind: 'parallel', requests, max, maxPerHost, from });
  }

  /** The pick itself, then each branch with a jump behind the last. */
  #pick({ branches }: PlannedPick, group: string): void {
    const { instructions } = this;
    const total = branches.reduce((sum, branch) => sum + branch.weight, 0);
    const bounds: Branch[] = [];
    const jumps: number[] = [];
    const at = this.#reserve();
    let below = 0;
    for (const branch of branches) {
      below += branch.weight;
      bounds.push({ below, to: instructions.length });
      this.append(branch.steps, group);
      jumps.push(this.#reserve());
    }
    for (const jump of jumps) instructions[jump] = { kind: 'jump', to: instructions.length };
    instructions[at] = { kind: 'pick', total, branches: bounds };
  }

  #when({ condition, steps, otherwise }: PlannedWhen, group: string): void {
    const { instructions } = this;
    const at = this.#reserve();
    this.append(steps, group);
    const jump = otherwise.length > 0 ? this.#reserve() : null;
    instructions[at] = {
      kind: 'when',
      condition: this.conditions.compile(condition),
      to: instructions.length,
    };
    if (jump === null) return;
    this.append(otherwise, group);
    instructions[jump] = { kind: 'jump', to: instructions.length };
  }

  #repeat({ rule, everyMs, steps }: PlannedRepeat, group: string): void {
    if (rule.kind === 'count' && rule.count < 1) return;
    const { instructions } = this;
    const loop = this.loops++;
    const to = instructions.push({ kind: 'loopStart', loop });
    this.append(steps, group);
    if (rule.kind === 'count') {
      instructions.push({ kind: 'count', loop, count: rule.count, everyMs, to });
      return;
    }
    const last = instructions.slice(to).flatMap(requestsIn).at(-1) ?? null;
    const { text } = rule.condition;
    instructions.push({
      kind: 'until',
      loop,
      condition: this.conditions.compile(rule.condition),
      everyMs,
      maxTurns: rule.maxTurns ?? Number.POSITIVE_INFINITY,
      maxMs: rule.maxMs ?? Number.POSITIVE_INFINITY,
      to,
      check: this.#targets.check(`until ${text}`, last),
      text,
      stopOnFail: rule.stopOnFail,
      place: rule.place,
      request: last,
    });
  }

  /** A place that is filled in once it is known what comes after it. */
  #reserve(): number {
    return this.instructions.push({ kind: 'jump', to: 0 }) - 1;
  }
}

function requestsIn(instruction: Instruction): readonly RequestInstruction[] {
  if (instruction.kind === 'parallel') return instruction.requests;
  return instruction.kind === 'request' ? [instruction] : [];
}
