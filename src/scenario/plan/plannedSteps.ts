import { pieceTemplates } from '../expression/piece.ts';
import { slotsIn, type TemplateSlot } from '../expression/template.ts';
import type { PlannedCondition, PlannedRequest, PlannedStep } from './plan.ts';
import { checkTemplates } from './plannedCheck.ts';

/** The lists of steps right below a step. */
export function stepsBelow(step: PlannedStep): readonly (readonly PlannedStep[])[] {
  switch (step.kind) {
    case 'pick':
      return step.branches.map((branch) => branch.steps);
    case 'parallel':
      return [step.requests];
    case 'group':
    case 'repeat':
      return [step.steps];
    case 'when':
      return [step.steps, step.otherwise];
    default:
      return [];
  }
}

/** All that a request takes from the slots of its user. */
export function requestSlots({ path, body, pieces, headers, checks }: PlannedRequest): TemplateSlot[] {
  const texts = [path, body ?? '', ...pieceTemplates(pieces ?? []), ...headers.map(([, value]) => value)];
  return [...texts, ...checks.flatMap(checkTemplates)].flatMap(slotsIn);
}

/** All that a request's metrics take from the slots, once its own captures are in them. */
export function metricSlots({ metrics = [] }: PlannedRequest): TemplateSlot[] {
  return metrics.flatMap((one) => (one.from === 'text' ? slotsIn(one.text) : []));
}

/** All requests of a flow and of those that it calls; in no order where they call each other in a circle. */
export function deepRequests(
  flows: Readonly<Record<string, readonly PlannedStep[]>>,
  flow: string,
): PlannedRequest[] {
  const found: PlannedRequest[] = [];
  const seen = new Set<string>();
  const look = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    (flows[name] ?? []).forEach(visit);
  };
  const visit = (step: PlannedStep): void => {
    if (step.kind === 'request') found.push(step);
    if (step.kind === 'call') look(step.flow);
    for (const steps of stepsBelow(step)) steps.forEach(visit);
  };
  look(flow);
  return found;
}

/** The slots of all that a flow captures, and those that it calls. */
export function capturedSlots(
  flows: Readonly<Record<string, readonly PlannedStep[]>>,
  flow: string,
): Set<number> {
  return new Set(deepRequests(flows, flow).flatMap(({ captures = [] }) => captures.map((one) => one.slot)));
}

/** All slots that a flow looks at, in its requests and conditions, and in the flows that it calls. */
export function flowSlots(
  flows: Readonly<Record<string, readonly PlannedStep[]>>,
  flow: string,
): Set<number> {
  const found = new Set<number>();
  const seen = new Set<string>();
  const look = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const step of flows[name] ?? []) visit(step);
  };
  const visit = (step: PlannedStep): void => {
    if (step.kind === 'request')
      for (const { slot } of [...requestSlots(step), ...metricSlots(step)]) found.add(slot);
    if (step.kind === 'call') look(step.flow);
    for (const slot of conditionSlots(step)) found.add(slot);
    for (const steps of stepsBelow(step)) steps.forEach(visit);
  };
  look(flow);
  return found;
}

function conditionSlots(step: PlannedStep): number[] {
  const terms = conditionOf(step)?.any.flat() ?? [];
  return terms.flatMap(({ operand }) => (operand.kind === 'variable' ? [operand.slot] : []));
}

function conditionOf(step: PlannedStep): PlannedCondition | null {
  if (step.kind === 'when') return step.condition;
  return step.kind === 'repeat' && step.rule.kind === 'until' ? step.rule.condition : null;
}

/** All requests among steps and the steps below them, in the order of the file. */
export function requestsOf(steps: readonly PlannedStep[]): PlannedRequest[] {
  return steps.flatMap((step) =>
    step.kind === 'request' ? [step] : stepsBelow(step).flatMap((below) => requestsOf(below)),
  );
}

/** The paths of all groups, `::checkout::login`, from each flow on and through those that it calls. */
export function groupPaths(flows: Readonly<Record<string, readonly PlannedStep[]>>): Set<string> {
  const paths = new Set<string>();
  const visit = (steps: readonly PlannedStep[], group: string): void => {
    for (const step of steps) {
      const path = step.kind === 'group' ? `${group}::${step.name}` : group;
      if (path !== group) paths.add(path);
      const lists = step.kind === 'call' ? [flows[step.flow] ?? []] : stepsBelow(step);
      for (const below of lists) visit(below, path);
    }
  };
  for (const steps of Object.values(flows)) visit(steps, '');
  return paths;
}

/** The same steps with other requests in them. */
export function mapRequests(
  steps: readonly PlannedStep[],
  change: (request: PlannedRequest) => PlannedRequest,
): PlannedStep[] {
  return steps.map((step): PlannedStep => {
    switch (step.kind) {
      case 'request':
        return change(step);
      case 'parallel':
        return { ...step, requests: step.requests.map(change) };
      case 'pick': {
        const branches = step.branches.map((one) => ({ ...one, steps: mapRequests(one.steps, change) }));
        return { ...step, branches };
      }
      case 'group':
      case 'repeat':
        return { ...step, steps: mapRequests(step.steps, change) };
      case 'when': {
        const below = mapRequests(step.steps, change);
        return { ...step, steps: below, otherwise: mapRequests(step.otherwise, change) };
      }
      default:
        return step;
    }
  });
}
