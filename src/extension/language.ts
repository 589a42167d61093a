/** What the editor asks of a scenario file's text: zod and yaml behind one dynamic import. */
export { type Completion, complete, hover } from '../scenario/assist.ts';
export { buildPlan } from '../scenario/buildPlan.ts';
export { readEnvironment } from '../scenario/environment.ts';
export { outline } from '../scenario/outline.ts';
export { parseScenario } from '../scenario/parse.ts';
export type { Problem } from '../scenario/problem.ts';
