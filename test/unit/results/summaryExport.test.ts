import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { parseTrendStats, summaryExport } from '../../../src/results/summaryExport.ts';
import { GENERATOR, recorder, sample, series, threshold } from '../metrics/parts.ts';

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
  const { thresholds, checks, groups } = recording.snapshot(10_000, 'done', GENERATOR);
  return summaryExport(
    { metrics: recording.metrics(10_000), thresholds, checks, groups, phases: [] },
    trendStats,
  );
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

  it('has the figures of each phase as submetrics, with the statistics that are kept of phases', () => {
    const phases = [0, 1000].map((startMs) => ({
      scenario: 'main',
      scenarioName: 'main',
      name: 'hold 5 VUs',
      startMs,
      endMs: startMs + 1000,
    }));
    const recording = recorder({ phases: phases.map((one) => ({ ...one, scenario: 0 })) });
    recording.request(sample({ phase: 0, durationUs: 500 }));
    recording.request(sample({ phase: 1, durationUs: 1500, failed: true }));
    recording.dropped(0, 2, 1);
    const told = { ...recording.snapshot(2000, 'done', GENERATOR), metrics: [] };
    expect(summaryExport(told, ['med', 'p(95)', 'p(99.9)']).metrics).toMatchObject({
      'http_req_duration{scenario:main,phase:hold 5 VUs}': { med: 0.5, 'p(95)': 0.5 },
      'http_req_duration{scenario:main,phase:hold 5 VUs (2)}': { med: 1.5, 'p(95)': 1.5 },
      'http_req_failed{scenario:main,phase:hold 5 VUs (2)}': { passes: 1, fails: 0, value: 1 },
      'http_reqs{scenario:main,phase:hold 5 VUs}': { count: 1, rate: 1 },
      'dropped_iterations{scenario:main,phase:hold 5 VUs (2)}': { count: 2, rate: 2 },
    });
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

  it('nests the groups with their checks, as k6 does', () => {
    const recording = recorder({
      groups: ['::shop', '::shop::pay', '::empty'].map((path) => ({ path, scenario: 0 })),
      series: ['::shop', '::shop::pay'].map((group) => series(group, { tags: { group } })),
      checks: [0, 1, 1].map((of, index) => ({ name: index < 2 ? 'ok' : 'constructor', series: of })),
    });
    recording.check(0, true);
    recording.check(1, false);
    const told = { ...recording.snapshot(1000, 'done', GENERATOR), metrics: [] };
    const check = (path: string, id: string, passes: number, fails: number) => ({
      name: path.split('::').at(-1),
      path,
      id,
      passes,
      fails,
    });
    // The ids are the MD5 of the path: `printf %s '::shop' | md5sum`.
    expect(summaryExport(told).root_group).toEqual({
      name: '',
      path: '',
      id: 'd41d8cd98f00b204e9800998ecf8427e',
      checks: {},
      groups: {
        shop: {
          name: 'shop',
          path: '::shop',
          id: '2dcefeabd7332e4b7fedeecb08f57de6',
          checks: { ok: check('::shop::ok', '1444592dc19e37122af4c07efd6dcfdb', 1, 0) },
          groups: {
            pay: {
              name: 'pay',
              path: '::shop::pay',
              id: '9a5fd71539eb2d6155eb4571e8917c3b',
              groups: {},
              checks: {
                ok: check('::shop::pay::ok', '4d5d7b09154b4427197f5ab11d050dbe', 0, 1),
                constructor: check('::shop::pay::constructor', 'bb3da0f1e0a8eda8f2fe25b181ef1175', 0, 0),
              },
            },
          },
        },
        empty: {
          name: 'empty',
          path: '::empty',
          id: '2201ce103253c15843aa486b6b2f3ef8',
          groups: {},
          checks: {},
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
