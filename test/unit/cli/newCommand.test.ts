import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.ts';
import { newCommand } from '../../../src/cli/newCommand.ts';
import { scenarioFromTemplate } from '../../../src/scenario/assist/templates.ts';

let cwd: string;
let told: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hotlap-new-'));
  told = '';
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function context(): CliContext {
  const write = (text: string) => {
    told += text;
  };
  return { cwd, stdout: { write } } as unknown as CliContext;
}
const smoke = { type: 'smoke', url: 'http://localhost:3000/orders', file: 'perf/smoke.perf.yaml' };

describe('hotlap new', () => {
  it('writes the scenario into a folder that it makes, and says what to do with it', async () => {
    expect(await newCommand(smoke, context())).toBe(0);
    const text = await readFile(join(cwd, smoke.file), 'utf8');
    expect(text).toBe(scenarioFromTemplate('smoke', smoke.url));
    expect(told).toBe('wrote perf/smoke.perf.yaml; now: hotlap run perf/smoke.perf.yaml\n');
  });

  it('never writes over a file', async () => {
    await newCommand(smoke, context());
    await expect(newCommand({ ...smoke, type: 'load' }, context())).rejects.toMatchObject({
      code: 'usage',
      message: 'perf/smoke.perf.yaml exists already',
    });
    expect(await readFile(join(cwd, smoke.file), 'utf8')).toContain('Smoke of localhost:3000');
  });

  it('writes to stdout for -, and refuses what is no URL', async () => {
    await newCommand({ ...smoke, file: '-' }, context());
    expect(told).toBe(scenarioFromTemplate('smoke', smoke.url));
    await expect(newCommand({ ...smoke, url: 'orders' }, context())).rejects.toMatchObject({ code: 'usage' });
  });
});
