import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/cli/layout.ts';
import { styleOf } from '../../../src/cli/style.ts';
import { suiteLines } from '../../../src/cli/suiteTable.ts';
import type { SuiteMemberState, SuiteState } from '../../../src/session/suiteState.ts';

const member = (over: Partial<SuiteMemberState>): SuiteMemberState => ({
  label: 'browse',
  file: '/shop/perf/shop.perf.yaml',
  scenarios: ['browse'],
  status: 'passed',
  limited: false,
  verdict: 'p95 41 ms, the threshold holds.',
  requests: 1204,
  failed: 0,
  requestsPerSec: 120.4,
  p95Ms: 41,
  worst: {
    metric: 'http_req_duration',
    expression: 'p(95) < 100',
    value: 41,
    limit: 100,
    ok: true,
    margin: -0.59,
  },
  runId: 'r1',
  recordFile: '/shop/.hotlap/runs/r1.json',
  ...over,
});
const broken = {
  metric: 'http_req_duration',
  expression: 'p(95) < 300',
  value: 512,
  limit: 300,
  ok: false,
  margin: 0.7067,
};
const suite: SuiteState = {
  id: 's1',
  name: 'quick',
  description: null,
  file: '/shop/perf/shop.perf.yaml',
  startedAtMs: 0,
  phase: 'finished',
  outcome: 'failed',
  current: 2,
  recordFile: '/shop/.hotlap/suites/s1.json',
  members: [
    member({}),
    member({ label: 'pay.perf.yaml#card', status: 'failed', failed: 12, p95Ms: 512, worst: broken }),
    member({ label: 'look', worst: null, limited: true }),
    member({ label: 'last', status: 'waiting', requests: 0, worst: null }),
  ],
};

describe('the end of a suite', () => {
  it('is its verdict, a line for each run, and the record', () => {
    const lines = suiteLines(suite, { style: styleOf(false), width: 110, cwd: '/shop' });
    expect(lines).toEqual([
      '✗ Suite quick: 2 passed (1 generator-limited), 1 failed, 1 not run: pay.perf.yaml#card p95 512 ms > 300 ms',
      '  run                 verdict                      requests  req/s     p95  failed  nearest to its limit',
      '  browse              ✓ passed                        1,204    120   41 ms     0 %  p(95) < 100  59 % to spare',
      '  pay.perf.yaml#card  ✗ failed                        1,204    120  512 ms     1 %  p(95) < 300  71 % over',
      '  look                ▲ passed, generator-limited     1,204    120   41 ms     0 %  no thresholds',
      '  last                · not run',
      '',
      'record .hotlap/suites/s1.json',
    ]);
  });

  it('fits a narrow terminal: what is nearest to its limit below each row, and a long label above it', () => {
    const long = member({
      label: 'a label that is far too long for a column',
      status: 'waiting',
      requests: 0,
    });
    const lines = suiteLines(
      { ...suite, members: [...suite.members.slice(0, 2), long] },
      { style: styleOf(false), width: 64, cwd: '/shop' },
    );
    expect(lines.slice(2, 9)).toEqual([
      '  run                 verdict    requests  req/s     p95  failed',
      '  browse              ✓ passed      1,204    120   41 ms     0 %',
      '    p(95) < 100  59 % to spare',
      '  pay.perf.yaml#card  ✗ failed      1,204    120  512 ms     1 %',
      '    p(95) < 300  71 % over',
      '  a label that is far too long for a column',
      '                      · not run',
    ]);
  });

  it('shows nothing that a terminal would obey, and nothing wider than it is', () => {
    const label = `\u001b[31m${'x'.repeat(90)}`;
    const long = { ...suite, members: [member({ label, limited: true }), member({ label: `${label}y` })] };
    const lines = suiteLines(long, { style: styleOf(false), width: 80, cwd: '/' });
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines.filter((line) => /^ +x+y$/.test(line))).toHaveLength(1);
  });
});
