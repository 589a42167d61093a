import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isTrendStat,
  parseMetricName,
  parseThreshold,
  printThreshold,
  THRESHOLD_OPERATORS,
  type ThresholdExpression,
  thresholdProblem,
} from '../../../src/metrics/thresholdExpression.ts';

const read = (text: string) => {
  const parsed = parseThreshold(text);
  return parsed.ok ? parsed.expression : parsed.message;
};

describe("a threshold's expression", () => {
  it.each([
    ['p(95) < 100', { method: 'p', percentile: 95, operator: '<', limit: 100 }],
    ['p(99.9)<=1.5e3', { method: 'p', percentile: 99.9, operator: '<=', limit: 1500 }],
    ['p(0)>0', { method: 'p', percentile: 0, operator: '>', limit: 0 }],
    ['rate<0.001', { method: 'rate', operator: '<', limit: 0.001 }],
    ['  count   >=  10 ', { method: 'count', operator: '>=', limit: 10 }],
    ['value===-3', { method: 'value', operator: '===', limit: -3 }],
    ['avg == +4', { method: 'avg', operator: '==', limit: 4 }],
    ['med != .5', { method: 'med', operator: '!=', limit: 0.5 }],
  ])('%s is read as k6 reads it', (text, expression) => {
    expect(read(text)).toEqual(expression);
  });

  it.each([
    ['p(95) < 500ms', 'milliseconds, write 500'],
    ['p(95) < 2s', 'milliseconds, write 2000'],
    ['rate < 1%', 'a rate is a ratio, write 0.01'],
    ['p( 95 ) < 100', 'no spaces within'],
    ['p(101) < 100', 'N from 0 to 100'],
    ['p() < 100', 'N from 0 to 100'],
    ['P(95) < 100', '"P(95)" is no aggregation'],
    ['Avg < 100', '"Avg" is no aggregation'],
    ['p95<200', '"p95" is no aggregation: did you mean p(95)?'],
    ['p99.9 < 200', '"p99.9" is no aggregation: did you mean p(99.9)?'],
    ['mean < 3', '"mean" is no aggregation: did you mean avg?'],
    ['Median < 3', '"Median" is no aggregation: did you mean med?'],
    ['< 100', 'no aggregation before the operator'],
    ['p(95)', 'an aggregation, an operator and a number'],
    ['p(95) <', 'an aggregation, an operator and a number'],
    ['', 'an aggregation, an operator and a number'],
    ['p(95) < ', '"" is not a number'],
    ['p(95) < 1_000', 'is not a number'],
    ['p(95) < NaN', 'is not a number'],
    ['p(95) < 100 || avg < 3', '"100 || avg < 3" is not a number'],
    // k6 tries <= first, wherever it stands.
    ['avg > 1 <= 2', '"avg > 1" is no aggregation'],
  ])('%s is refused with what to write instead', (text, message) => {
    expect(read(text)).toContain(message);
  });

  it('is the same after it was printed and read again', () => {
    const limit = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const operator = fc.constantFrom(...THRESHOLD_OPERATORS);
    const plain = fc.record({
      method: fc.constantFrom('value', 'count', 'rate', 'avg', 'min', 'med', 'max'),
      operator,
      limit,
    });
    const percentile = fc.record({
      method: fc.constant('p'),
      percentile: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
      operator,
      limit,
    });
    fc.assert(
      fc.property(fc.oneof(plain, percentile) as fc.Arbitrary<ThresholdExpression>, (expression) => {
        expect(parseThreshold(printThreshold(expression))).toEqual({ ok: true, expression });
      }),
    );
  });

  it('is refused or read, whatever the text, and never throws', () => {
    const piece = fc.constantFrom('p(', ')', '95', ' ', '<', '=', '!', '>', 'rate', 'avg', '-', 'e', '.');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          const parsed = parseThreshold(text);
          if (parsed.ok) expect(Number.isFinite(parsed.expression.limit)).toBe(true);
          else expect(parsed.message).not.toBe('');
        },
      ),
    );
  });
});

describe("a metric's name", () => {
  it.each([
    ['http_req_duration', 'http_req_duration', []],
    ['http_req_duration{name:login}', 'http_req_duration', [['name', 'login']]],
    [
      'http_reqs{ status:200 , method : GET }',
      'http_reqs',
      [
        ['status', '200'],
        ['method', 'GET'],
      ],
    ],
    [
      `http_reqs{name:"high amount",scenario:'a'}`,
      'http_reqs',
      [
        ['name', 'high amount'],
        ['scenario', 'a'],
      ],
    ],
    ['http_reqs{url:http://h:80/a}', 'http_reqs', [['url', 'http://h:80/a']]],
    ['group_duration{group:::login}', 'group_duration', [['group', '::login']]],
    // From the first { to the last }.
    ['http_reqs{name:GET /users/{id}}', 'http_reqs', [['name', 'GET /users/{id}']]],
  ])('%s is split as k6 splits it', (text, metric, tags) => {
    expect(parseMetricName(text)).toEqual({ ok: true, metric, tags });
  });

  it.each(['m{', 'm}', 'm}{', 'm{a:b} ', 'm{a:b}c', 'm{}', 'm{a}', 'm{a:}', 'm{a:b,}', 'm{:b}', 'm{a:"  "}'])(
    '%s is refused',
    (text) => {
      expect(parseMetricName(text).ok).toBe(false);
    },
  );
});

describe('a threshold in a scenario file', () => {
  it.each([
    ['http_reqs', 'rate > 10'],
    ['http_reqs', 'count > 10'],
    ['vus', 'value < 10'],
    ['http_req_failed', 'rate < 0.1'],
    ['checks{check:status is 2xx}', 'rate > 0.9'],
    ['http_req_duration', 'med < 10'],
    ['http_req_duration{expected_response:true}', 'p(99.99) < 10'],
  ])('%s: %s is right', (metric, expression) => {
    expect(thresholdProblem(metric, expression)).toBeNull();
  });

  it.each([
    [
      'http_req_failed',
      'p(95) < 10',
      '"p(95)" does not go with http_req_failed, which is a rate: a rate has rate',
    ],
    ['http_reqs', 'avg < 10', 'a counter has count, rate'],
    ['vus', 'max < 10', 'a gauge has value'],
    ['http_req_duration', 'rate < 10', 'a trend has avg, min, max, med, p(N)'],
    ['http_req_durations', 'avg < 10', 'did you mean http_req_duration?'],
    ['latency_of_everything', 'avg < 10', 'the metrics are vus'],
    ['constructor', 'count < 10', 'there is no metric "constructor"'],
    ['http_reqs{', 'count < 10', 'that no } closes'],
  ])('%s: %s is refused, and the message says what there is', (metric, expression, message) => {
    expect(thresholdProblem(metric, expression)).toContain(message);
  });

  it("knows the user's own metrics by their type", () => {
    expect(thresholdProblem('logins', 'count > 3', { logins: 'counter' })).toBeNull();
    expect(thresholdProblem('logins', 'avg > 3', { logins: 'counter' })).toContain('a counter has');
  });
});

it('the statistics of a trend are those that k6 can show', () => {
  for (const stat of ['avg', 'min', 'med', 'max', 'count', 'p(99.9)']) expect(isTrendStat(stat)).toBe(true);
  for (const stat of ['', 'value', 'rate', 'p95', 'p(101)', 'mean']) expect(isTrendStat(stat)).toBe(false);
});
