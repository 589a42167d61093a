import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { type LoadOptions, loadPlan, ScenarioError } from '../../../src/scenario/load.ts';

const RIGHT = 'target: http://localhost:3000\nduration: 10s\nflow:\n  - GET: /\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotlap-load-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function save(text: string | Uint8Array): string {
  const file = join(folder, 'shop.perf.yaml');
  writeFileSync(file, text);
  return file;
}

const load = (file: string, options: Partial<LoadOptions> = {}) =>
  loadPlan(file, { processEnv: {}, overrides: {}, ...options });

async function errorOf(file: string, options: Partial<LoadOptions> = {}): Promise<HotlapError> {
  const thrown: unknown = await load(file, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof HotlapError)) throw new Error(`not as expected: ${thrown}`);
  return thrown;
}

describe('loadPlan', () => {
  it('gives the plan, the text, its hash and what is odd', async () => {
    const text = `${RIGHT}thresholds: { "http_reqs{name:hom}": count > 1 }\n`;
    const file = save(text);
    const loaded = await load(file);
    expect(loaded.plan).toMatchObject({ name: 'shop', file, target: 'http://localhost:3000' });
    expect(loaded.text).toBe(text);
    expect(loaded.hash).toBe(createHash('sha256').update(text).digest('hex'));
    expect(loaded.warnings).toMatchObject([{ severity: 'warning', message: 'no request is called "hom"' }]);
  });

  it('resolves variables from -e, the process and .env', async () => {
    const file = save('name: ${A}-${B}-${C}\ntarget: http://a\nduration: 1s\nflow: [{ GET: / }]\n');
    writeFileSync(join(folder, '.env'), 'A=1\nB=1\nC=1\n');
    const { plan } = await load(file, { processEnv: { A: '2', B: '2' }, overrides: { A: '3' } });
    expect(plan.name).toBe('3-2-1');
  });

  it('takes the numbers of the command line', async () => {
    const { plan } = await load(save(RIGHT), { vus: 7, durationMs: 2000 });
    expect(plan.scenarios).toMatchObject([{ executor: { vus: 7, durationMs: 2000 } }]);
  });
});

describe('what cannot be loaded', () => {
  it('a file that is not there, and a folder', async () => {
    expect((await errorOf(join(folder, 'no.yaml'))).info).toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('there is no file'),
      hint: expect.any(String),
    });
    expect((await errorOf(folder)).info).toMatchObject({
      code: 'file-unreadable',
      message: `${folder} is a folder`,
    });
  });

  it.each([
    ['scenario-invalid', 'vuss: 1', 'vuss: unknown key "vuss"', 5],
    ['threshold-invalid', 'thresholds: { checks: rate }', 'is no threshold', 5],
    ['variable-missing', 'name: ${NOT_SET_ANYWHERE}', 'NOT_SET_ANYWHERE is not set', 5],
  ])('%s: with its line and what to do', async (code, line, message, at) => {
    const file = save(`${RIGHT}${line}\n`);
    const error = await errorOf(file);
    expect(error).toBeInstanceOf(ScenarioError);
    expect(error).toMatchObject({ code, place: { file, line: at } });
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
  });

  it('scenario-unknown: with the nearest name', async () => {
    const file = save(
      'target: http://a\nscenarios:\n  browse: { executor: constant-vus, duration: 1s }\nflow: [{ GET: / }]\n',
    );
    expect((await errorOf(file, { scenarios: ['brwose'] })).info).toMatchObject({
      code: 'scenario-unknown',
      message: expect.stringContaining('there is no scenario "brwose"'),
      hint: 'Did you mean "browse"?',
    });
  });

  it('several faults are told at once, under the code they share', async () => {
    const error = await errorOf(save(`${RIGHT}name: \${A1}\ntags: { a: "\${A2}" }\n`));
    expect(error.code).toBe('variable-missing');
    expect(error.message).toContain('(and 1 more)');
    const mixed = await errorOf(save(`${RIGHT}vuss: 1\nthresholds: { checks: x }\n`));
    expect(mixed.code).toBe('scenario-invalid');
    expect(mixed instanceof ScenarioError ? mixed.format('a.yaml') : '').toMatch(
      /^a\.yaml:5:1 vuss: unknown key "vuss"\n {2}Did you mean "vus"\?\na\.yaml:6:\d+ /,
    );
  });

  it('what is no text, or far too much of it', async () => {
    expect((await errorOf(save(new Uint8Array([0, 255, 254, 0, 1, 2])))).code).toBe('scenario-invalid');
    expect((await errorOf(save(' '.repeat(20_000_000)))).message).toContain('larger than 4 MB');
  });

  it.skipIf(process.platform === 'win32')('a device that never ends', async () => {
    expect((await errorOf('/dev/zero')).message).toContain('larger than 4 MB');
  });
});
