import { describe, expect, it } from 'vitest';
import { INTERVAL_LIMIT, IntervalLog, intervalOf, joinIntervals } from '../../../src/results/intervalLog.ts';
import { GENERATOR, recorder, sample } from '../metrics/parts.ts';
import { intervals } from './parts.ts';

describe('the intervals of a run', () => {
  it("tell a snapshot's interval, with nothing for the percentiles where no request ended", () => {
    const recording = recorder();
    recording.setVus(3, 5);
    for (let ms = 1; ms <= 100; ms++) recording.request(sample({ durationUs: ms * 1000, failed: ms > 98 }));
    const row = intervalOf(recording.snapshot(250, 'running', GENERATOR));
    expect(row).toMatchObject({ elapsedMs: 250, durationMs: 250, requests: 100, failed: 2, vus: 3 });
    expect(row.p95Ms).toBeCloseTo(95, 0);
    const empty = intervalOf(recording.snapshot(500, 'running', GENERATOR));
    expect(empty).toMatchObject({ requests: 0, p50Ms: null, p95Ms: null, p99Ms: null });
  });

  it('join with counts added up and percentiles weighted by requests', () => {
    const [a, b, c] = intervals(
      3,
      (index) =>
        [
          { requests: 300, p95Ms: 10, vus: 4 },
          { requests: 100, p95Ms: 50, vus: 9, failed: 7 },
          { requests: 0, p95Ms: null },
        ][index] ?? {},
    );
    if (!a || !b || !c) throw new Error('three intervals');
    expect(joinIntervals(a, b)).toMatchObject({
      elapsedMs: 1000,
      durationMs: 1000,
      requests: 400,
      failed: 7,
      vus: 9,
      p95Ms: 20,
    });
    expect(joinIntervals(a, c).p95Ms).toBe(10);
    expect(joinIntervals(c, b).p95Ms).toBe(50);
  });

  it('are bounded in number however long the run, and lose no request', () => {
    const log = new IntervalLog();
    const recording = recorder();
    const count = INTERVAL_LIMIT * 4 + 3;
    for (let index = 1; index <= count; index++) {
      recording.request(sample());
      log.add(recording.snapshot(index * 250, 'running', GENERATOR));
    }
    expect(log.rows.length).toBeLessThanOrEqual(INTERVAL_LIMIT);
    expect(log.rows.length).toBeGreaterThan(INTERVAL_LIMIT / 2);
    expect(log.rows.reduce((sum, one) => sum + one.requests, 0)).toBe(count);
    expect(log.rows.reduce((sum, one) => sum + one.durationMs, 0)).toBe(count * 250);
    expect(log.rows.at(-1)?.elapsedMs).toBe(count * 250);
  });
});
