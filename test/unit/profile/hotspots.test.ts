import { describe, expect, test } from 'vitest';
import { hotspotListSchema } from '../../../src/profile/hotspot.ts';
import { type FramePlace, HotspotTally } from '../../../src/profile/hotspots.ts';
import type { ProfileFrame, ProfileModel } from '../../../src/profile/model.ts';

/** A call tree in rows: function, index of the caller, self time in ms, and samples by line. */
type Row = readonly [name: string, parent: number, selfMs: number, lines?: Readonly<Record<number, number>>];

function model(rows: readonly Row[], idleMs = 0): ProfileModel {
  const nodes = rows.map(([name, parent, selfMs, lines = {}]) => ({
    frame: { function: name, scriptId: '1', url: name, line: 0, column: 0 },
    parent,
    selfUs: selfMs * 1000,
    lineTicks: Object.entries(lines).map(([line, ticks]) => ({ line: Number(line), ticks })),
  }));
  const busyUs = nodes.reduce((sum, one) => sum + one.selfUs, 0);
  return { startUs: 0, endUs: busyUs + idleMs * 1000, busyUs, idleUs: idleMs * 1000, nodes };
}

/** Functions in lower case are the user's own, each in a file of its own; line 99 of a file maps to nothing. */
function place(frame: ProfileFrame): FramePlace {
  const own = /^[a-z]/.test(frame.function);
  return {
    function: frame.function,
    file: own ? `/app/${frame.function}.ts` : '',
    line: own ? 10 : 0,
    column: own ? 3 : 0,
    own,
    originalLine: (line) => (own && line !== 99 ? line + 100 : null),
  };
}

function shares(...models: ProfileModel[]) {
  const tally = new HotspotTally();
  for (const one of models) tally.add(one, place);
  return tally.list(0, 1000).hotspots.map((one) => [one.function, one.self, one.total]);
}

test('self and total as shares of busy time, by self', () => {
  // main(10) → hash(60), main → query(20) → GC(10)
  const list = model(
    [
      ['main', -1, 10],
      ['hash', 0, 60],
      ['query', 0, 20],
      ['(GC)', 2, 10],
    ],
    400,
  );
  expect(shares(list)).toEqual([
    ['hash', 0.6, 0.6],
    ['query', 0.2, 0.3],
    ['main', 0.1, 1],
    ['(GC)', 0.1, 0.1],
  ]);
});

test('idle time is no part of a share, but is told', () => {
  const tally = new HotspotTally();
  tally.add(model([['hash', -1, 50]], 950), place);
  expect(tally.list(100, 1100)).toMatchObject({ startMs: 100, endMs: 1100, busyMs: 50, idleMs: 950 });
  expect(tally.list(100, 1100).hotspots[0]).toMatchObject({ self: 1, total: 1 });
});

test('recursion counts once in the total', () => {
  // walk(10) → walk(20) → visit(30) → walk(40)
  expect(
    shares(
      model([
        ['walk', -1, 10],
        ['walk', 0, 20],
        ['visit', 1, 30],
        ['walk', 2, 40],
      ]),
    ),
  ).toEqual([
    ['walk', 0.7, 1],
    ['visit', 0.3, 0.7],
  ]);
});

test('the same function from two callers is one hotspot', () => {
  expect(
    shares(
      model([
        ['a', -1, 0],
        ['hash', 0, 30],
        ['b', -1, 0],
        ['hash', 2, 70],
      ]),
    ),
  ).toEqual([
    ['hash', 1, 1],
    ['b', 0, 0.7],
    ['a', 0, 0.3],
  ]);
});

test('windows add up by time, not by share', () => {
  const busy = model([
    ['hash', -1, 90],
    ['json', -1, 10],
  ]);
  const calm = model(
    [
      ['hash', -1, 0],
      ['json', -1, 20],
    ],
    80,
  );
  expect(shares(busy, calm)).toEqual([
    ['hash', 0.75, 0.75],
    ['json', 0.25, 0.25],
  ]);
});

describe('lines', () => {
  const linesOf = (rows: readonly Row[]) => {
    const tally = new HotspotTally();
    tally.add(model(rows), place);
    return tally.list(0, 1).hotspots[0]?.lines;
  };

  test('share out the self time by samples, in original positions, the hottest first', () => {
    expect(
      linesOf([
        ['hash', -1, 80, { 5: 1, 6: 3 }],
        ['x', -1, 20],
      ]),
    ).toEqual([
      { line: 106, self: 0.6 },
      { line: 105, self: 0.2 },
    ]);
  });

  test('those that cannot be told are left out, and the others keep their share', () => {
    expect(linesOf([['hash', -1, 100, { 5: 1, 99: 3 }]])).toEqual([{ line: 105, self: 0.25 }]);
  });

  test('ten at most', () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [index + 1, 1]));
    expect(linesOf([['hash', -1, 100, many]])).toHaveLength(10);
  });
});

test('thirty at most: the hottest by self, and the user’s own callers of what is hot', () => {
  const rows: Row[] = [
    ['handler', -1, 0],
    ['route', 0, 0],
  ];
  for (let index = 0; index < 50; index += 1) rows.push([`Native${index}`, 1, 50 - index]);
  const tally = new HotspotTally();
  tally.add(model(rows), place);
  const { hotspots } = tally.list(0, 1);
  expect(hotspots).toHaveLength(30);
  expect(hotspots.slice(0, 20).map((one) => one.function)).toEqual(
    Array.from({ length: 20 }, (_, index) => `Native${index}`),
  );
  expect(hotspots.filter((one) => one.own).map((one) => [one.function, one.self, one.total])).toEqual([
    ['handler', 0, 1],
    ['route', 0, 1],
  ]);
});

test('a list fits the contract, also with nothing in it', () => {
  const tally = new HotspotTally();
  expect(hotspotListSchema.parse(tally.list(0, 0)).hotspots).toEqual([]);
  tally.add(
    model([
      ['hash', -1, 1, { 3: 1 }],
      ['(GC)', -1, 2],
    ]),
    place,
  );
  expect(hotspotListSchema.parse(tally.list(0, 10)).hotspots).toHaveLength(2);
});
