import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { decodeHistogram, HIGHEST_US, TimeHistogram } from '../../../src/metrics/histogram.ts';

function histogramOf(timesUs: readonly number[]): TimeHistogram {
  const histogram = new TimeHistogram();
  for (const us of timesUs) histogram.record(us);
  return histogram;
}

function nearestRank(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(1, Math.ceil((percentile * sorted.length) / 100)) - 1] ?? 0;
}

const anyTimesUs = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: HIGHEST_US })),
  { minLength: 1, maxLength: 300 },
);

describe('a histogram of times', () => {
  it('knows the percentiles of 1 to 1000 ms, each once', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, index) => (index + 1) * 1000));
    const { count, avg, min, med, p90, p95, p99, max } = histogram.latency();
    expect({ count, avg, min, max }).toEqual({ count: 1000, avg: 500.5, min: 1, max: 1000 });
    for (const [measured, exact] of [
      [med, 500],
      [p90, 900],
      [p95, 950],
      [p99, 990],
    ] as const) {
      expect(Math.abs(measured - exact)).toBeLessThanOrEqual(exact * 0.001 + 0.001);
    }
  });

  it('takes 99.9 % of 1000 as the 999th, in spite of binary fractions', () => {
    const histogram = histogramOf([...Array.from({ length: 999 }, () => 10), 2000]);
    expect(histogram.percentileMs(99.9)).toBe(0.01);
    expect(histogram.percentileMs(99.91)).toBe(2);
  });

  it('is within 0.1 % and a microsecond of the nearest rank, for any times', () => {
    const percentile = fc.oneof(fc.constantFrom(0, 50, 90, 95, 99, 100), fc.integer({ min: 0, max: 100 }));
    fc.assert(
      fc.property(anyTimesUs, percentile, (timesUs, p) => {
        const exact = nearestRank(
          [...timesUs].sort((a, b) => a - b),
          p,
        );
        const [us = Number.NaN] = histogramOf(timesUs).percentilesUs([p]);
        expect(Math.abs(us - exact)).toBeLessThanOrEqual(exact * 0.001 + 1);
      }),
    );
  });

  it('gives in one pass over many percentiles what it gives for each', () => {
    const asked = [0, 10, 50, 50, 90, 99, 100];
    fc.assert(
      fc.property(anyTimesUs, (timesUs) => {
        const histogram = histogramOf(timesUs);
        expect(histogram.percentilesUs(asked)).toEqual(asked.flatMap((p) => histogram.percentilesUs([p])));
      }),
    );
  });

  it('is all zeros while it is empty, and again after a reset', () => {
    const histogram = histogramOf([7, 8, 9]);
    histogram.reset();
    const zeros = { count: 0, avg: 0, min: 0, med: 0, p90: 0, p95: 0, p99: 0, max: 0 };
    expect(histogram.latency()).toEqual(zeros);
    expect(new TimeHistogram().latency()).toEqual(zeros);
  });

  it('tells what is new, also where it is as many as before', () => {
    const histogram = histogramOf([100, 200]);
    expect(histogram.latency()).toMatchObject({ count: 2, max: 0.2 });
    histogram.drain();
    for (const us of [300, 400]) histogram.record(us);
    expect(histogram.latency()).toMatchObject({ count: 2, min: 0.3, med: 0.3, max: 0.4 });
    histogram.reset();
    for (const us of [500, 600]) histogram.record(us);
    expect(histogram.latency()).toMatchObject({ count: 2, min: 0.5, med: 0.5, max: 0.6 });
    histogram.absorb(histogramOf([900]).drain());
    expect(histogram.latency()).toMatchObject({ count: 3, med: 0.6, max: 0.9 });
  });

  it('counts what is longer than an hour as an hour, and tells how many; nonsense counts as 0', () => {
    const histogram = histogramOf([HIGHEST_US, HIGHEST_US + 1, Number.POSITIVE_INFINITY, -5, Number.NaN]);
    expect(histogram.clamped).toBe(2);
    expect(histogram.maxMs).toBe(3_600_000);
    expect(histogram.percentilesUs([40, 100])).toEqual([0, HIGHEST_US]);
  });

  it('counts a tenth of a microsecond as part of its microsecond', () => {
    expect(histogramOf([1500.7, 90_000.4]).count).toBe(2);
    expect(histogramOf([1500.7]).percentileMs(50)).toBeCloseTo(1.5, 2);
  });

  it('tells what is left of a whole without some of its parts', () => {
    fc.assert(
      fc.property(anyTimesUs, anyTimesUs, anyTimesUs, (a, b, c) => {
        const whole = histogramOf([...a, ...b, ...c]);
        const rest = TimeHistogram.rest(whole, [histogramOf(a)], [histogramOf(b), histogramOf(c)]);
        expect(rest.latency()).toEqual(histogramOf([...b, ...c]).latency());
      }),
    );
  });
});

