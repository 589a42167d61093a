import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { outline } from '../scenario/assist/outline.ts';
import { readText } from '../scenario/load.ts';

const DEEPEST = 8;
const MOST_FILES = 500;

/**
 * The scenario file below a folder that names this suite, as a path from there.
 * @throws HotlapError `usage` where there is none, or more than one
 */
export async function findSuiteFile(cwd: string, suite: string): Promise<string> {
  const files = await scenarioFilesBelow(cwd);
  const known = new Map<string, string[]>();
  for (const file of files) {
    const text = await readText(file, file).catch(() => '');
    for (const { name } of outline(text).suites) known.set(name, [...(known.get(name) ?? []), file]);
  }
  const found = known.get(suite) ?? [];
  const paths = found.map((file) => relative(resolve(cwd), file));
  const [only, second] = paths;
  if (only !== undefined && second === undefined) return only;
  if (only !== undefined) {
    const message = `the suite "${suite}" is in ${found.length} files: ${listed(paths)}`;
    throw new HotlapError({ code: 'usage', message, hint: `Name one: hotlap run ${only} --suite ${suite}.` });
  }
  const names = [...known.keys()];
  const meant = nearest(suite, names);
  const hint =
    meant !== undefined
      ? `Did you mean --suite ${meant}?`
      : names.length > 0
        ? `There are ${names.join(', ')}.`
        : 'Add suites: to a scenario file, or name the file: hotlap run FILE --suite NAME.';
  throw new HotlapError({ code: 'usage', message: `no scenario file here has a suite "${suite}"`, hint });
}

const MOST_NAMED = 10;

/** `a and b`, `a, b and c`; of very many, some and how many more. */
function listed(paths: readonly string[]): string {
  const rest = paths.length - MOST_NAMED;
  const named = rest > 1 ? [...paths.slice(0, MOST_NAMED), `${rest} more`] : paths;
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** Those whose names end as scenario files' do; neither dependencies nor what is hidden is looked at. */
async function scenarioFilesBelow(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= MOST_FILES) break;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isSkipped = entry.name.startsWith('.') || entry.name === 'node_modules' || depth >= DEEPEST;
      if (!isSkipped) files.push(...(await scenarioFilesBelow(path, depth + 1)));
    } else if (/\.perf\.(?:ya?ml|json)$/i.test(entry.name)) files.push(path);
  }
  return files.slice(0, MOST_FILES);
}
