import { describe, expect, it } from 'vitest';
import { complete } from '../../../../src/scenario/assist/completion.ts';
import { build, fileWith, requestOf } from '../parts.ts';

const metricsOf = (metric: string) => requestOf(`{ GET: /, metric: ${metric} }`).metrics;

describe('metric', () => {
  it('takes a JSON path, a number or an expression; a trend unless it says otherwise', () => {
    expect(
      metricsOf('{ basket: $.total, size: "${vu}", sold: { counter: 2 }, stock: { gauge: $.n } }'),
    ).toEqual([
      { name: 'basket', type: 'trend', from: 'json', path: '$.total' },
      { name: 'size', type: 'trend', from: 'text', text: [{ call: 'vu', args: [] }] },
      { name: 'sold', type: 'counter', from: 'text', text: '2' },
      { name: 'stock', type: 'gauge', from: 'json', path: '$.n' },
    ]);
  });

  it('may use what the same step captures, not what no step has captured', () => {
    const step = (capture: string) =>
      fileWith(`  - { GET: /${capture}, metric: { price: "\${p}" } }\n  - { GET: /, capture: { p: $.p } }\n`);
    expect(build(step(', capture: { p: $.p }')).told).toEqual([]);
    expect(build(step('')).told).toEqual([
      '4:33 flow[0].metric.price: ${p} may have no value here: no step before this one captures it',
    ]);
  });

  it.each([
    ['{ http_reqs: 1 }', 'http_reqs is a metric of every run'],
    ['{ "a b": 1 }', '"a b" is no name for a metric'],
    ['{ a: 1 }', '"a" is no name for a metric'],
    ['{ ab: seven }', '"seven" is no number'],
    ['{ ab: "$.a b" }', 'in $.a b'],
    ['{ ab: {} }', 'nothing says what is measured'],
    ['{ ab: { gauge: 1, trend: 2 } }', 'trend and gauge exclude each other'],
    ['{ ab: { gauge: 1, sum: 1 } }', 'unknown key "sum"'],
  ])('%s is told', (metric, message) => {
    const { plan, told } = build(fileWith(`  - { GET: /, metric: ${metric} }\n`));
    expect(plan).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^4:\d+ flow\[0\]\.metric/);
    expect(told[0]).toContain(message.replace('in $.a b', ''));
  });

  it('of one name is of one type', () => {
    const steps = '  - { GET: /, metric: { ab: 1 } }\n  - { GET: /, metric: { ab: { gauge: 1 } } }\n';
    expect(build(fileWith(steps)).told).toEqual([
      '5:25 flow[1].metric.ab: ab is a trend in another step, and here a gauge',
    ]);
  });
});

describe('thresholds on metrics of the user', () => {
  const told = (threshold: string) =>
    build(
      fileWith(
        '  - { GET: /, metric: { basket: $.n, sold: { counter: 1 } } }\n',
        `thresholds: { ${threshold} }\n`,
      ),
    ).told;

  it.each(['basket: avg < 50', '"basket{scenario:default}": p(99) < 5', 'sold: [count > 3, rate > 1]'])(
    '%s',
    (threshold) => expect(told(threshold)).toEqual([]),
  );

  it.each([
    ['sold: avg < 5', '"avg" does not go with sold, which is a counter: a counter has count, rate'],
    ['baskt: avg < 5', 'there is no metric "baskt": did you mean basket?'],
    [
      'basket: value < 5',
      '"value" does not go with basket, which is a trend: a trend has avg, min, max, med, p(N)',
    ],
  ])('%s: %s', (threshold, message) => {
    expect(told(threshold)).toEqual([expect.stringContaining(message)]);
  });

  it('are offered', () => {
    const text =
      'target: http://localhost:3000\nthresholds:\n  \nflow: [{ GET: /, metric: { basket: $.n } }]\n';
    const found = complete(text, 3, 3).find((one) => one.label === 'basket');
    expect(found?.insertText).toBe('basket: [p(95) < ${1:200}]');
  });
});
