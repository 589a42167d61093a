import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/seededRandom.ts';
import { dealLoad } from '../../../../src/load/engine/dealLoad.ts';
import { DealtRows } from '../../../../src/load/program/dealtRows.ts';
import { iterationPool } from '../../../../src/load/schedule/iterationPool.ts';
import {
  type ClosedExecutor,
  maxVus,
  nextVusChangeMs,
  type OpenExecutor,
  plannedVus,
} from '../../../../src/load/schedule/pacer.ts';
import { ownUsers, type Share, userIndex, WHOLE } from '../../../../src/load/schedule/share.ts';
import { StartTimes } from '../../../../src/load/schedule/startTimes.ts';
import { vuNumbers } from '../../../../src/load/schedule/vuNumbers.ts';
import type { PlannedExecutor } from '../../../../src/scenario/plan/plan.ts';
import { plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';
const threads = fc.integer({ min: 1, max: 5 });
const users = fc.integer({ min: 1, max: 40 });
const stages = fc.array(fc.record({ durationMs: fc.integer({ min: 0, max: 900 }), target: fc.nat(40) }), {
  minLength: 1,
  maxLength: 4,
});
const closed: fc.Arbitrary<ClosedExecutor> = fc.oneof(
  fc.record({ kind: fc.constant('constant-vus' as const), vus: users, durationMs: fc.constant(500) }),
  fc.record({
    kind: fc.constant('ramping-vus' as const),
    startVUs: fc.nat(40),
    stages,
    gracefulRampDownMs: fc.constant(0),
  }),
);
const arrival = {
  timeUnitMs: fc.constantFrom(500, 1000),
  preAllocatedVUs: fc.constant(0),
  maxVUs: fc.integer({ min: 1, max: 9 }),
  whenBusy: fc.constant('wait' as const),
};
const open: fc.Arbitrary<OpenExecutor> = fc.oneof(
  fc.record({
    kind: fc.constant('constant-arrival-rate' as const),
    rate: fc.integer({ min: 1, max: 60 }),
    durationMs: fc.integer({ min: 1, max: 2000 }),
    ...arrival,
  }),
  fc.record({
    kind: fc.constant('ramping-arrival-rate' as const),
    startRate: fc.nat(40),
    stages,
    ...arrival,
  }),
);

function shares(executor: PlannedExecutor, count: number): Share[] {
  return dealLoad(planOf(origin, plannedScenario(executor), []), count);
}

function starts(executor: OpenExecutor, random: () => number, share: Share): number[] {
  const times = new StartTimes(executor, random, share);
  const found: number[] = [];
  for (let at = times.nextMs; at !== null; at = times.nextMs) {
    found.push(at);
    times.advance();
  }
  return found;
}

const rising = (times: number[]) => times.sort((a, b) => a - b);

describe('the load that is dealt to several threads is that of one', () => {
  it('the starts of the open model: the same instants, each in one thread, evenly spaced or at random', () => {
    fc.assert(
      fc.property(open, fc.boolean(), fc.nat(), threads, (executor, poisson, seed, count) => {
        const planned: OpenExecutor = poisson ? { ...executor, arrival: 'poisson' } : executor;
        const random = () => seededRandom(seed, -1);
        const dealt = shares(planned, count).flatMap((share) => starts(planned, random(), share));
        expect(rising(dealt)).toEqual(starts(planned, random(), WHOLE));
      }),
    );
  });

  it('by hand: ten starts a second, two threads with two users and one', () => {
    const executor: OpenExecutor = {
      kind: 'constant-arrival-rate',
      rate: 10,
      timeUnitMs: 1000,
      durationMs: 700,
      preAllocatedVUs: 0,
      maxVUs: 3,
      whenBusy: 'wait',
    };
    const dealt = shares(executor, 2).map((share) => starts(executor, Math.random, share));
    expect(dealt).toEqual([
      [0, 200, 300, 500, 600],
      [100, 400],
    ]);
  });

  it('the users of the closed model: as many at every instant, with the same numbers', () => {
    fc.assert(
      fc.property(closed, threads, (executor, count) => {
        const all = shares(executor, count);
        let atMs: number | null = 0;
        for (let change = 0; change < 60 && atMs !== null; change++) {
          const planned = plannedVus(executor, atMs);
          const numbers = all.flatMap((share) =>
            Array.from({ length: ownUsers(share, planned) }, (_, own) => userIndex(share, own)),
          );
          expect(rising(numbers)).toEqual(Array.from({ length: planned }, (_, index) => index));
          atMs = nextVusChangeMs(executor, atMs);
        }
        const most = all.reduce((sum, share) => sum + ownUsers(share, maxVus(executor)), 0);
        expect(most).toBe(maxVus(executor));
      }),
    );
  });

  it('iterations: so many for each user, or for all of them, and what is left is told once', () => {
    const kind = fc.constantFrom('shared-iterations' as const, 'per-vu-iterations' as const);
    fc.assert(
      fc.property(
        kind,
        users,
        fc.nat(60),
        threads,
        fc.infiniteStream(fc.nat()),
        (of, vus, each, count, dice) => {
          const executor = { kind: of, vus, iterations: each, maxDurationMs: 1000 };
          const pools = shares(executor, count).map((share) => ({
            pool: iterationPool(executor, share, 0),
            users: ownUsers(share, vus),
          }));
          const planned = of === 'shared-iterations' ? each : each * vus;
          let taken = 0;
          const draw = (below: number) => (dice.next().value ?? 0) % below;
          for (let turn = draw(80); turn > 0; turn--) {
            const one = pools[draw(pools.length)];
            if (one === undefined || one.users === 0) continue;
            const user = draw(one.users);
            if (!one.pool.take(user)) continue;
            if (draw(5) === 0) one.pool.giveBack(user);
            else taken++;
          }
          const told = pools.map(({ pool }) => pool.close());
          expect(taken + told.reduce((sum, one) => sum + one, 0)).toBe(planned);
          if (of === 'shared-iterations') expect(told.slice(0, -1).every((one) => one === 0)).toBe(true);
        },
      ),
    );
  });

  it('rows of data: in turn, each to one, wherever it is asked for', () => {
    const deal = { order: 'unique', atEnd: 'stop', rows: [[1], [2], [3], [4], [5]] } as const;
    const rows = { ...deal, rows: deal.rows.map((row) => [...row]) };
    const memory = DealtRows.memory(rows, true);
    const [a, b] = [new DealtRows(rows, memory), new DealtRows(rows, memory)];
    expect([a, b, b, a, b, a, b].map((one) => one.take())).toEqual([0, 1, 2, 3, 4, -1, -1]);
    expect([a.isOver, b.isOver]).toEqual([true, true]);
  });

  it('rows that are lent: given back by one thread, dealt by the other, the longest free first', () => {
    const rows = { order: 'unique', atEnd: 'recycle', rows: [[1], [2], [3]] } as const;
    const deal = { ...rows, rows: rows.rows.map((row) => [...row]) };
    const memory = DealtRows.memory(deal, true);
    const [a, b] = [new DealtRows(deal, memory), new DealtRows(deal, memory)];
    expect([a.take(), b.take(), a.take(), b.take()]).toEqual([0, 1, 2, -1]);
    expect([b.giveBack(1), a.giveBack(0)]).toEqual([true, true]);
    expect([a.take(), a.take(), b.take()]).toEqual([1, 0, -1]);
  });
});

describe('the numbers of virtual users', () => {
  const open = { timeUnitMs: 1000, whenBusy: 'wait', rate: 1, durationMs: 1000 } as const;
  const numberOf = vuNumbers([
    { executor: { kind: 'constant-vus', vus: 3, durationMs: 1000 } },
    { executor: { kind: 'constant-arrival-rate', ...open, preAllocatedVUs: 2, maxVUs: 10_000 } },
    { executor: { kind: 'per-vu-iterations', vus: 2, iterations: 1, maxDurationMs: 1000 } },
    { executor: { kind: 'constant-arrival-rate', ...open, preAllocatedVUs: 0, maxVUs: 5 } },
  ]);

  it('are those of the plan scenario by scenario, then those that may be added', () => {
    const numbers = (scenario: number, count: number) =>
      Array.from({ length: count }, (_, user) => numberOf(scenario, user));
    expect(numbers(0, 3)).toEqual([1, 2, 3]);
    expect(numbers(1, 4)).toEqual([4, 5, 8, 9]);
    expect(numbers(2, 2)).toEqual([6, 7]);
    expect(numbers(3, 2)).toEqual([10_006, 10_007]);
  });
});
