import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../../src/results/baseline.ts';
import { compareToBaseline, comparisonSchema, deltaOf } from '../../../src/results/compare.ts';
import type { RunRecord } from '../../../src/results/record.ts';
import { hotspot, record } from './parts.ts';

const NOW = Date.UTC(2026, 10, 21);
const root = '/home/ann/app';

describe('a difference from the baseline', () => {
  it.each([
    // before, noise, after, noise, what it is for a latency; two errors of the difference are 2 · sqrt(3² + 4²) = 10
    ['beyond noise and 10 %, up', 50, 3, 61, 4, 'worse'],
    ['beyond noise and 10 %, down', 50, 3, 39, 4, 'better'],
    ['beyond 10 %, within noise', 50, 3, 60, 4, 'inconclusive'],
    ['less than 10 %, beyond noise', 50, 0.1, 54.9, 0.1, 'same'],
    ['less than 10 %, within noise', 50, 30, 52, 40, 'same'],
    ['none', 50, 0, 50, 0, 'same'],
    ['from nothing to nothing', 0, 0, 0, 0, 'same'],
    ['from nothing to something', 0, 0, 5, 1, 'worse'],
  ] as const)('%s', (_, before, beforeNoise, after, afterNoise, judgement) => {
    const delta = deltaOf(
      { value: before, noise: beforeNoise },
      { value: after, noise: afterNoise },
      'lower',
    );
    expect(delta.judgement).toBe(judgement);
    expect(delta.noise).toBeCloseTo(2 * Math.hypot(beforeNoise, afterNoise), 10);
    expect(delta.change).toEqual(before === 0 ? null : (after - before) / before);
  });

  it('upwards is better for throughput', () => {
    const [before, after] = [100, 150].map((value) => ({ value, noise: 1 }));
    if (!before || !after) throw new Error('two figures');
    expect(deltaOf(before, after, 'higher').judgement).toBe('better');
    expect(deltaOf(after, before, 'higher').judgement).toBe('worse');
  });
});

describe('a run against its baseline', () => {
  const baseline = baselineOf(
    record({ hotspots: [hotspot('hashPassword', 0.31), hotspot('parse', 0.1)] }),
    NOW,
    root,
  );

  function compare(more: Partial<RunRecord>) {
    const comparison = compareToBaseline(
      record({ hotspots: [hotspot('hashPassword', 0.31)], ...more }),
      baseline,
    );
    expect(comparisonSchema.safeParse(comparison).error).toBeUndefined();
    return comparison;
  }

  it('of the same machine and scenario is the same, with no caveat', () => {
    const same = compare({});
    expect(same.caveats).toEqual([]);
    expect([same.p50Ms, same.p95Ms, same.p99Ms, same.requestsPerSec].map((one) => one.judgement)).toEqual(
      Array(4).fill('same'),
    );
    expect(same).toMatchObject({ baselineSetAt: '2026-11-21T00:00:00.000Z', baselineSha: 'a'.repeat(40) });
  });

  it('that is 38 % faster is better', () => {
    const { summary } = record();
    const faster = compare({ summary: { ...summary, latencyMs: { ...summary.latencyMs, p95: 31 } } });
    expect(faster.p95Ms).toMatchObject({ before: 50, after: 31, judgement: 'better' });
    expect(faster.p95Ms.change).toBeCloseTo(-0.38, 10);
  });

  it.each([
    [
      'another machine',
      { machine: { ...record().machine, cores: 64 } },
      'another machine (Some CPU, 2 cores)',
    ],
    ['another system', { machine: { ...record().machine, os: 'Linux 7' } }, 'another operating system'],
    ['another scenario', { scenarioHash: 'other' }, 'scenario file has changed'],
    [
      'failures',
      { summary: { ...record().summary, failedRate: 0.125 } },
      '12.5 % of the requests failed, 0 %',
    ],
    [
      'a generator at its limit',
      { generator: { limited: true, reasons: ['cpu'], evidence: 'Generator-limited: …' } },
      'the load generator was the limit of this run',
    ],
    ['no profiler', { hotspots: [] }, 'the baseline was profiled, this run was not'],
  ] satisfies [string, Partial<RunRecord>, string][])('with %s says so', (_, more, caveat) => {
    const { caveats } = compare(more);
    expect(caveats).toHaveLength(1);
    expect(caveats[0]).toContain(caveat);
  });

  it('says that the baseline was set with uncommitted changes', () => {
    const git = { sha: 'b'.repeat(40), branch: null, dirty: true };
    const dirty = compareToBaseline(record(), baselineOf(record({ git }), NOW));
    expect(dirty.caveats).toEqual([expect.stringContaining('uncommitted changes')]);
  });

  it('tells the hotspots that moved the most, wherever the workspace lies, five at most', () => {
    const file = 'C:\\elsewhere\\app\\src\\auth.ts';
    const hotspots = [
      hotspot('hashPassword', 0.04, file),
      ...Array.from({ length: 6 }, (_, index) => hotspot(`new${index}`, 0.02 + index / 100, file)),
    ];
    const { hotspots: moves } = compare({ hotspots });
    expect(moves).toHaveLength(5);
    expect(moves[0]).toEqual({ function: 'hashPassword', file, before: 0.31, after: 0.04 });
    expect(moves[1]).toEqual({ function: 'parse', file: 'src/auth.ts', before: 0.1, after: 0 });
    expect(moves[2]).toEqual({ function: 'new5', file, before: 0, after: 0.07 });
  });
});
