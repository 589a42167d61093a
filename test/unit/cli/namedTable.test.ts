import { describe, expect, it } from 'vitest';
import { besideLines, widthOf, wrap } from '../../../src/cli/layout.ts';
import { namedTable } from '../../../src/cli/namedTable.ts';

describe('a table that names begin', () => {
  const tags = 'http_req_duration{name:GET /fast,area:checkout';
  const rows = [
    { mark: '✓ ', name: 'http_reqs', cells: ['count > 0', '12'] },
    { mark: '✗ ', name: `${tags}}`, cells: ['p(95) < 100', '132 ms'] },
    { mark: '✗ ', name: `${tags}2}`, cells: ['p(95) < 100', '140 ms'], below: 'why it broke' },
  ];

  it('has a name in its row where there is room', () => {
    expect(namedTable(rows.slice(0, 2), 'lr', 80)).toEqual([
      '  ✓ http_reqs                                        count > 0        12',
      '  ✗ http_req_duration{name:GET /fast,area:checkout}  p(95) < 100  132 ms',
    ]);
  });

  it('cuts none where there is not, so that two are never one: their rows stand below them', () => {
    expect(namedTable(rows, 'lr', 52, ['Thresholds', 'limit', 'value'])).toEqual([
      'Thresholds     limit         value',
      '  ✓ http_reqs  count > 0        12',
      '  ✗ http_req_duration{name:GET /fast,area:checkout}',
      '               p(95) < 100  132 ms',
      '  ✗ http_req_duration{name:GET /fast,area:checkout2}',
      '               p(95) < 100  140 ms',
      '    why it broke',
    ]);
  });

  it.each([34, 50, 80])('keeps within %i columns, a name on as many lines as it takes', (width) => {
    const lines = namedTable(rows, 'lr', width);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(/\s/g, '')).toContain('area:checkout2}');
  });
});

describe('figures beside each other', () => {
  it('are three columns apart, two where that is too wide, and never broken', () => {
    const figures = ['p50 31 ms', 'p95 95 ms', 'max 120 ms'];
    expect(besideLines(figures, 34)).toEqual(['p50 31 ms   p95 95 ms   max 120 ms']);
    expect(besideLines(figures, 33)).toEqual(['p50 31 ms  p95 95 ms  max 120 ms']);
    expect(besideLines(figures, 31)).toEqual(['p50 31 ms  p95 95 ms', 'max 120 ms']);
    expect(besideLines(figures, 5)).toEqual(figures);
    expect(besideLines([], 5)).toEqual([]);
  });
});

it('a word that is longer than a line is broken where the line ends', () => {
  expect(wrap('to http://localhost:3000/a/b now', 10)).toEqual([
    'to',
    'http://loc',
    'alhost:300',
    '0/a/b now',
  ]);
});
