import { expect, it } from 'vitest';
import { customSection } from '../../../src/cli/customSection.ts';
import { styleOf } from '../../../src/cli/style.ts';
import type { CustomStats } from '../../../src/metrics/rows.ts';
import { snapshot } from '../../support/sessionStates.ts';

const custom: CustomStats[] = [
  {
    name: 'basket',
    type: 'trend',
    values: {
      count: 1204,
      avg: 36.66666667,
      min: -10,
      med: 20,
      max: 80,
      'p(90)': 79,
      'p(95)': 80,
      'p(99)': 80,
    },
  },
  { name: 'orders', type: 'counter', values: { count: 4, rate: 2 } },
  { name: 'stock', type: 'gauge', values: { value: 7, min: 7, max: 9.5 } },
  { name: 'cached', type: 'rate', values: { rate: 0.5, passes: 1, fails: 1 } },
  { name: 'never', type: 'rate', values: { rate: 0, passes: 0, fails: 0 } },
];

it("tells each of the user's metrics with the figures of its type", () => {
  const lines = customSection({ snapshot: snapshot({ custom }) }, { style: styleOf(false), width: 100 });
  expect(lines).toEqual([
    'Metrics',
    '  basket  trend    count 1,204  avg 36.6667  min -10  p50 20  p95 80  p99 80  max 80',
    '  orders  counter  count 4  rate 2 /s',
    '  stock   gauge    value 7  min 7  max 9.5',
    '  cached  rate     rate 50 % (1 of 2)',
    '  never   rate     –',
  ]);
});

it('says nothing where there are none', () => {
  expect(customSection({ snapshot: snapshot() }, { style: styleOf(false), width: 100 })).toEqual([]);
});
