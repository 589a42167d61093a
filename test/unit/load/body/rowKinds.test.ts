import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/seededRandom.ts';
import { KindDeal, KindRows } from '../../../../src/load/body/rowKinds.ts';

const dealAll = (counts: readonly number[], seed = 1): number[] => {
  const deal = new KindDeal(counts, seededRandom(seed, 1));
  return Array.from({ length: counts.reduce((sum, one) => sum + one, 0) }, () => deal.next());
};
const countsOf = (dealt: readonly number[], kinds: number) =>
  Array.from({ length: kinds }, (_, kind) => dealt.filter((one) => one === kind).length);

describe('kinds dealt to rows', () => {
  it('come exactly as often as they are asked for, and evenly', () => {
    const dealt = dealAll([3000, 2000, 95_000]);
    expect(countsOf(dealt, 3)).toEqual([3000, 2000, 95_000]);
    // 3 %, 2 % and 95 % come out even in each 100 rows.
    for (let from = 0; from < dealt.length; from += 100)
      expect(countsOf(dealt.slice(from, from + 100), 3)).toEqual([3, 2, 95]);
  });

  it('are in an order that the seed decides', () => {
    const counts = [30, 20, 950];
    expect(dealAll(counts, 7)).toEqual(dealAll(counts, 7));
    expect(dealAll(counts, 7)).not.toEqual(dealAll(counts, 8));
    // Not the same places in each block.
    const dealt = dealAll(counts, 7);
    expect(dealt.slice(0, 100)).not.toEqual(dealt.slice(100, 200));
  });

  it('are dealt to the row whatever their numbers, and none before its time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 6 }),
        fc.integer(),
        (counts, seed) => {
          const total = counts.reduce((sum, one) => sum + one, 0);
          const dealt = dealAll(counts, seed);
          expect(countsOf(dealt, counts.length)).toEqual(counts);
          for (let to = 100; to < total; to += 100) {
            countsOf(dealt.slice(0, to), counts.length).forEach((count, kind) => {
              expect(count).toBeLessThanOrEqual(Math.ceil((to * (counts[kind] ?? 0)) / total));
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rows of kinds', () => {
  const context = (row: number) => ({
    vu: 1,
    iter: 0,
    row,
    slots: [],
    nowMs: () => 0,
    random: () => 0,
  });
  const id = ({ row = 0 }) => String(row);
  const linesOf = (made: KindRows, rows: number) =>
    Array.from({ length: rows }, (_, index) => made.line(context(index + 1)));

  it('differ in their own columns alone', () => {
    const kinds = [{ rows: 2, repeat: false, columns: [null, () => 'a "b"'] }];
    const lines = linesOf(new KindRows(6, [id, () => 'x'], kinds, seededRandom(1, 1)), 6);
    expect(lines.map((line) => line.split(',')[0])).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(lines.filter((line) => line.endsWith(',"a ""b"""'))).toHaveLength(2);
    expect(lines.filter((line) => line.endsWith(',x'))).toHaveLength(4);
  });

  it('are repeated from before, also where most are', () => {
    for (let seed = 0; seed < 30; seed++) {
      const kinds = [{ rows: 4, repeat: true, columns: [null, null] }];
      const lines = linesOf(new KindRows(5, [id, () => 'x'], kinds, seededRandom(seed, 1)), 5);
      expect(lines).toEqual(['1,x', '1,x', '1,x', '1,x', '1,x']);
    }
  });

  it('are repeated with columns of their own', () => {
    const kinds = [{ rows: 4, repeat: true, columns: [id, null] }];
    const lines = linesOf(new KindRows(5, [id, id], kinds, seededRandom(1, 1)), 5);
    expect(lines).toEqual(['1,1', '2,1', '3,1', '4,1', '5,1']);
  });

  it('are repeated from those of no kind', () => {
    const kinds = [
      { rows: 30, repeat: true, columns: [null, null] },
      { rows: 50, repeat: false, columns: [null, () => 'bad'] },
    ];
    const lines = linesOf(new KindRows(200, [id, () => 'x'], kinds, seededRandom(3, 1)), 200);
    expect(lines.filter((line) => line.endsWith('bad'))).toHaveLength(50);
    expect(new Set(lines).size).toBe(170);
    expect(new Set(lines.filter((line) => line.endsWith('bad'))).size).toBe(50);
    lines.forEach((line, index) => {
      expect(Number(line.split(',')[0])).toBeLessThanOrEqual(index + 1);
    });
  });
});
