import { describe, expect, it } from 'vitest';
import { failureKinds, otherFailures } from '../../../src/session/failureKinds.ts';
import { failure } from '../metrics/parts.ts';

const [a, b, c] = [failure('one', 'a'), failure('two', 'a'), { ...failure('three', 'b'), elapsedMs: 9 }];

describe('failureKinds', () => {
  it('puts together what is alike, with how many there were, the most frequent first', () => {
    const counts = [
      { kind: 'a', count: 3 },
      { kind: 'b', count: 40 },
      { kind: '', count: 5 },
    ];
    expect(failureKinds([a, b, c], counts)).toEqual([
      { first: c, more: [], count: 40 },
      { first: a, more: [b], count: 3 },
    ]);
    expect(otherFailures(counts)).toBe(5);
  });

  it('of an older record, that counted none, are told by what they say', () => {
    const old = [a, b, a].map((one) => ({ ...one, kind: '' }));
    expect(failureKinds(old).map(({ first, count }) => [first.reason, count])).toEqual([
      ['one', 2],
      ['two', 1],
    ]);
    expect(otherFailures(undefined)).toBe(0);
  });
});
