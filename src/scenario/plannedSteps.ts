import type { PlannedRequest, PlannedStep } from './plan.ts';
import { slotsIn, type TemplateSlot } from './template.ts';

/** The lists of steps right below a step. */
export function stepsBelow(step: PlannedStep): readonly (readonly PlannedStep[])[] {
  switch (step.kind) {
    case 'pick':
      return step.branches.map((branch) => branch.steps);
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
export function requestSlots({ path, body, headers }: PlannedRequest): TemplateSlot[] {
  return [path, body ?? '', ...headers.map(([, value]) => value)].flatMap(slotsIn);
}

/** All requests among steps and the steps below them, in the order of the file. */
export function requestsOf(steps: readonly PlannedStep[]): PlannedRequest[] {
  return steps.flatMap((step) =>
    step.kind === 'request' ? [step] : stepsBelow(step).flatMap((below) => requestsOf(below)),
  );
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
