import { basename } from 'node:path';

/** What a scenario file's name ends in, as a glob for the editor's searches and document filters. */
export const SCENARIO_GLOB = '**/*.perf.{yaml,yml,json}';

const ENDING = /\.perf\.(?:ya?ml|json)$/i;

/** Whether this path or file name is a scenario file's. */
export function isScenarioPath(path: string): boolean {
  return ENDING.test(path);
}

/** `checkout flow!` to `checkout-flow`: a file name without its ending; `scenario` where nothing is left. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 60) || 'scenario';
}

/** What is wrong with a name for a new scenario file, or null where it will do. `taken` are file names. */
export function fileNameProblem(name: string, taken: readonly string[]): string | null {
  const trimmed = name.trim().replace(ENDING, '');
  if (trimmed === '') return 'A name is needed, such as checkout';
  if (!/^[\p{L}\p{N}._ -]+$/u.test(trimmed) || trimmed.startsWith('.'))
    return 'Letters, digits, spaces, dots, hyphens and underscores only';
  const file = scenarioFileName(trimmed);
  return taken.includes(file) ? `${file} exists already: choose another name` : null;
}

/** `checkout` or `checkout.perf.yaml` to `checkout.perf.yaml`. */
export function scenarioFileName(name: string): string {
  return `${basename(name.trim()).replace(ENDING, '')}.perf.yaml`;
}

/** What a scenario is called in a list: a file in the short form has one that nobody named, so the file's name speaks. */
export function scenarioLabel(scenario: string, file: string): string {
  return scenario === 'default' ? basename(file).replace(ENDING, '') : scenario;
}
