import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { parseTrendStats, summaryExport } from '../../../src/results/summaryExport.ts';
import { GENERATOR, recorder, sample, threshold } from '../metrics/parts.ts';

function exportOfHundred(trendStats?: readonly string[]) {
  const recording = recorder({
    checks: [{ name: 'status is 200', series: 0 }],
    thresholds: [
      threshold('http_req_duration', 'p(95) < 50'),
      threshold('http_req_duration', 'max <= 100'),
      threshold('http_req_duration{name:list}', 'p(95) < 50'),
      threshold('http_req_failed', 'rate < 0.2'),
    ],
  });
  recording.setVus(5, 10);
  for (let ms = 1; ms <= 100; ms++) recording.request(sample({ durationUs: ms * 1000, failed: ms > 90 }));
  recording.check(0, true);
  const { thresholds, checks } = recording.snapshot(10_000, 'done', GENERATOR);
  return summaryExport({ metrics: recording.metrics(10_000), thresholds, checks }, trendStats);
}

describe("the export in k6's shape", () => {
  it("has k6's default statistics flat, and true for each threshold that was crossed", () => {
    const { metrics } = exportOfHundred();
    const duration = metrics.http_req_duration;
    expect(Object.keys(duration ?? {})).toEqual(['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'thresholds']);
    expect(duration).toMatchObject({
      avg: 50.5,
      min: 1,
      max: 100,
      thresholds: { 'p(95) < 50': true, 'max <= 100': false },
    });
    expect(metrics.http_req_failed).toEqual({
      passes: 10,
      fails: 90,
      value: 0.1,
      thresholds: { 'rate < 0.2': false },
    });
    expect(metrics.http_reqs).toEqual({ count: 100, rate: 10 });
    expect(metrics.vus).toEqual({ value: 5, min: 5, max: 5 });
    expect(metrics.checks).toEqual({ passes: 1, fails: 0, value: 1 });
  });

  it('leaves out what no sample reached, unless a threshold is on it', () => {
    const { metrics } = exportOfHundred();
    expect(metrics).not.toHaveProperty('dropped_iterations');
    expect(metrics).not.toHaveProperty('iteration_duration');
    expect(metrics['http_req_duration{name:list}']).toMatchObject({
      avg: 0,
      thresholds: { 'p(95) < 50': false },
    });
    expect(metrics).toHaveProperty(['http_req_duration{expected_response:true}']);
  });

  it("has the checks by name, with k6's id: the MD5 of the path", () => {
    expect(exportOfHundred().root_group).toEqual({
      name: '',
      path: '',
      id: 'd41d8cd98f00b204e9800998ecf8427e',
      groups: {},
      checks: {
        'status is 200': {
          name: 'status is 200',
          path: '::status is 200',
          // As in the example of k6's own documentation.
          id: '6210a8cd14cd70477eba5c5e4cb3fb5f',
          passes: 1,
          fails: 0,
        },
      },
    });
  });

  it('has any percentile that is asked for, out of the histogram', () => {
    const stats = parseTrendStats('count, p(99.9),p(25) ,max');
    const duration = exportOfHundred(stats).metrics.http_req_duration;
    expect(Object.keys(duration ?? {})).toEqual(['count', 'p(99.9)', 'p(25)', 'max', 'thresholds']);
    expect(duration).toMatchObject({ count: 100, 'p(99.9)': 100, max: 100 });
    expect(duration?.['p(25)']).toBeCloseTo(25, 1);
  });

  it.each(['', 'avg,', 'mean', 'p95', 'p(101)', 'avg p(95)'])('refuses the list "%s"', (list) => {
    expect(() => parseTrendStats(list)).toThrow(HotlapError);
  });
});
