import { parseScenario } from '../../../src/scenario/parse/parse.ts';
import type { Plan, PlannedRequest, PlannedStep } from '../../../src/scenario/plan/plan.ts';
import { type BuildOptions, buildPlan } from '../../../src/scenario/planner/buildPlan.ts';
import { formatProblem } from '../../../src/scenario/problem.ts';

/** The plan of a text, or null, what is told of it (`line:column path: message`), and what to do about each. */
export function build(
  text: string,
  options: Partial<BuildOptions> = {},
): { plan: Plan | null; told: (string | undefined)[]; hints: (string | undefined)[] } {
  const { plan, problems } = buildPlan(parseScenario(text, '/home/ann/shop.perf.yaml'), {
    environment: {},
    ...options,
  });
  return {
    plan,
    told: problems.map((problem) => formatProblem(problem).split('\n')[0]),
    hints: problems.map(({ hint }) => hint),
  };
}

/** The plan of a text that has nothing wrong with it. */
export function planOf(text: string, options: Partial<BuildOptions> = {}): Plan {
  const { plan, told } = build(text, options);
  if (plan === null || told.length > 0) throw new Error(`not as expected: ${told.join('; ')}`);
  return plan;
}

/** A file in the short form with these steps, and lines at the top that come before them. */
export function fileWith(steps: string, top = ''): string {
  return `target: http://localhost:3000\nduration: 10s\n${top}flow:\n${steps}`;
}

/** The first request of a file with this step. */
export function requestOf(step: string, top = '', environment: Record<string, string> = {}): PlannedRequest {
  const [first] = planOf(fileWith(`  - ${step}\n`, top), { environment }).flows.default ?? [];
  if (first?.kind !== 'request') throw new Error('the step is no request');
  return first;
}

/** What each step is, in a word. */
export function kindsOf(steps: readonly PlannedStep[] | undefined): string[] {
  return (steps ?? []).map((step) => step.kind);
}
