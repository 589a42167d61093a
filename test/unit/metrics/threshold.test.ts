import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import type { Recorder } from '../../../src/metrics/recorder.ts';
import { holds, marginOf } from '../../../src/metrics/threshold.ts';
import { parseThreshold, type ThresholdExpression } from '../../../src/metrics/thresholdExpression.ts';
import { GENERATOR, recorder, sample, series, threshold } from './parts.ts';

function expression(text: string): ThresholdExpression {
  const parsed = parseThreshold(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

function statusAt(recording: Recorder, elapsedMs: number, phase: 'running' | 'done' = 'running') {
  return recording.snapshot(elapsedMs, phase, GENERATOR).thresholds;
}

describe('a comparison', () => {
  it.each([
    ['avg < 10', 9.999, true],
    ['avg < 10', 10, false],
    ['avg <= 10', 10, true],
    ['avg > 10', 10, false],
    ['avg >= 10', 10, true],
    ['avg == 10', 10, true],
    ['avg === 10', 11, false],
    ['avg != 10', 11, true],
  ])('%s with %d is %s', (text, value, held) => {
    expect(holds(value, expression(text))).toBe(held);
  });

  it.each([
    ['avg < 100', 150, 0.5],
    ['avg < 100', 80, -0.2],
    ['avg > 100', 80, 0.2],
    ['avg >= 100', 150, -0.5],
    ['avg == 100', 90, 0.1],
    ['avg != 100', 90, -0.1],
    ['avg < 100', 100, 0],
    ['avg < 0', 3, null],
    ['avg < -10', -5, 0.5],
  ])('%s with %d has a margin of %d', (text, value, margin) => {
    const found = marginOf(value, expression(text));
    if (margin === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(margin, 10);
  });
});

describe('a threshold of a run', () => {
  it('is over all samples since the start, may turn red and recover, and says since when it is red', () => {
    const recording = recorder({ thresholds: [threshold('http_req_failed', 'rate < 0.5')] });
    recording.request(sample());
    expect(statusAt(recording, 250)[0]).toMatchObject({ value: 0, ok: true, failingSinceMs: null });
    recording.request(sample({ failed: true }));
    expect(statusAt(recording, 500)[0]).toMatchObject({
      value: 0.5,
      ok: false,
      margin: 0,
      failingSinceMs: 500,
    });
    recording.request(sample({ failed: true }));
    expect(statusAt(recording, 750)[0]).toMatchObject({ ok: false, failingSinceMs: 500 });
    for (let index = 0; index < 7; index++) recording.request(sample());
    expect(statusAt(recording, 1000, 'done')[0]).toMatchObject({
      value: 0.2,
      ok: true,
      failingSinceMs: null,
    });
  });

  it('reads a counter per second of the run so far', () => {
    const recording = recorder({ thresholds: [threshold('http_reqs', 'rate > 10')] });
    for (let index = 0; index < 30; index++) recording.request(sample());
    expect(statusAt(recording, 2000)[0]).toMatchObject({ value: 15, ok: true, margin: -0.5 });
    expect(statusAt(recording, 4000)[0]).toMatchObject({ value: 7.5, ok: false, margin: 0.25 });
  });

  it('without samples is undecided mid-run; at the end all but a rate are judged as 0, and but for the counter told as nothing', () => {
    const thresholds = [
      threshold('http_req_duration', 'p(95) > 1'),
      threshold('http_req_duration', 'avg < 1'),
      threshold('http_reqs', 'count > 0'),
      threshold('vus', 'value > 0'),
      threshold('checks', 'rate > 0.99'),
    ];
    const recording = recorder({ thresholds });
    for (const one of statusAt(recording, 1000))
      expect(one).toMatchObject({ value: null, ok: null, margin: null });
    const final = statusAt(recording, 2000, 'done');
    expect(final.map(({ value, ok }) => [value, ok])).toEqual([
      [null, false],
      [null, true],
      [0, false],
      [null, false],
      [null, true],
    ]);
    expect(final.map(({ margin }) => margin)).toEqual([null, null, 0, null, null]);
  });

  it('ends the run only when red after more than its delay has passed', () => {
    const thresholds = [
      threshold('http_req_failed', 'rate < 0.1', { abortOnFail: true, delayAbortEvalMs: 4000 }),
    ];
    const recording = recorder({ thresholds });
    recording.request(sample({ failed: true }));
    expect(recording.evaluate(2000)).toEqual({ abort: false });
    expect(recording.evaluate(4000)).toEqual({ abort: false });
    expect(recording.evaluate(4001)).toEqual({ abort: true });
  });

  it('never ends the run where it was not asked to, where it holds, or where nothing was measured', () => {
    const abort = { abortOnFail: true };
    const thresholds = [
      threshold('http_req_failed', 'rate < 0.1'),
      threshold('http_reqs', 'count > 0', abort),
      threshold('http_req_duration{name:list}', 'p(95) > 1000', abort),
    ];
    const recording = recorder({ thresholds });
    recording.request(sample({ failed: true }));
    expect(recording.evaluate(60_000)).toEqual({ abort: false });
  });

  it('that is no threshold is refused', () => {
    for (const [metric, text] of [
      ['http_reqs', 'p(95) < 1'],
      ['nothing', 'count > 1'],
      ['nothing{a:b}', 'count > 1'],
      ['http_reqs{', 'count > 1'],
    ] as const) {
      expect(() => recorder({ thresholds: [threshold(metric, text)] })).toThrow(HotlapError);
    }
  });
});

describe('a submetric', () => {
  const all = [
    series('GET /login', { path: '/login', url: 'http://h/login' }),
    series('search', {
      path: '/find?q=1',
      url: 'http://h/find?q=1',
      scenario: 'spike',
      tags: { team: 'red' },
    }),
  ];

  it.each([
    ['http_reqs{scenario:main}', 3],
    ['http_reqs{scenario:spike}', 2],
    ['http_reqs{method:GET}', 5],
    ['http_reqs{method:POST}', 0],
    ['http_reqs{name:search}', 2],
    ['http_reqs{name:GET /login}', 3],
    ['http_reqs{url:http://h/login}', 3],
    ['http_reqs{url:http://h/find?q=1}', 0],
    ['http_reqs{url:search}', 2],
    ['http_reqs{team:red}', 2],
    ['http_reqs{status:200}', 2],
    ['http_reqs{status:0}', 1],
    ['http_reqs{status:404,name:search}', 1],
    ['http_reqs{error_code:1212}', 1],
    ['http_reqs{error_code:0}', 0],
    ['http_reqs{error:dial: connection refused}', 1],
    ['http_reqs{error:no such error}', 0],
    ['http_reqs{expected_response:true}', 2],
    ['http_reqs{expected_response:false}', 3],
    ['http_reqs{expected_response:false,status:500,scenario:main}', 1],
    ['http_reqs{expected_response:yes}', 0],
    ['http_reqs{proto:HTTP/1.1}', 4],
    ['http_reqs{proto:HTTP/2.0}', 0],
    ['http_reqs{toString:x}', 0],
  ])('%s counts %d of 5 requests', (metric, count) => {
    const scenarios = ['main', 'spike'].map((name) => ({ name, tags: {} }));
    const recording = recorder({ series: all, scenarios, thresholds: [threshold(metric, 'count >= 0')] });
    recording.request(sample());
    recording.request(sample({ status: 500, errorCode: 1500, failed: true }));
    recording.request(sample({ status: 0, errorCode: 1212, failed: true }));
    recording.request(sample({ series: 1 }));
    recording.request(sample({ series: 1, status: 404, errorCode: 1404, failed: true }));
    expect(statusAt(recording, 1000, 'done')[0]).toMatchObject({ metric, value: count, ok: true });
  });

  it('narrows checks by their name and iterations by their scenario', () => {
    const recording = recorder({
      scenarios: [
        { name: 'main', tags: { kind: 'read' } },
        { name: 'other', tags: {} },
      ],
      checks: [
        { name: 'a', series: 0 },
        { name: 'b', series: 1 },
      ],
      thresholds: [
        threshold('checks{check:a}', 'rate >= 0'),
        threshold('checks{check:b,name:list}', 'rate >= 0'),
        threshold('iterations{scenario:other}', 'count >= 0'),
        threshold('iteration_duration{kind:read}', 'max >= 0'),
        threshold('dropped_iterations{scenario:main}', 'count >= 0'),
      ],
    });
    recording.check(0, true);
    recording.check(1, false);
    recording.iteration(0, 5000);
    recording.iteration(1, 9000);
    recording.dropped(0, 4);
    recording.dropped(1, 2);
    expect(statusAt(recording, 1000).map((one) => one.value)).toEqual([1, 0, 1, 5, 4]);
  });

  it("of any trend takes that trend's own time", () => {
    const own = {
      http_req_duration: 1,
      http_req_service_time: 2,
      http_req_blocked: 3,
      http_req_connecting: 4,
      http_req_tls_handshaking: 5,
      http_req_sending: 6,
      http_req_waiting: 7,
      http_req_receiving: 8,
    };
    const thresholds = Object.keys(own).map((metric) => threshold(`${metric}{scenario:main}`, 'max > 0'));
    const recording = recorder({ thresholds });
    recording.request(
      sample({
        durationUs: 1000,
        serviceUs: 2000,
        blockedUs: 3000,
        connectingUs: 4000,
        tlsHandshakingUs: 5000,
        sendingUs: 6000,
        waitingUs: 7000,
        receivingUs: 8000,
      }),
    );
    expect(statusAt(recording, 1000).map((one) => one.value)).toEqual(Object.values(own));
  });

  it('is one metric however many thresholds are on it', () => {
    const thresholds = [
      threshold('http_reqs{status:200}', 'count > 0'),
      threshold('http_reqs{status:200}', 'rate > 0'),
    ];
    const recording = recorder({ thresholds });
    recording.request(sample());
    expect(statusAt(recording, 1000).map((one) => one.value)).toEqual([1, 1]);
    const names = recording.metrics(1000).map((one) => one.name);
    expect(names.filter((name) => name === 'http_reqs{status:200}')).toHaveLength(1);
  });
});
