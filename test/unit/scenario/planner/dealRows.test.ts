import { describe, expect, it } from 'vitest';
import { dealRows, type RowPart } from '../../../../src/scenario/planner/dealRows.ts';

/** A number is a count, a text a percentage. */
const parts = (given: readonly (number | string)[]): RowPart[] =>
  given.map((one) =>
    typeof one === 'number'
      ? { kind: 'rows', rows: one }
      : { kind: 'share', millionths: BigInt(Math.round(Number(one) * 1e6)) },
  );

describe('rows dealt to kinds', () => {
  it.each([
    // 95,000 are left over.
    [100_000, ['3', 2000], [3000, 2000]],
    [100_000, ['2'], [2000]],
    // 0.29 × 100 is 28.999999999999996 in floating point.
    [10_000, ['0.29'], [29]],
    // 3.33 and 3.33 of 10, and 3.34 of no kind, which has the largest remainder.
    [10, ['33.3', '33.3'], [3, 3]],
    // 2.5 and 2.5: of equal remainders the first has the row.
    [10, ['25', '25'], [3, 2]],
    [7, ['50', '50'], [4, 3]],
    // 0.99999999, 0.99999999 and 1.00000002 rows.
    [3, ['33.333333', '33.333333', '33.333334'], [1, 1, 1]],
    // 1.5 and 1.5 of 15 rows, 12 of no kind.
    [15, ['10', '10'], [2, 1]],
    // 0.4 of a row is none, 0.6 is one.
    [100, ['0.4'], [0]],
    [100, ['0.6'], [1]],
    [10, [4, '50'], [4, 5]],
    [10, [10], [10]],
    [10, [0, '100'], [0, 10]],
    [0, ['50', 0], [0, 0]],
    [100_000_000, ['0.000001', '99.999999'], [1, 99_999_999]],
  ])('%i rows, %j: %j', (total, given, expected) => {
    expect(dealRows(total, parts(given))).toEqual(expected);
  });

  it.each([
    [10, [6, '50']],
    [10, [6, 5]],
    [10, ['60', '40.000001']],
  ])('%i rows, %j: more than there are', (total, given) => {
    expect(dealRows(total, parts(given))).toBeNull();
  });
});
