import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npmStartFolder } from '../../../src/extension/npmStart.ts';
import { StateCache } from '../../../src/extension/stateCache.ts';
import { IDLE } from '../../../src/session/state.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the last run of a window that was reloaded', () => {
  const state = { ...IDLE, phase: 'finished' as const };

  it('comes back as it was', async () => {
    const file = join(folder, 'not', 'yet', 'there.json');
    await new StateCache(file, '1.0.0').write({ state, target: null, suite: null });
    expect(await new StateCache(file, '1.0.0').read()).toMatchObject({ state, target: null });
  });

  it('does not come back from another version, from a broken file, or where there is none', async () => {
    const file = join(folder, 'run.json');
    expect(await new StateCache(file, '1.0.0').read()).toBeNull();
    await new StateCache(file, '0.9.0').write({ state, target: null, suite: null });
    expect(await new StateCache(file, '1.0.0').read()).toBeNull();
    await writeFile(file, '{"version": "1.0.0"}');
    expect(await new StateCache(file, '1.0.0').read()).toBeNull();
    await writeFile(file, '{');
    expect(await new StateCache(file, '1.0.0').read()).toBeNull();
  });

  it('costs nothing where it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await new StateCache(join(folder, 'file', 'run.json'), '1.0.0').write({
      state,
      target: null,
      suite: null,
    });
  });
});

describe('what starts the API that a scenario tests', () => {
  it('is the nearest package.json with a start script', async () => {
    await writeFile(join(folder, 'package.json'), '{"scripts":{"start":"node ."}}');
    expect(await npmStartFolder(join(folder, 'perf'))).toBe(folder);
    await writeFile(join(folder, 'package.json'), '{"scripts":{}}');
    expect(await npmStartFolder(join(folder, 'perf'))).toBeNull();
    await writeFile(join(folder, 'package.json'), 'no JSON');
    expect(await npmStartFolder(folder)).toBeNull();
  });
});
