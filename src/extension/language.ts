/** What the editor asks of a scenario file's text: zod and yaml behind one dynamic import. */
export { type Completion, complete, hover } from '../scenario/assist/assist.ts';
export { outline } from '../scenario/assist/outline.ts';
export { readEnvironment } from '../scenario/environment.ts';
export { parseScenario } from '../scenario/parse/parse.ts';
export { buildPlan } from '../scenario/planner/buildPlan.ts';
export type { Problem } from '../scenario/problem.ts';
