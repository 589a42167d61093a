import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf, baselineScenario, baselineSchema } from '../../../src/results/baseline.ts';
import { baselineFile, readBaseline, writeBaseline } from '../../../src/results/baselineFile.ts';
import { batchesOf, standardError } from '../../../src/results/noise.ts';
import { hotspot, intervals, record } from './parts.ts';

const NOW = Date.UTC(2026, 10, 21);
const root = '/home/ann/app';

describe('the noise of a run', () => {
  it('is the standard error over batches of a second', () => {
    // 40 halves of a second make 20 batches; their p95 alternates 40 and 60: s = 10.26, s / sqrt(20) = 2.294.
    const p95 = (index: number) => ({ p95Ms: index % 4 < 2 ? 40 : 60 });
    const { p95Ms, p50Ms } = baselineOf(record({ intervals: intervals(40, p95) }), NOW);
    // Student's t for 19 degrees of freedom is 2.093, over 1.96.
    expect(p95Ms.noise).toBeCloseTo(2.294 * (2.093 / 1.96), 1);
    expect(p95Ms.value).toBe(50);
    expect(p50Ms).toEqual({ value: 20, noise: 0 });
  });

  it('is wider where there are few batches, and all of the figure where there is but one', () => {
    expect(standardError([40, 60], 50)).toBeCloseTo(10 * (12.71 / 1.96), 5);
    expect(standardError([40, 60, 40, 60, 40, 60], 50)).toBeCloseTo(
      (10.954 / Math.sqrt(6)) * (2.57 / 1.96),
      2,
    );
    expect(standardError([50], 50)).toBe(50);
    expect(standardError([], 50)).toBe(50);
  });

  it('joins a short rest with the last batch and loses nothing', () => {
    expect(batchesOf(intervals(5)).map((one) => one.durationMs)).toEqual([1000, 1500]);
    expect(batchesOf(intervals(1)).map((one) => one.durationMs)).toEqual([500]);
    expect(batchesOf([])).toEqual([]);
    const early = intervals(8, () => ({ durationMs: 249 }));
    expect(batchesOf(early).map((one) => one.requests)).toEqual([400, 400]);
  });
});

describe('a baseline', () => {
  it('is small, valid, and holds places that are the same on another machine', () => {
    const hotspots = Array.from({ length: 30 }, (_, index) => hotspot(`f${index}`, 0.3 - index / 100));
    const endpoint = {
      scenario: 'default',
      method: 'GET',
      path: '/',
      requests: 4,
      failed: 0,
      perSec: 1,
      serviceMs: null,
    };
    const latencyMs = { ...record().summary.latencyMs, p95: 12.34567 };
    const called = ['b', 'a', '(others)'].map((name) => ({ ...endpoint, name, latencyMs }));
    const unsent = { ...endpoint, name: 'c', requests: 0, latencyMs: { ...latencyMs, count: 0, p95: 0 } };
    const endpoints = [...called, unsent];
    const baseline = baselineOf(record({ hotspots, endpoints }), NOW, root);
    expect(baselineSchema.safeParse(baseline).error).toBeUndefined();
    expect(baseline.hotspots).toHaveLength(10);
    expect(baseline.hotspots[0]).toEqual({ function: 'f0', file: 'src/auth.ts', self: 0.3 });
    expect(Object.entries(baseline.endpoints)).toEqual([
      ['a', { p95Ms: 12.346, requests: 4 }],
      ['b', { p95Ms: 12.346, requests: 4 }],
    ]);
    expect(baseline).toMatchObject({ setAt: '2026-11-21T00:00:00.000Z', runId: 'run-1', requests: 4000 });
    expect(JSON.stringify(baseline, null, 2).length).toBeLessThan(4000);
  });

  it('keeps endpoints of one name in two scenarios apart', () => {
    const endpoint = {
      name: 'GET /',
      method: 'GET',
      path: '/',
      requests: 4,
      failed: 0,
      perSec: 1,
      serviceMs: null,
    };
    const endpoints = ['a', 'b'].map((scenario) => ({
      ...endpoint,
      scenario,
      latencyMs: record().summary.latencyMs,
    }));
    expect(Object.keys(baselineOf(record({ endpoints }), NOW).endpoints)).toEqual(['GET /', 'GET / (b)']);
  });

  it("belongs to the file's name and the scenarios that ran", () => {
    expect(baselineScenario('Checkout', ['default'])).toBe('Checkout');
    expect(baselineScenario('Checkout', ['spike'])).toBe('Checkout: spike');
    expect(baselineScenario('Checkout', ['b', 'a'])).toBe(baselineScenario('Checkout', ['a', 'b']));
    expect(baselineScenario('Checkout', ['a', 'default'])).not.toBe(baselineScenario('Checkout', ['a']));
  });
});

describe("a baseline's file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hotlap-baseline-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is named after the scenario, within the workspace', () => {
    expect(baselineFile(root, 'checkout')).toBe(join(root, '.hotlap', 'baselines', 'checkout.json'));
    expect(basename(baselineFile(root, 'Fraud scoring'))).toMatch(/^fraud-scoring-[0-9a-f]{8}\.json$/);
  });

  it('is another for another name, on any file system, and never outside its folder', () => {
    const nasty = fc.constantFrom(
      'a b',
      'a-b',
      'a/b',
      'A b',
      'a  b',
      '',
      '.',
      '..',
      '../x',
      'con',
      'é',
      'ü',
      'a.',
      'a',
    );
    const name = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string({ minLength: 60, maxLength: 90 }));
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [first, second] = [a, b].map((one) => baselineFile(root, one));
        expect(first).toMatch(/^.home.ann.app.\.hotlap.baselines.[a-z0-9_][a-z0-9_-]*\.json$/);
        expect(first?.toLowerCase() === second?.toLowerCase()).toBe(a === b);
        expect(basename(first ?? '')).not.toMatch(/^(con|nul)\.json$/);
      }),
    );
  });

  it('reads back, is null where there is none, and is refused where it is something else', async () => {
    const file = baselineFile(folder, 'checkout');
    const baseline = baselineOf(record(), NOW);
    expect(await readBaseline(file)).toBeNull();
    await writeBaseline(file, baseline);
    expect(await readBaseline(file)).toEqual(baseline);
    expect((await readFile(file, 'utf8')).split('\n').length).toBeGreaterThan(30);
    await writeFile(file, '{"version":1}');
    await expect(readBaseline(file)).rejects.toMatchObject({ code: 'record-unreadable' });
    await writeFile(file, JSON.stringify({ ...baseline, version: 2 }));
    await expect(readBaseline(file)).rejects.toMatchObject({
      message: expect.stringContaining('newer Hotlap'),
    });
    await writeFile(file, JSON.stringify(record()));
    await expect(readBaseline(file)).rejects.toMatchObject({
      message: `${file} is the record of a run, not a baseline`,
      hint: 'give a file of .hotlap/baselines, as it is written by hotlap run FILE --save-baseline, or in the editor by Hotlap: Set Last Run as Baseline',
    });
    await writeFile(file, 'no json');
    await expect(readBaseline(file)).rejects.toMatchObject({ message: expect.stringContaining('not JSON') });
  });
});
