import { describe, expect, it } from 'vitest';
import { planOf } from '../parts.ts';

const FILE = `target: http://localhost:3000
tags: { team: shop }
scenarios:
  browse: { executor: constant-vus, duration: 10s, flow: browse, tags: { tier: free } }
  buy: { executor: constant-vus, duration: 10s, flow: buy, tags: { tier: gold } }
flows:
  browse:
    - { GET: /products, name: products }
  buy:
    - { GET: /cart, name: cart, tags: { kind: read } }
    - group: pay
      steps: [{ POST: /orders, name: orders, metric: { paid: { counter: $.total } } }]
thresholds:
`;

/** The metrics that are judged of those given, where these scenarios are run. */
function judged(metrics: readonly string[], scenarios?: readonly string[]): string[] {
  const lines = metrics.map((metric) => `  "${metric}": count > 100\n`);
  return planOf(FILE + lines.join(''), { scenarios }).thresholds.map(({ metric }) => metric);
}

const OF_BOTH = ['http_reqs', 'http_reqs{team:shop}', 'http_reqs{status:200,method:POST}'];
const OF_BUY = [
  'http_reqs{scenario:buy}',
  'http_reqs{name:orders}',
  'http_reqs{tier:gold}',
  'http_reqs{kind:read}',
  'http_reqs{group:::pay}',
  'paid',
];

describe('thresholds where only some scenarios are run', () => {
  it('are left out where only what is not run could meet them', () => {
    expect(judged([...OF_BOTH, ...OF_BUY], ['browse'])).toEqual(OF_BOTH);
    expect(judged(['http_reqs{tier:free,scenario:buy}', 'http_reqs{tier:free}'], ['browse'])).toEqual([
      'http_reqs{tier:free}',
    ]);
  });

  it('are all there for what is run, and where everything is', () => {
    expect(judged([...OF_BOTH, ...OF_BUY], ['buy'])).toEqual([...OF_BOTH, ...OF_BUY]);
    expect(judged([...OF_BOTH, ...OF_BUY])).toEqual([...OF_BOTH, ...OF_BUY]);
    expect(judged([...OF_BOTH, ...OF_BUY], ['browse', 'buy'])).toEqual([...OF_BOTH, ...OF_BUY]);
  });
});
