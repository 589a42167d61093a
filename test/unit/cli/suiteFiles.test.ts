import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findSuiteFile } from '../../../src/cli/suiteFiles.ts';

const suites = (name: string) => `target: http://localhost:1\nsuites: { ${name}: [] }\n`;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-suites-'));
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names)
    await writeFile(join(folder, `${name}.perf.yaml`), suites(name === 'd' ? 'night' : 'quick'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('finds the file of a suite, and names all files where there are several', async () => {
  expect(await findSuiteFile(folder, 'night')).toBe('d.perf.yaml');
  await expect(findSuiteFile(folder, 'quick')).rejects.toMatchObject({
    message: 'the suite "quick" is in 3 files: a.perf.yaml, b.perf.yaml and c.perf.yaml',
    hint: 'Name one: hotlap run a.perf.yaml --suite quick.',
  });
  await expect(findSuiteFile(folder, 'nigth')).rejects.toMatchObject({ hint: 'Did you mean --suite night?' });
});
