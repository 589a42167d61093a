import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/seededRandom.ts';

const take = (seed: number, stream: number, count = 5) => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: count }, () => random());
};

describe('seededRandom', () => {
  it('is the same for the same seed and stream, and another for every other', () => {
    expect(take(42, 1)).toEqual(take(42, 1));
    const firsts = new Set<number>();
    for (let seed = 0; seed < 30; seed++)
      for (let vu = 1; vu <= 30; vu++) firsts.add(take(seed, vu, 1)[0] ?? -1);
    expect(firsts.size).toBe(900);
    expect(take(2 ** 40, 1)).not.toEqual(take(2 ** 41, 1));
  });

  it('is at least 0, below 1 and even', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const value of take(7, 3, 100_000)) counts[Math.floor(value * 10)]! += 1;
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
