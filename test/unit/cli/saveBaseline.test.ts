import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveBaseline } from '../../../src/cli/saveBaseline.ts';
import { readBaseline } from '../../../src/results/baselineFile.ts';
import type { RunRecord } from '../../../src/results/record.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { record } from '../results/parts.ts';

describe('--save-baseline', () => {
  let cwd = '';

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'hotlap-baseline-'));
    await mkdir(join(cwd, '.git'));
  });

  afterEach(() => rm(cwd, { recursive: true, force: true }));

  async function save(run: RunRecord | null): Promise<string> {
    let told = '';
    const stderr = {
      isTTY: false,
      columns: 80,
      write: (text: string) => {
        told += text;
        return true;
      },
      flush: () => Promise.resolve(),
    };
    await saveBaseline(run, 'perf/checkout.perf.yaml', { cwd, clock: new FakeClock(), stderr });
    return told;
  }

  it('writes what --baseline reads, where the editor writes it, and says so', async () => {
    const file = join('.hotlap', 'baselines', 'checkout.json');
    expect(await save(record({ name: 'checkout' }))).toBe(
      `hotlap: this run is the baseline now: commit ${file}, and compare with --baseline ${file}\n`,
    );
    const baseline = await readBaseline(join(cwd, file));
    expect(baseline).toMatchObject({ version: 1, scenario: 'checkout', runId: 'run-1', requests: 4000 });
    expect(await readFile(join(cwd, file), 'utf8')).toMatch(/\n$/);
  });

  it.each<[RunRecord | null, string, string]>([
    [record({ status: 'failed' }), 'a threshold failed', 'the threshold looser'],
    [record({ status: 'interrupted' }), 'the run was stopped before its end', 'let it end by itself'],
    [record({ status: 'error' }), 'the run broke off', 'Put right what is told above'],
    [record({ summary: { ...record().summary, requests: 0 } }), 'no request ended in it', 'Run it again'],
    [null, 'nothing was measured', 'Put right what is told above'],
  ])('refuses %#: %s', async (run, why, hint) => {
    const told = await save(run);
    expect(told).toContain(`hotlap: no baseline is saved: ${why}`);
    expect(told).toContain(hint);
    expect(await readdir(cwd)).toEqual(['.git']);
  });
});
