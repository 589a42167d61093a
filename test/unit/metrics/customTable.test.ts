import { describe, expect, it } from 'vitest';
import { encodedPercentile, ValueHistogram } from '../../../src/metrics/valueHistogram.ts';
import { recorder, series, threshold } from './parts.ts';

const HEALTH = { loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 };

describe('values of a metric', () => {
  const of = (...values: number[]) => {
    const histogram = new ValueHistogram();
    for (const value of values) histogram.record(value);
    return histogram;
  };

  it('few values are kept to the last digit, whatever their size and sign', () => {
    const values = [49.9, -3, 0, 1e12, 0.25, 49.9, -1000.5];
    // In order: -1000.5, -3, 0, 0.25, 49.9, 49.9, 1e12. The rank of the median is 4, that of p90 is 7.
    expect(of(...values).latency()).toEqual({
      count: 7,
      avg: (49.9 - 3 + 1e12 + 0.25 + 49.9 - 1000.5) / 7,
      min: -1000.5,
      med: 0.25,
      p90: 1e12,
      p95: 1e12,
      p99: 1e12,
      max: 1e12,
    });
  });

  it('whole numbers below 2048 have exact percentiles, by nearest rank', () => {
    const values = Array.from({ length: 2000 }, (_, index) => index + 1);
    const histogram = of(...values);
    expect([1, 50, 95, 99.9, 100].map((one) => histogram.percentileMs(one))).toEqual([
      20, 1000, 1900, 1998, 2000,
    ]);
  });

  it('many values are told within 0.1 %', () => {
    const histogram = new ValueHistogram();
    for (let index = 1; index <= 100_000; index++) histogram.record(index * 7.3);
    for (const percentile of [10, 50, 90, 99]) {
      const exact = percentile * 1000 * 7.3;
      expect(Math.abs(histogram.percentileMs(percentile) / exact - 1)).toBeLessThan(0.001);
    }
  });

  it('an encoded one gives the same percentiles', () => {
    const histogram = of(5, 1.5, 9000, -2);
    for (const percentile of [0, 25, 50, 75, 99.9])
      expect(encodedPercentile(histogram.encode(), percentile)).toBe(histogram.percentileMs(percentile));
  });

  it('is empty once it is drained, and another has it all', () => {
    const [one, other] = [of(1, 2), of(3)];
    other.absorb(one.drain());
    expect(one.latency()).toEqual(new ValueHistogram().latency());
    expect(other.latency()).toEqual(of(3, 1, 2).latency());
  });
});

describe("the user's own metrics", () => {
  const setup = () =>
    recorder({
      series: [series('login'), series('list')],
      metrics: [
        { name: 'basket', type: 'trend', series: 0 },
        { name: 'basket', type: 'trend', series: 1 },
        { name: 'orders', type: 'counter', series: 0 },
        { name: 'stock', type: 'gauge', series: 0 },
        { name: 'cached', type: 'rate', series: 1 },
      ],
      thresholds: [
        threshold('basket', 'avg < 50'),
        threshold('basket{name:list}', 'max < 15'),
        threshold('orders', 'rate >= 2'),
        threshold('stock', 'value == 7'),
        threshold('cached', 'rate > 0.5'),
      ],
    });

  it("are told by k6's names, with thresholds on them and on submetrics", () => {
    const one = setup();
    one.metric(0, 80);
    one.metric(1, 20);
    one.metric(1, 10);
    one.metric(2, 3);
    one.metric(2, 1);
    one.metric(3, 9);
    one.metric(3, 7);
    one.metric(4, 1);
    one.metric(4, 0);
    const { custom, thresholds } = one.snapshot(2000, 'done', HEALTH);
    const basket = {
      count: 3,
      avg: 110 / 3,
      min: 10,
      med: 20,
      max: 80,
      'p(90)': 80,
      'p(95)': 80,
      'p(99)': 80,
    };
    expect(custom).toEqual([
      { name: 'basket', type: 'trend', values: basket },
      { name: 'orders', type: 'counter', values: { count: 4, rate: 2 } },
      { name: 'stock', type: 'gauge', values: { value: 7, min: 7, max: 9 } },
      { name: 'cached', type: 'rate', values: { rate: 0.5, passes: 1, fails: 1 } },
    ]);
    expect(thresholds.map(({ value, ok }) => [value, ok])).toEqual([
      [110 / 3, true],
      [20, false],
      [2, true],
      [7, true],
      [0.5, false],
    ]);
    const records = one.metrics(2000).filter(({ name }) => /^(basket|orders)/.test(name));
    expect(records.map(({ name, contains, values }) => [name, contains, values.max ?? values.count])).toEqual(
      [
        ['basket', 'default', 80],
        ['orders', 'default', 4],
        ['basket{name:list}', 'default', 20],
      ],
    );
  });

  it('a run with none tells nothing of them', () => {
    expect(recorder({}).snapshot(1000, 'done', HEALTH).custom).toBeUndefined();
  });
});
