import { describe, expect, it } from 'vitest';
import { DataFeed } from '../../../../src/load/program/dataFeed.ts';
import type { PlannedData } from '../../../../src/scenario/plan/plan.ts';

function feedOf(order: PlannedData['order'], atEnd: PlannedData['atEnd'], count = 3): DataFeed {
  const rows = Array.from({ length: count }, (_, index) => [`row ${index}`]);
  return new DataFeed({ name: 'users', order, per: 'iteration', atEnd, slots: [0], rows });
}
const take = (feed: DataFeed, count: number, random = () => 0.5) =>
  Array.from({ length: count }, () => feed.take(random));

describe('a data feed', () => {
  it('sequential: the order of the file, then again', () => {
    const feed = feedOf('sequential', 'recycle');
    expect(take(feed, 7)).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(feed.isOver).toBe(false);
  });

  it.each(['sequential', 'unique'] as const)('%s: the order of the file, then none', (order) => {
    const feed = feedOf(order, 'stop');
    expect(feed.isOver).toBe(false);
    expect(take(feed, 5)).toEqual([0, 1, 2, -1, -1]);
    expect(feed.isOver).toBe(true);
    expect(feed.giveBack(0)).toBe(false);
    expect(feed.take(Math.random)).toBe(-1);
  });

  it('unique, recycled: those that were given back, in the order in which they were', () => {
    const feed = feedOf('unique', 'recycle');
    expect(take(feed, 4)).toEqual([0, 1, 2, -1]);
    expect(feed.isOver).toBe(false);
    expect([feed.giveBack(1), feed.giveBack(0)]).toEqual([true, true]);
    expect(take(feed, 3)).toEqual([1, 0, -1]);
    feed.giveBack(2);
    expect(take(feed, 2)).toEqual([2, -1]);
  });

  it('random: by the random number', () => {
    const randoms = [0, 0.34, 0.99];
    const feed = feedOf('random', 'recycle');
    expect(take(feed, 3, () => randoms.shift() ?? 0)).toEqual([0, 1, 2]);
    expect(feed.isOver).toBe(false);
  });

  it('fills the slots of its columns; null is nothing', () => {
    const rows = [['a@x', null, 0]];
    const data = {
      name: 'u',
      order: 'sequential',
      per: 'vu',
      atEnd: 'stop',
      slots: [4, 1, 2],
      rows,
    } as const;
    const slots: unknown[] = [9, 9, 9, 9, 9];
    new DataFeed({ ...data, slots: [...data.slots] }).fill(0, slots);
    expect(slots).toEqual([9, undefined, 0, 9, 'a@x']);
  });
});
