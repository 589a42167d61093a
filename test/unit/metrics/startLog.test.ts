import { describe, expect, it } from 'vitest';
import { TimeHistogram } from '../../../src/metrics/histogram.ts';
import { StartLog } from '../../../src/metrics/startLog.ts';

describe('starts', () => {
  it('that waited for a user are late, but not by the generator', () => {
    const log = new StartLog();
    log.read(1000);
    for (let index = 0; index < 200; index++) log.started(2000, false);
    for (let index = 0; index < 200; index++) log.started(80_000, true);
    expect(log.read(2000)).toEqual({ startDelayP99Ms: 80, lateStartP99Ms: 2, missedStarts: 0 });
  });

  it('of the first second, and few of them, prove nothing', () => {
    const log = new StartLog();
    for (let index = 0; index < 100; index++) log.started(50_000, false);
    expect(log.read(999).lateStartP99Ms).toBeCloseTo(50, 1);
    expect(log.read(1000).lateStartP99Ms).toBe(0);
    for (let index = 0; index < 99; index++) log.started(50_000, false);
    expect(log.read(1250).lateStartP99Ms).toBe(0);
    log.started(50_000, false);
    expect(log.read(1500).lateStartP99Ms).toBeCloseTo(50, 1);
  });

  it('that were missed add up', () => {
    const log = new StartLog();
    log.missed(3);
    log.missed(4);
    expect(log.read(0).missedStarts).toBe(7);
  });
});

describe('the bound that missing requests put on the percentiles', () => {
  /** 1 ms, 2 ms … 100 ms. */
  const times = new TimeHistogram();
  for (let ms = 1; ms <= 100; ms++) times.record(ms * 1000);
  const iterations = { iterations: 100, interruptedIterations: 0 };
  const missing = (count: number, waitsMs: readonly number[] = []) => {
    const log = new StartLog();
    log.missed(count - waitsMs.length);
    for (const ms of waitsMs) log.missed(1, ms * 1000);
    return log;
  };

  it('takes each of them for as slow as the slowest', () => {
    // 102 in all: ranks 51, 91.8, 96.9; the 99th is 100.98, beyond the hundred that were measured.
    const bound = missing(2).bound(times, iterations);
    expect(bound?.missing).toBe(2);
    expect(bound?.med).toBeCloseTo(51, 0);
    expect(bound?.p90).toBeCloseTo(92, 0);
    expect(bound?.p95).toBeCloseTo(97, 0);
    expect(bound?.p99).toBe(100);
  });

  it('takes those that had waited longer for as slow as that', () => {
    // 200 in all, 20 of which had waited 1 to 20 s: p90 is rank 180, p95 rank 190, p99 rank 198.
    const waits = Array.from({ length: 20 }, (_, index) => (index + 1) * 1000);
    const bound = missing(100, waits).bound(times, iterations);
    expect(bound).toMatchObject({ missing: 100, med: expect.closeTo(100, 0), p90: 100 });
    expect((bound?.p95 ?? 0) / 1000).toBeCloseTo(10, 1);
    expect((bound?.p99 ?? 0) / 1000).toBeCloseTo(18, 1);
  });

  it('of those that had waited for less than the slowest took says no less', () => {
    const bound = missing(100, Array(100).fill(5)).bound(times, iterations);
    expect(bound).toMatchObject({ missing: 100, p90: 100, p95: 100, p99: 100 });
  });

  it('comes from the starts of all threads', () => {
    const [whole, other] = [missing(1, [3000]), missing(1, [3000])];
    whole.absorb(other.drain());
    expect(whole.bound(times, iterations)?.missing).toBe(2);
    expect((whole.bound(times, iterations)?.p99 ?? 0) / 1000).toBeCloseTo(3, 1);
    expect(other.bound(times, iterations)).toBeNull();
  });

  it('counts as many requests for an iteration as one made', () => {
    expect(missing(10).bound(times, { iterations: 20, interruptedIterations: 5 })?.missing).toBe(40);
  });

  it('is nothing where nothing is missing, or nothing was measured', () => {
    expect(missing(0).bound(times, iterations)).toBeNull();
    expect(missing(5).bound(new TimeHistogram(), iterations)).toBeNull();
  });
});
