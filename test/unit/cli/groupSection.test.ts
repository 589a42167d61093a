import { describe, expect, it } from 'vitest';
import { endpointSection } from '../../../src/cli/endpointSection.ts';
import { groupSection } from '../../../src/cli/groupSection.ts';
import { widthOf } from '../../../src/cli/layout.ts';
import { styleOf } from '../../../src/cli/style.ts';
import type { EndpointStats } from '../../../src/metrics/rows.ts';
import { latency, runInfo, snapshot } from '../../support/sessionStates.ts';

const style = styleOf(false);
const times = latency({ count: 1234, med: 45, p95: 132, p99: 214, max: 1280 });
const groups = [
  { path: '::checkout', durationMs: times },
  { path: '::checkout::pay with a card that is declined', durationMs: latency({ count: 9 }) },
  { path: '::never', durationMs: latency({ count: 0 }) },
];

describe('the groups in the summary', () => {
  it('have a row each, inner ones with the names of the outer; those that never ended have none', () => {
    expect(groupSection({ snapshot: snapshot({ groups }) }, { style, width: 100 })).toEqual([
      'Groups                                         count    p50     p95     p99     max',
      '  checkout                                     1,234  45 ms  132 ms  214 ms  1.28 s',
      '  checkout › pay with a card that is declined      9  31 ms   95 ms   99 ms  120 ms',
    ]);
  });

  it.each([60, 80, 100])('fit into %i columns', (width) => {
    for (const line of groupSection({ snapshot: snapshot({ groups }) }, { style, width }))
      expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('are not there where the flows have none', () =>
    expect(groupSection({ snapshot: snapshot() }, { style, width: 100 })).toEqual([]));
});

const endpoint: EndpointStats = {
  scenario: 'open',
  name: 'login',
  method: 'POST',
  path: '/login',
  requests: 1234,
  failed: 0,
  perSec: 61.7,
  latencyMs: latency({ med: 21, p95: 132, p99: 214 }),
  serviceMs: latency({ p95: 30 }),
};

describe('the endpoints in the summary', () => {
  it('tell the service time beside the response time in the open model', () => {
    const closed = { ...endpoint, name: 'closed', serviceMs: null };
    const run = runInfo({ scenarios: ['normal'] });
    expect(endpointSection({ endpoints: [endpoint, closed], run }, { style, width: 100 })).toEqual([
      'Endpoints  requests  req/s    p50     p95     p99  service p95  failed',
      '  login       1,234     62  21 ms  132 ms  214 ms        30 ms       0',
      '  closed      1,234     62  21 ms  132 ms  214 ms                    0',
    ]);
    const [head] = endpointSection({ endpoints: [closed], run }, { style, width: 100 });
    expect(head).not.toContain('service');
  });

  it.each([80, 90, 100])('fit into %i columns', (width) => {
    const name = 'a name that is far too long for a terminal';
    const endpoints = [{ ...endpoint, name, requests: 1_234_567, failed: 12 }];
    for (const line of endpointSection({ endpoints, run: runInfo() }, { style, width }))
      expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  const namesOf = (endpoints: EndpointStats[], width = 100) =>
    endpointSection({ endpoints, run: runInfo({ scenarios: ['normal'] }) }, { style, width })
      .slice(1)
      .map((line) => line.trim().split(/ {2,}/)[0]);

  it('have what tells them apart where several have one name: the group, method and path, a number', () => {
    const grouped = ['::shop', '::shop::pay'].map((group) => ({ ...endpoint, group }));
    expect(namesOf([...grouped, { ...endpoint, name: 'other', group: '::shop' }])).toEqual([
      'shop › login',
      'shop › pay › login',
      'other',
    ]);
    expect(namesOf([endpoint, { ...endpoint, path: '/v2/login' }])).toEqual([
      'login POST /login',
      'login POST /v2/login',
    ]);
    expect(namesOf([endpoint, endpoint])).toEqual(['login POST /login (1)', 'login POST /login (2)']);
    const unnamed = { ...endpoint, name: 'POST /login' };
    expect(namesOf([unnamed, unnamed])).toEqual(['POST /login (1)', 'POST /login (2)']);
  });

  it('are never cut: of a long name the figures stand below it', () => {
    const long = 'GET /v1/customers/${customer}/orders/${order}/lines/';
    expect(
      namesOf(
        [`${long}a`, `${long}b`].map((name) => ({ ...endpoint, name })),
        80,
      ),
    ).toEqual([`${long}a`, '1,234', `${long}b`, '1,234']);
  });
});
