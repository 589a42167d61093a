import { type Entry, readSource } from '../parse/source.ts';
import { SHORT_FORM } from '../planner/buildPlan.ts';

/** A scenario or a suite, and where its name stands; line and column count from 1. */
export interface OutlineScenario {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

const SHORT_KEYS = ['breakpoint', 'vus', 'duration', 'stages', 'flow', 'flows'];

/**
 * The scenarios and suites of a file, also of one that is half typed. A file in the short form has one, `default`, at
 * the first of its keys that says how it runs.
 */
export function outline(text: string): { scenarios: OutlineScenario[]; suites: OutlineScenario[] } {
  const source = readSource(text);
  const entries = source.root?.entries;
  const at = (name: string, { keyOffsets }: Entry): OutlineScenario => {
    const { line, column } = source.range(keyOffsets);
    return { name, line, column };
  };
  const under = (key: string): OutlineScenario[] | null => {
    const inMap = entries?.get(key)?.node.entries;
    return inMap === undefined ? null : [...inMap].map(([name, entry]) => at(name, entry));
  };
  const suites = under('suites') ?? outlineByLine(text, 'suites');
  const scenarios = under('scenarios') ?? outlineByLine(text, 'scenarios');
  if (scenarios.length > 0 || entries === undefined || under('scenarios') !== null)
    return { scenarios, suites };
  for (const key of SHORT_KEYS) {
    const entry = entries.get(key);
    if (entry !== undefined) return { scenarios: [at(SHORT_FORM, entry)], suites };
  }
  return { scenarios: [], suites };
}

/** Where brackets or quotes are open above, the lines still tell the names. */
function outlineByLine(text: string, key: 'scenarios' | 'suites'): OutlineScenario[] {
  const found: OutlineScenario[] = [];
  let isWithin = false;
  let indent = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (/^\S/.test(line)) {
      isWithin = line.startsWith(`${key}:`) && /^\w+:\s*(#.*)?$/.test(line);
      indent = 0;
      continue;
    }
    const match = /^( +)["']?([\w-]+)["']?:(\s|$)/.exec(line);
    if (!isWithin || match === null) continue;
    const [, spaces = '', name = ''] = match;
    if (indent === 0) indent = spaces.length;
    if (spaces.length === indent) found.push({ name, line: index + 1, column: indent + 1 });
  }
  return found;
}
