import { SETUP_FLOW, TEARDOWN_FLOW } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { AuthField } from '../schema/authField.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { Step } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';

/** What the flow is called that a file gives under `flow`. */
export const OWN_FLOW = 'default';

/** Where a flow stands in the file. */
export interface FlowSource {
  readonly steps: readonly Step[];
  readonly auth?: AuthField | undefined;
  readonly path: Path;
}

/** All flows of a file by name, with those that run before and after the load; `known` are the others. */
export function flowSources(
  context: PlanContext,
  file: ScenarioFile,
): { readonly sources: ReadonlyMap<string, FlowSource>; readonly known: readonly string[] } {
  const { flow: own, flows = {}, setup, teardown } = file;
  const sources = new Map<string, FlowSource>();
  if (own !== undefined) sources.set(OWN_FLOW, { steps: own, path: ['flow'] });
  for (const [name, flow] of Object.entries(flows)) {
    const path = ['flows', name];
    if (sources.has(name)) {
      const message = `the steps under flow are called "${OWN_FLOW}", and so is this flow`;
      context.error(path, message, 'Give it another name.', { atKey: true });
    }
    sources.set(name, 'steps' in flow ? { ...flow, path: [...path, 'steps'] } : { steps: flow, path });
  }
  const known = [...sources.keys()];
  if (setup !== undefined) sources.set(SETUP_FLOW, { steps: setup, path: ['setup'] });
  if (teardown !== undefined) sources.set(TEARDOWN_FLOW, { steps: teardown, path: ['teardown'] });
  if (known.length === 0) {
    const message = 'there is no flow: nothing says what to request';
    context.error([], message, 'Add flow: with a list of steps, such as - GET: /health.');
  }
  return { sources, known };
}
