import { describe, expect, it } from 'vitest';
import { newSample } from '../../../src/load/user/sampler.ts';
import { SlowestTable } from '../../../src/metrics/slowestTable.ts';

const series = ['a', 'b'].map((name) => ({
  scenario: 's',
  name,
  method: 'GET',
  path: `/${name}`,
  url: `http://localhost/${name}`,
  tags: {},
}));
const sample = (durationMs: number, traceId = `t${durationMs}`, of = 0) => ({
  ...newSample(),
  series: of,
  status: 200,
  durationUs: durationMs * 1000,
  traceId,
});

describe('the slowest requests', () => {
  it('are the ten slowest that have a trace, the slowest first', () => {
    const table = new SlowestTable(series);
    table.request(sample(999, ''));
    // Each number from 0 to 99 once, in no order: 37 and 100 have no divisor in common.
    for (let i = 0; i < 100; i++) table.request(sample((i * 37) % 100));
    expect(table.rows().map((one) => one.durationMs)).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91, 90]);
    expect(table.rows()[0]).toEqual({
      scenario: 's',
      name: 'a',
      method: 'GET',
      status: 200,
      durationMs: 99,
      traceId: 't99',
    });
  });

  it('of several threads are those of all', () => {
    const whole = new SlowestTable(series);
    const parts = [new SlowestTable(series), new SlowestTable(series)];
    for (let turn = 0; turn < 2; turn++) {
      for (let i = 0; i < 50; i++) parts[i % 2]?.request(sample(turn * 50 + i, undefined, i % 2));
      for (const part of parts) whole.absorb(part.drain());
    }
    expect(whole.rows().map((one) => `${one.name}${one.durationMs}`)).toEqual([
      'b99',
      'a98',
      'b97',
      'a96',
      'b95',
      'a94',
      'b93',
      'a92',
      'b91',
      'a90',
    ]);
    expect(parts[0]?.rows()).toEqual([]);
  });
});
