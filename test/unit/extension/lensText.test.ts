import { describe, expect, it } from 'vitest';
import { differenceText, type LastResult, lastResultTitle } from '../../../src/extension/lensText.ts';

const passed: LastResult = {
  runId: 'r1',
  recordFile: '/runs/r1.json',
  status: 'passed',
  requests: 1200,
  p95Ms: 41.3,
  startedAtMs: 1_000_000,
  limited: false,
  together: false,
  p95: null,
};

describe('the CodeLens of the last run', () => {
  it('tells p95, verdict and age', () => {
    expect(lastResultTitle(passed, 1_000_000 + 3 * 60_000)).toBe('✓ p95 41 ms passed · 3 min ago');
    expect(lastResultTitle({ ...passed, status: 'failed' }, 1_000_000)).toBe('✗ p95 41 ms failed · just now');
  });

  it('tells the difference from the baseline once there is one', () => {
    const slower: LastResult = { ...passed, p95: { change: 0.31, judgement: 'worse' } };
    expect(lastResultTitle(slower, 1_000_000)).toBe(
      '✓ p95 41 ms passed · just now · +31 % worse than baseline',
    );
  });

  it('says so where several scenarios ran at once, since the figure is not of this one alone', () => {
    expect(lastResultTitle({ ...passed, limited: true }, 1_000_000)).toMatch(
      /^▲ p95 .* passed, generator-limited/,
    );
    expect(lastResultTitle({ ...passed, together: true }, 1_000_000)).toContain('of all scenarios');
  });

  it('claims no percentile where nothing was measured', () => {
    expect(lastResultTitle({ ...passed, status: 'error', requests: 0, p95Ms: 0 }, 1_000_000)).toBe(
      '⚠ could not run · just now',
    );
    expect(lastResultTitle({ ...passed, status: 'interrupted', requests: 0, p95Ms: 0 }, 1_000_000)).toBe(
      '◼ interrupted before a request ended · just now',
    );
  });

  it('calls a difference that noise could explain by that name', () => {
    expect(differenceText({ change: 0.2, judgement: 'inconclusive' })).toBe(
      '+20 % against baseline, within noise',
    );
    expect(differenceText({ change: null, judgement: 'same' })).toBe('same as baseline');
  });
});
