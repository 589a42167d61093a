/** What helps while a scenario file is typed; knows no editor. */
export { type Completion, complete } from './completion.ts';
export { type HoverText, hover } from './hover.ts';
