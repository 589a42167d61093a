import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../src/load/user/meter.ts';
import { TimeHistogram } from '../../../src/metrics/histogram.ts';
import type { Recorder } from '../../../src/metrics/recorder.ts';
import { GaugeSink } from '../../../src/metrics/sink.ts';
import { failure, GENERATOR, recorder, sample, series, threshold } from './parts.ts';

const micros = fc.oneof(fc.nat(5000), fc.nat(4_000_000), fc.constant(4_000_000_000));

/** All that a thread can tell a recorder: a way of counting that is not here does not compile. */
const TELLING = {
  request: fc
    .record({ durationUs: micros, waitingUs: micros, failed: fc.boolean(), series: fc.nat(1) })
    .map((more) => (to: Recorder) => to.request(sample({ ...more, serviceUs: more.waitingUs }))),
  iteration: fc.tuple(micros, fc.constantFrom(null, 'a', 'b', 'd')).map(
    ([us, endedBy]) =>
      (to: Recorder) =>
        to.iteration(0, us, -1, endedBy),
  ),
  group: micros.map((us) => (to: Recorder) => to.group(0, us)),
  dropped: fc.nat(9).map((count) => (to: Recorder) => to.dropped(0, count)),
  missed: fc.tuple(fc.nat(9), micros).map(
    ([count, us]) =>
      (to: Recorder) =>
        to.missed(0, count, -1, us),
  ),
  interrupted: fc
    .integer({ min: 0, max: 3 })
    .map((requests) => (to: Recorder) => to.interrupted(0, requests)),
  check: fc.tuple(fc.nat(2), fc.boolean()).map(
    ([check, ok]) =>
      (to: Recorder) =>
        to.check(check, ok),
  ),
  startDelay: fc.tuple(micros, fc.boolean()).map(
    ([us, waited]) =>
      (to: Recorder) =>
        to.startDelay(us, waited),
  ),
  metric: fc.tuple(fc.nat(3), fc.integer({ min: -50, max: 3000 })).map(
    ([metric, value]) =>
      (to: Recorder) =>
        to.metric(metric, metric === 1 ? 7 : value),
  ),
  authRefreshed: fc.constant((to: Recorder) => to.authRefreshed()),
  authFailed: fc.constant((to: Recorder) => to.authFailed()),
  failed: fc.constantFrom('a', 'b', 'c').map((kind) => (to: Recorder) => void to.failed(kind)),
  failure: fc.constant(null),
} satisfies Record<keyof Meter, unknown>;

const { failure: _told, ...counting } = TELLING;
const THREADS = 3;
const step = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ thread: fc.nat(THREADS - 1), tell: fc.oneof(...Object.values(counting)) }),
  },
  { weight: 3, arbitrary: fc.constant('snapshot' as const) },
);

function newRecorder(): Recorder {
  return recorder({
    series: [series('login', { tags: { group: '::a' } }), series('list')],
    checks: [
      { name: 'ok', series: 0 },
      { name: 'ok', series: 1 },
      { name: 'short', series: 1 },
    ],
    groups: [{ path: '::a', scenario: 0 }],
    metrics: [
      { name: 'sum', type: 'counter', series: 0 },
      // Of several last values any may be the last one.
      { name: 'last', type: 'gauge', series: 0 },
      { name: 'share', type: 'rate', series: 1 },
      { name: 'sizes', type: 'trend', series: 1 },
    ],
    thresholds: [
      threshold('http_req_duration{name:login}', 'p(95) < 200', { abortOnFail: true }),
      threshold('checks{check:short}', 'rate > 0.5'),
      threshold('dropped_iterations{scenario:main}', 'count < 9'),
      threshold('sizes{name:list}', 'p(95) < 2000'),
    ],
  });
}

describe('what several threads count', () => {
  it('adds up to what one would have counted: every figure, every percentile, in every interval', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const [one, merged] = [newRecorder(), newRecorder()];
        const threads = Array.from({ length: THREADS }, newRecorder);
        let nowMs = 0;
        for (const does of [...steps, 'snapshot' as const]) {
          if (does !== 'snapshot') {
            does.tell(one);
            const thread = threads[does.thread];
            if (thread) does.tell(thread);
            continue;
          }
          nowMs += 250;
          // As it comes from another thread: a copy, and nothing but data.
          for (const thread of threads) merged.absorb(structuredClone(thread.drain()));
          for (const each of [one, merged]) each.setVus(3, 5);
          expect(merged.evaluate(nowMs)).toEqual(one.evaluate(nowMs));
          expect(merged.snapshot(nowMs, 'running', GENERATOR)).toEqual(
            one.snapshot(nowMs, 'running', GENERATOR),
          );
        }
        expect(merged.metrics(nowMs)).toEqual(one.metrics(nowMs));
        expect(merged.clamped).toBe(one.clamped);
      }),
      { numRuns: 60 },
    );
  });

  it('is shown with the first failures of each kind, in the order of their time, and a true count', () => {
    const threads = [newRecorder(), newRecorder()];
    const tell = (thread: number, kind: string, elapsedMs: number) => {
      if (!threads[thread]?.failed(kind)) return;
      threads[thread].failure({ ...failure(`${kind} ${elapsedMs}`, kind), elapsedMs });
    };
    for (let index = 0; index < 40; index++) tell(index % 2, '404', index);
    for (let index = 40; index < 43; index++) tell(1, 'reset', index);
    const merged = newRecorder();
    const snapshot = (phase: 'running' | 'done') => {
      for (const thread of threads) merged.absorb(structuredClone(thread.drain()));
      return merged.snapshot(250, phase, GENERATOR);
    };
    const first = snapshot('running');
    expect(first.failures.map((one) => one.reason)).toEqual([
      ...['404 0', '404 1', '404 2'],
      ...['reset 40', 'reset 41', 'reset 42'],
    ]);
    expect(first.failureCounts).toEqual([
      { kind: '404', count: 40 },
      { kind: 'reset', count: 3 },
    ]);
    tell(0, '404', 50);
    tell(0, 'reset', 51);
    const last = snapshot('done');
    expect(last.failures).toEqual([]);
    expect(last.failureCounts).toEqual([
      { kind: '404', count: 41 },
      { kind: 'reset', count: 4 },
    ]);
  });

  it('leaves nothing behind in the histogram that was drained, and brings its size along', () => {
    const [from, to] = [new TimeHistogram(), new TimeHistogram()];
    expect(from.drain()).toBeNull();
    for (const us of [0, 1, 2047, 2048, 3_600_000_000, 5_000_000_000]) from.record(us);
    to.absorb(from.drain());
    expect([from.count, from.sumUs, from.maxUs, from.clamped]).toEqual([0, 0, 0, 0]);
    expect(from.drain()).toBeNull();
    expect(to).toMatchObject({ count: 6, minUs: 0, maxUs: 3_600_000_000, clamped: 1 });
    expect(to.percentilesUs([50])).toEqual([2047]);
  });

  it('keeps the last value of a gauge, and its bounds over all threads', () => {
    const [a, b, all] = [new GaugeSink(), new GaugeSink(), new GaugeSink()];
    for (const value of [5, 9, 7]) a.set(value);
    b.set(2);
    for (const one of [b, a, b]) all.absorb(one.drain());
    expect(all).toMatchObject({ value: 7, min: 2, max: 9, empty: false });
  });
});