describe('merged histograms', () => {
  const anyParts = fc.array(anyTimesUs, { minLength: 1, maxLength: 8 });
  const merged = (parts: readonly number[][]) => {
    const all = new TimeHistogram();
    for (const part of parts) all.add(histogramOf(part));
    return all;
  };

  it('tell what one histogram of all values tells, to the last digit', () => {
    const asked = [0, 1, 50, 90, 95, 99, 99.9, 100];
    fc.assert(
      fc.property(anyParts, (parts) => {
        const one = histogramOf(parts.flat());
        const all = merged(parts);
        expect(all.latency()).toEqual(one.latency());
        expect(all.percentilesUs(asked)).toEqual(one.percentilesUs(asked));
        expect(all.encode()).toBe(one.encode());
      }),
    );
  });

  it('are the same in any order and grouping, empty ones among them', () => {
    fc.assert(
      fc.property(anyParts, anyParts, (a, b) => {
        const left = merged(a);
        left.add(merged(b));
        const right = merged([[], ...b.toReversed(), ...a.toReversed()]);
        expect(left.latency()).toEqual(right.latency());
        expect(left.clamped).toBe(right.clamped);
      }),
    );
  });

  it('are not an average of percentiles: one part of 100 slow times among 900 fast ones', () => {
    const fast = Array.from({ length: 900 }, () => 1000);
    const slow = Array.from({ length: 100 }, () => 500_000);
    const { med, p90, p95 } = merged([fast, slow]).latency();
    // The average of the two medians would be 250 ms.
    expect(med).toBe(1);
    expect(p90).toBe(1);
    expect(p95).toBeCloseTo(500, 0);
  });

  it('go on counting, and leave what they were made of as it was', () => {
    const part = histogramOf([10, 20]);
    const all = new TimeHistogram();
    all.add(part);
    all.record(HIGHEST_US + 1);
    expect([all.count, all.clamped, all.maxMs]).toEqual([3, 1, 3_600_000]);
    expect([part.count, part.clamped, part.maxMs]).toEqual([2, 0, 0.02]);
  });

  it('are what HdrHistogram makes of their encoded parts', () => {
    fc.assert(
      fc.property(anyTimesUs, anyTimesUs, (a, b) => {
        const read = decodeFromCompressedBase64(histogramOf(a).encode());
        read.autoResize = true;
        read.add(decodeFromCompressedBase64(histogramOf(b).encode()));
        const all = merged([a, b]);
        expect(read.totalCount).toBe(all.count);
        for (const p of [50, 90, 99]) {
          const us = all.percentileMs(p) * 1000;
          expect(Math.abs(read.getValueAtPercentile(p) - us)).toBeLessThanOrEqual(us * 0.001 + 1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('an encoded histogram', () => {
  it('reads back with the same count and percentiles', () => {
    fc.assert(
      fc.property(anyTimesUs, (timesUs) => {
        const histogram = histogramOf(timesUs);
        const decoded = decodeHistogram(histogram.encode());
        expect(decoded.count).toBe(timesUs.length);
        for (const p of [1, 50, 95, 99.9]) {
          const [us = 0] = histogram.percentilesUs([p]);
          expect(Math.abs(decoded.percentileMs(p) * 1000 - us)).toBeLessThanOrEqual(us * 0.001 + 1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is what HdrHistogram reads, value for value', () => {
    const timesUs = [0, 1, 2047, 2048, 2049, 65_535, 131_072, 1_000_003, HIGHEST_US];
    const read = decodeFromCompressedBase64(histogramOf(timesUs).encode());
    expect(read.totalCount).toBe(timesUs.length);
    for (const us of timesUs) {
      const rank = (timesUs.indexOf(us) + 1) / timesUs.length;
      const value = read.getValueAtPercentile(rank * 100);
      expect(value).toBeGreaterThanOrEqual(us);
      expect(value).toBeLessThanOrEqual(us * 1.001);
    }
  });

  it('is empty where there was nothing, and small where there was much', () => {
    expect(decodeHistogram(new TimeHistogram().encode()).percentileMs(99)).toBe(0);
    const much = histogramOf(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 200_000));
    expect(much.encode().length).toBeLessThan(20_000);
  });

  it('is refused where it is none', () => {
    expect(() => decodeHistogram('bm90IG9uZQ==')).toThrow();
  });
});
