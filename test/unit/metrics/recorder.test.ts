import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_LIMIT } from '../../../src/metrics/groupTable.ts';
import { decodeHistogram } from '../../../src/metrics/histogram.ts';
import { BUILTIN_METRICS } from '../../../src/metrics/names.ts';
import { metricRecordSchema, snapshotSchema, type Window } from '../../../src/metrics/snapshot.ts';
import { failure, GENERATOR, recorder, sample, series, threshold, valuesOf } from './parts.ts';

describe('what a recorder counts', () => {
  it('is in exactly one interval and in the total, whenever snapshots are taken', () => {
    const event = fc.oneof(
      fc.record({
        durationUs: fc.integer({ min: 0, max: 5_000_000 }),
        failed: fc.boolean(),
        series: fc.nat(1),
      }),
      fc.constant('snapshot' as const),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const recording = recorder();
        const intervals: Window[] = [];
        for (const one of [...events, 'snapshot' as const]) {
          if (one !== 'snapshot') recording.request(sample(one));
          else intervals.push(recording.snapshot(intervals.length * 250, 'running', GENERATOR).interval);
        }
        const requests = events.filter((one) => one !== 'snapshot');
        const last = recording.snapshot(intervals.length * 250, 'done', GENERATOR);
        const failed = requests.filter((one) => one.failed).length;
        const sum = (pick: (one: Window) => number) => intervals.reduce((all, one) => all + pick(one), 0);
        expect(sum((one) => one.requests)).toBe(requests.length);
        expect(sum((one) => one.latencyMs.count)).toBe(requests.length);
        expect(sum((one) => one.failed)).toBe(failed);
        expect(last.total).toMatchObject({ requests: requests.length, failed });
        expect(last.endpoints.map((one) => one.requests)).toEqual(
          [0, 1].map((index) => requests.filter((one) => one.series === index).length),
        );
        expect(last.interval.requests).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("has its times under k6's names, with histograms that hold as many", () => {
    const recording = recorder();
    for (let ms = 1; ms <= 100; ms++) {
      recording.request(sample({ durationUs: ms * 1000, waitingUs: ms * 500, failed: ms > 90 }));
    }
    const metrics = recording.metrics(10_000);
    for (const one of metrics) expect(metricRecordSchema.safeParse(one).error).toBeUndefined();
    expect(valuesOf(metrics, 'http_req_duration')).toMatchObject({ count: 100, avg: 50.5, min: 1, max: 100 });
    expect(valuesOf(metrics, 'http_req_duration')?.['p(95)']).toBeCloseTo(95, 0);
    expect(valuesOf(metrics, 'http_req_waiting')).toMatchObject({ avg: 25.25, max: 50 });
    expect(valuesOf(metrics, 'http_reqs')).toEqual({ count: 100, rate: 10 });
    expect(valuesOf(metrics, 'http_req_failed')).toEqual({ rate: 0.1, passes: 10, fails: 90 });
    expect(valuesOf(metrics, 'data_received')).toEqual({ count: 50_000, rate: 5000 });
    const trends = metrics.filter((one) => one.type === 'trend');
    for (const { values, histogram } of trends) {
      expect(decodeHistogram(histogram ?? '').count).toBe(values.count);
    }
  });

  it("has every one of k6's metrics, samples or not, and the expected responses apart", () => {
    const names = recorder()
      .metrics(0)
      .map((one) => one.name);
    expect(names).toEqual([...Object.keys(BUILTIN_METRICS), 'http_req_duration{expected_response:true}']);
  });

  it('tells each group apart, and by its scenario', () => {
    const groups = ['::shop', '::shop::pay', '::a, b'].map((path) => ({ path, scenario: 0 }));
    const recording = recorder({
      groups,
      thresholds: [threshold('group_duration{group:::shop,scenario:main}', 'max < 50')],
    });
    recording.group(0, 40_000);
    recording.group(0, 60_000);
    recording.group(1, 10_000);
    recording.group(2, 1000);
    const metrics = recording.metrics(1000);
    expect(valuesOf(metrics, 'group_duration')).toMatchObject({ count: 4, min: 1, max: 60 });
    expect(valuesOf(metrics, 'group_duration{group:::shop}')).toMatchObject({ count: 2, avg: 50 });
    expect(valuesOf(metrics, 'group_duration{group:::shop::pay}')).toMatchObject({ count: 1, max: 10 });
    const [status] = recording.snapshot(1000, 'done', GENERATOR).thresholds;
    expect(status).toMatchObject({ value: 60, ok: false });
  });

  it('leaves failed requests out of the expected responses', () => {
    const recording = recorder();
    recording.request(sample({ durationUs: 10_000 }));
    recording.request(sample({ durationUs: 1_000_000, status: 500, failed: true }));
    const expected = valuesOf(recording.metrics(1000), 'http_req_duration{expected_response:true}');
    expect(expected).toMatchObject({ count: 1, max: 10 });
  });

  it('counts iterations: whole, ended early, dropped and interrupted ones apart', () => {
    const recording = recorder();
    recording.iteration(0, 2_000_000);
    recording.iteration(0, 4_000_000, -1, 'a');
    recording.dropped(0, 3);
    recording.interrupted(0, 2);
    const { total } = recording.snapshot(2000, 'done', GENERATOR);
    expect(total).toMatchObject({
      iterations: 2,
      earlyIterations: 1,
      droppedIterations: 3,
      interruptedIterations: 1,
      unansweredRequests: 2,
    });
    const metrics = recording.metrics(2000);
    expect(valuesOf(metrics, 'iterations')).toEqual({ count: 2, rate: 1 });
    expect(valuesOf(metrics, 'iteration_duration')).toMatchObject({ count: 2, avg: 3000 });
    expect(valuesOf(metrics, 'dropped_iterations')).toMatchObject({ count: 3 });
  });

  it('counts refreshed tokens and failed logins, and tells of them where there were any', () => {
    const recording = recorder();
    expect(recording.snapshot(1000, 'running', GENERATOR).logins).toBeUndefined();
    recording.authRefreshed();
    recording.authRefreshed();
    recording.authFailed();
    // An expectation within a login is none of the run's.
    recording.check(-1, false);
    const { logins, total, checks } = recording.snapshot(2000, 'done', GENERATOR);
    expect(logins).toEqual({ refreshes: 2, failures: 1 });
    expect([total.checksFailed, checks]).toEqual([0, []]);
    expect(valuesOf(recording.metrics(2000), 'auth_refreshes')).toEqual({ count: 2, rate: 1 });
    expect(valuesOf(recording.metrics(2000), 'auth_failures')).toMatchObject({ count: 1 });
  });

  it('adds up checks of one name in one group, wherever they are made', () => {
    const recording = recorder({
      checks: [
        { name: 'status is 2xx', series: 0 },
        { name: 'has a token', series: 0 },
        { name: 'status is 2xx', series: 1 },
        { name: 'status is 2xx', series: 2 },
      ],
      series: [series('login'), series('list'), series('buy', { tags: { group: '::shop' } })],
    });
    recording.check(3, true);
    recording.check(0, true);
    recording.check(2, false);
    recording.check(1, true);
    const { checks, total } = recording.snapshot(1000, 'running', GENERATOR);
    expect(checks).toEqual([
      { name: 'status is 2xx', group: '', passes: 1, fails: 1 },
      { name: 'has a token', group: '', passes: 1, fails: 0 },
      { name: 'status is 2xx', group: '::shop', passes: 1, fails: 0 },
    ]);
    expect(total).toMatchObject({ checksPassed: 3, checksFailed: 1 });
    expect(valuesOf(recording.metrics(1000), 'checks')).toEqual({ rate: 0.75, passes: 3, fails: 1 });
  });

  it('tells the times of each group, one row for a path, in the order of the plan', () => {
    const groups = [
      { path: '::shop', scenario: 0 },
      { path: '::shop::pay', scenario: 0 },
      { path: '::shop', scenario: 1 },
      { path: '::never', scenario: 0 },
    ];
    const recording = recorder({ groups });
    recording.group(0, 10_000);
    recording.group(1, 3000);
    recording.group(2, 30_000);
    const told = recording.snapshot(1000, 'running', GENERATOR).groups;
    expect(
      told.map(({ path, durationMs }) => [path, durationMs.count, durationMs.min, durationMs.max]),
    ).toEqual([
      ['::shop', 2, 10, 30],
      ['::shop::pay', 1, 3, 3],
      ['::never', 0, 0, 0],
    ]);
  });

  it('tells no more groups than a snapshot has room for', () => {
    const groups = Array.from({ length: GROUP_LIMIT + 2 }, (_, index) => ({
      path: `::${index}`,
      scenario: 0,
    }));
    const recording = recorder({ groups });
    recording.group(GROUP_LIMIT + 1, 1000);
    expect(recording.snapshot(1000, 'running', GENERATOR).groups).toHaveLength(GROUP_LIMIT);
    expect(valuesOf(recording.metrics(1000), 'group_duration')?.count).toBe(1);
  });

  it('merges groups, checks and service times of several recorders', () => {
    const options = {
      groups: [{ path: '::shop', scenario: 0 }],
      checks: [{ name: 'ok', series: 0 }],
      series: [series('login', { openModel: true, tags: { group: '::shop' } })],
    };
    const [whole, one, two] = [recorder(options), recorder(options), recorder(options)];
    for (const part of [one, two]) {
      part.group(0, 20_000);
      part.check(0, true);
      part.request(sample({ durationUs: 5000, serviceUs: 2000 }));
      whole.absorb(part.drain());
    }
    const { groups, checks, endpoints } = whole.snapshot(1000, 'running', GENERATOR);
    expect(groups[0]?.durationMs).toMatchObject({ count: 2, min: 20, max: 20 });
    expect(checks).toEqual([{ name: 'ok', group: '::shop', passes: 2, fails: 0 }]);
    expect(endpoints[0]?.serviceMs).toMatchObject({ count: 2, med: 2, max: 2 });
    expect(endpoints[0]?.group).toBe('::shop');
    expect(one.snapshot(1000, 'running', GENERATOR).groups[0]?.durationMs.count).toBe(0);
  });

  it('tells the service time of an endpoint in the open model, where it is not the response time', () => {
    const recording = recorder({ series: [series('open', { openModel: true }), series('closed')] });
    recording.request(sample({ series: 0, durationUs: 9000, serviceUs: 4000 }));
    recording.request(sample({ series: 1, durationUs: 4000, serviceUs: 4000 }));
    const [open, closed] = recording.snapshot(1000, 'running', GENERATOR).endpoints;
    expect(open).toMatchObject({ latencyMs: { max: 9 }, serviceMs: { count: 1, max: 4 } });
    expect(closed).toMatchObject({ latencyMs: { max: 4 }, serviceMs: null });
    expect(closed).not.toHaveProperty('group');
  });

  it('tells VUs now, and the least and most there were', () => {
    const recording = recorder();
    recording.setVus(1, 10);
    recording.setVus(8, 10);
    recording.setVus(5, 10);
    expect(recording.snapshot(0, 'running', GENERATOR)).toMatchObject({ vus: 5, vusMax: 10 });
    expect(valuesOf(recording.metrics(0), 'vus')).toEqual({ value: 5, min: 1, max: 8 });
  });

  it('tells how late iterations started', () => {
    const recording = recorder();
    for (let index = 1; index <= 100; index++) recording.startDelay(index === 100 ? 50_000 : 1000, false);
    const { generator } = recording.snapshot(0, 'running', GENERATOR);
    expect(generator).toEqual({ ...GENERATOR, startDelayP99Ms: 1, lateStartP99Ms: 1, missedStarts: 0 });
  });
});

describe('a snapshot', () => {
  it('is as the protocol has it, numbered, and closes its interval', () => {
    const recording = recorder({ thresholds: [threshold('http_req_duration', 'p(95) < 100')] });
    recording.request(sample({ durationUs: 5000 }));
    const first = recording.snapshot(250, 'running', GENERATOR);
    const second = recording.snapshot(500, 'stopping', GENERATOR);
    for (const one of [first, second]) expect(snapshotSchema.safeParse(one).error).toBeUndefined();
    expect([first.seq, second.seq]).toEqual([0, 1]);
    expect(first.interval).toMatchObject({ durationMs: 250, requests: 1 });
    expect(second.interval).toMatchObject({ durationMs: 250, requests: 0 });
    expect(second.total).toMatchObject({ durationMs: 500, requests: 1 });
    expect(second.endpoints[0]).toMatchObject({ name: 'login', requests: 1, perSec: 2 });
  });

  it('tells the first three failures of each kind once, and counts all', () => {
    const recording = recorder();
    const tell = (kind: string, index: number) => {
      if (recording.failed(kind)) recording.failure(failure(`${kind}${index}`, kind));
    };
    const told = () => recording.snapshot(1, 'running', GENERATOR).failures.map((one) => one.reason);
    expect(recording.snapshot(1, 'running', GENERATOR)).not.toHaveProperty('failureCounts');
    tell('a', 0);
    tell('a', 1);
    expect(told()).toEqual(['a0', 'a1']);
    for (let index = 2; index < 90; index++) tell('a', index);
    tell('b', 0);
    expect(told()).toEqual(['a2', 'b0']);
    expect(recording.snapshot(3, 'running', GENERATOR)).toMatchObject({
      failures: [],
      failureCounts: [
        { kind: 'a', count: 90 },
        { kind: 'b', count: 1 },
      ],
    });
  });

  it('tells which kind of failure ended iterations, and how many', () => {
    const recording = recorder();
    for (const kind of ['a', 'a', 'b']) recording.failed(kind);
    for (const kind of ['a', 'b', 'b', 'never counted']) recording.iteration(0, 1000, -1, kind);
    const { failureCounts, total } = recording.snapshot(1, 'running', GENERATOR);
    expect(failureCounts).toEqual([
      { kind: 'a', count: 2, ended: 1 },
      { kind: 'b', count: 1, ended: 2 },
      { kind: '', count: 0, ended: 1 },
    ]);
    expect(total.earlyIterations).toBe(4);
  });

  it('tells fifty kinds of failures apart, and counts all others together', () => {
    const recording = recorder();
    for (let index = 0; index < 70; index++) {
      const kind = String(index).padStart(2, '0');
      if (recording.failed(kind)) recording.failure(failure('no', kind));
      recording.failed(kind);
    }
    const { failures, failureCounts = [] } = recording.snapshot(1, 'running', GENERATOR);
    expect(failures).toHaveLength(50);
    expect(failureCounts).toHaveLength(51);
    expect(failureCounts.slice(0, 50).every(({ count }) => count === 2)).toBe(true);
    expect(failureCounts.at(-1)).toEqual({ kind: '', count: 40 });
  });

  it('shows the 50 busiest endpoints in their order, and all others in one row', () => {
    const all = Array.from({ length: 60 }, (_, index) => series(`r${index}`));
    const recording = recorder({ series: all });
    for (let index = 0; index < 60; index++) {
      // The first ten have one slow and failed request each, the others two quick ones.
      const quick = index >= 10;
      const one = sample({ series: index, durationUs: quick ? 1000 : 80_000, failed: !quick });
      recording.request(one);
      if (quick) recording.request(one);
    }
    const { endpoints } = recording.snapshot(1000, 'running', GENERATOR);
    expect(endpoints).toHaveLength(51);
    expect(endpoints.slice(0, 50).map((one) => one.name)).toEqual(all.slice(10).map((one) => one.name));
    expect(endpoints[50]).toMatchObject({
      name: '(others)',
      requests: 10,
      failed: 10,
      latencyMs: { count: 10, min: 80, p95: 80, max: 80 },
    });
    expect(endpoints.reduce((sum, one) => sum + one.requests, 0)).toBe(110);
  });

  it('tells how many of those that share a row were never sent, logins apart', () => {
    const all = Array.from({ length: 55 }, (_, index) =>
      series(`r${index}`, index === 54 ? { isLogin: true } : {}),
    );
    const recording = recorder({ series: all });
    for (let index = 0; index < 51; index++) recording.request(sample({ series: index }));
    const { endpoints } = recording.snapshot(1000, 'done', GENERATOR);
    expect(endpoints.at(-1)).toMatchObject({ name: '(others)', requests: 1, unsent: 3 });
    expect(snapshotSchema.shape.endpoints.parse(endpoints)).toEqual(endpoints);
  });

  it('is a few kilobytes with 20 endpoints, whatever the rate', () => {
    const recording = recorder({ series: Array.from({ length: 20 }, (_, index) => series(`r${index}`)) });
    const one = sample();
    for (let index = 0; index < 100_000; index++) {
      one.series = index % 20;
      one.durationUs = (index * 7919) % 3_000_000;
      recording.request(one);
    }
    const text = JSON.stringify(recording.snapshot(250, 'running', GENERATOR));
    expect(text.length).toBeLessThan(8192);
  });
});

it('a request leaves nothing behind on the heap', () => {
  const recording = recorder({
    thresholds: [
      threshold('http_req_duration{name:login}', 'p(95) < 100'),
      threshold('http_req_duration{name:login,status:200}', 'p(95) < 100'),
    ],
  });
  const one = sample();
  const run = () => {
    for (let index = 0; index < 100_000; index++) {
      one.durationUs = (index * 7919) % 3_000_000;
      one.serviceUs = one.durationUs;
      recording.request(one);
    }
  };
  run();
  const grown = Array.from({ length: 9 }, () => {
    const before = process.memoryUsage().heapUsed;
    run();
    return process.memoryUsage().heapUsed - before;
  }).sort((a, b) => a - b);
  // One object of 16 bytes a request would be 1.6 MB; the median leaves out a garbage collection in between.
  expect(grown[4]).toBeLessThan(400_000);
});
