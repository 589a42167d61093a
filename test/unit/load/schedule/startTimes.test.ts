import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/seededRandom.ts';
import type { OpenExecutor } from '../../../../src/load/schedule/pacer.ts';
import { StartTimes } from '../../../../src/load/schedule/startTimes.ts';

const users = { timeUnitMs: 1000, preAllocatedVUs: 1, maxVUs: 10, whenBusy: 'wait' } as const;
const constant: OpenExecutor = { kind: 'constant-arrival-rate', rate: 100, durationMs: 10_000, ...users };
const ramp: OpenExecutor = {
  kind: 'ramping-arrival-rate',
  startRate: 0,
  stages: [{ durationMs: 10_000, target: 10 }],
  ...users,
};

function all(executor: OpenExecutor, random: () => number): number[] {
  const times = new StartTimes(executor, random);
  const found: number[] = [];
  for (let at = times.nextMs; at !== null; at = times.nextMs) {
    found.push(at);
    times.advance();
  }
  return found;
}

describe('starts of the open model', () => {
  it('evenly: a constant rate from the first on, and no random number asked for', () => {
    const never = () => {
      throw new Error('asked');
    };
    const found = all({ ...constant, durationMs: 1000 }, never);
    expect(found).toHaveLength(100);
    expect(found.slice(0, 3)).toEqual([0, 10, 20]);
  });

  it('poisson: gaps by the exponential distribution, -ln(1 - u) of the mean gap', () => {
    const draws = [1 - Math.exp(-1), 1 - Math.exp(-0.5), 0, 1 - Math.exp(-2), 1 - Math.exp(-1000)];
    const found = all({ ...constant, arrival: 'poisson' }, () => draws.shift() ?? 0.99999999);
    expect(found.slice(0, 4).map((ms) => Math.round(ms * 1e6) / 1e6)).toEqual([10, 15, 15, 35]);
  });

  it('poisson: a ramp has them where its area under the rate has grown by as much', () => {
    // 0 to 10/s in 10 s: the area after t seconds is t²/2, so it is 2 after 2 s and 8 after 4 s.
    const draws = [1 - Math.exp(-2), 1 - Math.exp(-6)];
    const found = all({ ...ramp, arrival: 'poisson' }, () => draws.shift() ?? 1 - 1e-16 * 2 ** 4);
    expect(found.slice(0, 2).map((ms) => Math.round(ms))).toEqual([2000, 4000]);
  });

  it('poisson: the rate holds on average, as do spread and order; a seed decides them', () => {
    const executor: OpenExecutor = { ...constant, durationMs: 100_000, arrival: 'poisson' };
    const found = all(executor, seededRandom(7, -1));
    // 10,000 expected, standard deviation 100.
    expect(Math.abs(found.length - 10_000)).toBeLessThan(400);
    const gaps = found.slice(1).map((ms, index) => ms - (found[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // An exponential distribution's deviation is its mean.
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
    expect(all(executor, seededRandom(7, -1))).toEqual(found);
    expect(all(executor, seededRandom(8, -1))).not.toEqual(found);
  });
});
