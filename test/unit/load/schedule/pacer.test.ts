import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClosedExecutor,
  maxVus,
  nextStartMs,
  nextVusChangeMs,
  type OpenExecutor,
  plannedVus,
} from '../../../../src/load/schedule/pacer.ts';

const ramp = (startVUs: number, ...stages: [durationSec: number, target: number][]): ClosedExecutor => ({
  kind: 'ramping-vus',
  startVUs,
  stages: stages.map(([sec, target]) => ({ durationMs: sec * 1000, target })),
  gracefulRampDownMs: 0,
});

/** All instants at which the number of users changes, with the number from then on. */
function steps(executor: ClosedExecutor): [sec: number, vus: number][] {
  const found: [number, number][] = [[0, plannedVus(executor, 0)]];
  for (let atMs = nextVusChangeMs(executor, 0); atMs !== null; atMs = nextVusChangeMs(executor, atMs)) {
    found.push([atMs / 1000, plannedVus(executor, atMs)]);
  }
  return found;
}

describe('the closed pacer', () => {
  it('holds the users of constant-vus until the end', () => {
    expect(steps({ kind: 'constant-vus', vus: 7, durationMs: 3000 })).toEqual([
      [0, 7],
      [3, 0],
    ]);
  });

  // k6's own example of an execution plan for ramping VUs, step by step.
  it('ramps as k6 does: up, down, up, and with jumps', () => {
    const executor = ramp(4, [2, 6], [5, 1], [4, 5], [5, 4], [0, 1], [2, 1]);
    expect(steps(executor)).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 5],
      [4, 4],
      [5, 3],
      [6, 2],
      [7, 1],
      [8, 2],
      [9, 3],
      [10, 4],
      [11, 5],
      [16, 1],
    ]);
  });

  it.each<[string, ClosedExecutor, number, number]>([
    ['counts whole users only on the way up', ramp(0, [10, 10]), 999, 0],
    ['has the first user after a tenth of a ramp to ten', ramp(0, [10, 10]), 1000, 1],
    ['has half of them half way', ramp(0, [10, 10]), 5000, 5],
    ['keeps a user until its whole share of the way down is over', ramp(10, [10, 0]), 999, 10],
    ['lets the first one go then', ramp(10, [10, 0]), 1000, 9],
    ['jumps at the start with a first stage of 0 s', ramp(1, [0, 50], [10, 50]), 0, 50],
    ['holds where the target stays', ramp(5, [10, 5]), 7000, 5],
  ])('%s', (_what, executor, elapsedMs, vus) => {
    expect(plannedVus(executor, elapsedMs)).toBe(vus);
  });

  it('knows the most users there will be', () => {
    expect(maxVus(ramp(3, [1, 8], [1, 0]))).toBe(8);
    expect(maxVus(ramp(9, [1, 8], [1, 0]))).toBe(9);
  });

  it('changes by one user a step within a ramp, and only forward in time, whatever the ramp', () => {
    const stage = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        (from, all) => {
          const found = steps(ramp(from, ...all));
          for (const [index, [sec, vus]] of found.entries()) {
            const before = found[index - 1];
            if (!before) continue;
            expect(sec).toBeGreaterThan(before[0]);
            expect(Math.abs(vus - before[1])).toBe(1);
          }
          expect(found.at(-1)?.[1]).toBe(all.at(-1)?.[1]);
        },
      ),
    );
  });
});

describe('the open pacer', () => {
  const rate = (perUnit: number, timeUnitMs: number, durationMs: number): OpenExecutor => ({
    kind: 'constant-arrival-rate',
    rate: perUnit,
    timeUnitMs,
    durationMs,
    preAllocatedVUs: 1,
    maxVUs: 1,
    whenBusy: 'drop',
  });

  it.each<[string, OpenExecutor, number, number | null]>([
    ['starts the first at once', rate(10, 1000, 1000), 0, 0],
    ['spaces 10/s by 100 ms', rate(10, 1000, 1000), 9, 900],
    ['starts none at the end itself', rate(10, 1000, 1000), 10, null],
    ['takes the time unit into account: 30 a minute are 2 s apart', rate(30, 60_000, 60_000), 3, 6000],
    [
      'does not drift: number 2,999,999 of 3/s is due at 999,999.67 s',
      rate(3, 1000, 1e9),
      2_999_999,
      999_999_666.666_666_6,
    ],
    ['starts none at a rate of 0', rate(0, 1000, 1000), 0, null],
  ])('%s', (_what, executor, hits, atMs) => {
    const found = nextStartMs(executor, hits);
    if (atMs === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(atMs, 5);
  });

  it('starts as many as the rate says over the duration', () => {
    const executor = rate(7, 1000, 3000);
    let hits = 0;
    while (nextStartMs(executor, hits) !== null) hits++;
    expect(hits).toBe(21);
  });
});

describe('the open pacer, ramping', () => {
  const ramping = (startRate: number, ...stages: [durationSec: number, target: number][]): OpenExecutor => ({
    kind: 'ramping-arrival-rate',
    startRate,
    stages: stages.map(([sec, target]) => ({ durationMs: sec * 1000, target })),
    timeUnitMs: 1000,
    preAllocatedVUs: 1,
    maxVUs: 1,
    whenBusy: 'drop',
  });
  const starts = (executor: OpenExecutor) => {
    const found: number[] = [];
    for (let at = nextStartMs(executor, 0); at !== null; at = nextStartMs(executor, found.length))
      found.push(at);
    return found;
  };

  // The area under a rate that rises from 0 to 1/s in 5 s is t²/10 after t seconds: number n starts at √(10 n).
  it('starts number n when the area under the rate reaches n', () => {
    const found = starts(ramping(0, [5, 1]));
    expect(found.map((ms) => Math.round(ms))).toEqual([3162, 4472]);
  });

  it.each<[string, OpenExecutor, number[]]>([
    ['is evenly spaced while it holds', ramping(4, [1, 4]), [250, 500, 750, 1000]],
    ['jumps with a stage of 0 s', ramping(0, [1, 0], [0, 4], [1, 4]), [1250, 1500, 1750, 2000]],
    // 4t - t² reaches 1, 2, 3 at 2 - √3, 2 - √2, 1; its top, 4, at the end.
    ['slows down to nothing', ramping(4, [2, 0]), [268, 586, 1000, 2000]],
    ['goes on from stage to stage', ramping(2, [1, 2], [1, 2]), [500, 1000, 1500, 2000]],
  ])('%s', (_what, executor, expected) => {
    expect(starts(executor).map((ms) => Math.round(ms))).toEqual(expected);
  });

  it('starts as many as the area under the rate, in order, whatever the stages', () => {
    const stage = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        (from, all) => {
          const found = starts(ramping(from, ...all));
          const rates = [from, ...all.map(([, target]) => target)];
          const area = all.reduce(
            (sum, [sec], i) => sum + (sec * ((rates[i] ?? 0) + (rates[i + 1] ?? 0))) / 2,
            0,
          );
          expect(found).toHaveLength(Math.floor(area + 1e-6));
          expect(found).toEqual([...found].sort((a, b) => a - b));
        },
      ),
    );
  });
});
