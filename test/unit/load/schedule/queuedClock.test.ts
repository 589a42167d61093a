import fc from 'fast-check';
import { expect, it } from 'vitest';
import { QueuedClock } from '../../../../src/load/schedule/queuedClock.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function queue() {
  const below = new FakeClock();
  const clock = new QueuedClock(below);
  const called: string[] = [];
  const note = (name: string) => () => called.push(`${name} at ${below.nowMs()}`);
  return { below, clock, called, note };
}

it('calls what is due in the order of time, and of two at once the first first', () => {
  const { below, clock, called, note } = queue();
  clock.after(30, note('c'));
  clock.after(10, note('a'));
  clock.after(10, note('b'));
  clock.after(0, note('now'));
  below.advance(30);
  expect(called).toEqual(['now at 0', 'a at 10', 'b at 10', 'c at 30']);
});

it('has one timer for all, and none once nothing is waited for', () => {
  const { below, clock, note } = queue();
  const waits = [50, 20, 40, 10].map((ms) => clock.after(ms, note('x')));
  expect(below.pending).toBe(1);
  for (const wait of waits) wait.dispose();
  expect(below.pending).toBe(0);
});

it('calls nothing that was taken back, by itself or by a call before it', () => {
  const { below, clock, called, note } = queue();
  const late = clock.after(10, note('late'));
  clock.after(5, () => late.dispose());
  const twice = clock.after(7, note('twice'));
  twice.dispose();
  twice.dispose();
  const kept = clock.after(8, note('kept'));
  below.advance(20);
  kept.dispose();
  expect(called).toEqual(['kept at 8']);
});

it('waits anew with the same timer, once at a time', () => {
  const { below, clock, called, note } = queue();
  const timer = clock.timer(note('timer'));
  below.advance(5);
  expect(called).toEqual([]);
  timer.set(10);
  clock.after(12, note('other'));
  timer.set(20);
  below.advance(30);
  timer.set(1);
  timer.dispose();
  timer.set(5);
  below.advance(10);
  timer.dispose();
  expect(called).toEqual(['other at 17', 'timer at 25', 'timer at 40']);
  expect(below.pending).toBe(0);
});

it('lets a timer be set again while it is called, for after the others that are due', () => {
  const { below, clock, called } = queue();
  const timer = clock.timer(() => {
    called.push(`timer at ${below.nowMs()}`);
    if (called.length < 3) timer.set(0);
  });
  timer.set(4);
  clock.after(4, () => called.push('other'));
  below.advance(4);
  expect(called).toEqual(['timer at 4', 'other', 'timer at 4']);
});

it('calls nothing early, though the timer beneath does', () => {
  let nowMs = 0;
  const fires: (() => void)[] = [];
  const early = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    every: () => ({ dispose: () => undefined }),
    timer: () => ({ set: () => undefined, dispose: () => undefined }),
    after: (_ms: number, fire: () => void) => {
      fires.push(fire);
      return { dispose: () => undefined };
    },
  };
  const called: number[] = [];
  new QueuedClock(early).after(10, () => called.push(nowMs));
  nowMs = 9.4;
  fires.shift()?.();
  expect(called).toEqual([]);
  nowMs = 10.1;
  fires.shift()?.();
  expect(called).toEqual([10.1]);
});

it('a call that fails costs no other its turn', () => {
  const { below, clock, called, note } = queue();
  clock.after(1, () => {
    throw new Error('mine');
  });
  clock.after(2, note('next'));
  expect(() => below.advance(1)).toThrow('mine');
  below.advance(5);
  expect(called).toEqual(['next at 2']);
});

it('what is waited for from within a call comes after what was due already', () => {
  const { below, clock, called, note } = queue();
  clock.after(1, () => {
    note('first')();
    clock.after(0, note('anew'));
  });
  clock.after(1, note('second'));
  below.advance(1);
  expect(called).toEqual(['first at 1', 'second at 1', 'anew at 1']);
});

it('does as a clock without a queue does, whatever is added and taken back', () => {
  const action = fc.oneof(
    fc.record({ add: fc.nat(20) }),
    fc.record({ drop: fc.nat(30) }),
    fc.record({ advance: fc.nat(8) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const outcomes = ['queued', 'plain'].map((kind) => {
        const below = new FakeClock();
        const clock = kind === 'queued' ? new QueuedClock(below) : below;
        const called: string[] = [];
        const waits: { dispose(): void }[] = [];
        for (const one of actions) {
          if ('add' in one) {
            const name = waits.length;
            waits.push(clock.after(one.add, () => called.push(`${name} at ${below.nowMs()}`)));
          } else if ('drop' in one) waits[one.drop]?.dispose();
          else below.advance(one.advance);
        }
        below.advance(100);
        return called;
      });
      expect(outcomes[0]).toEqual(outcomes[1]);
    }),
  );
});
