import { expect, it } from 'vitest';
import { Deadline } from '../../../../src/load/transport/deadline.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function watched() {
  const clock = new FakeClock();
  const expiredAtMs: number[] = [];
  const began = clock.nowMs();
  const deadline = new Deadline(clock, () => expiredAtMs.push(clock.nowMs() - began));
  return { clock, deadline, expiredAtMs };
}

it('expires when its time is up, once', () => {
  const { clock, deadline, expiredAtMs } = watched();
  deadline.set(clock.nowMs(), 100);
  clock.advance(99);
  expect(expiredAtMs).toEqual([]);
  clock.advance(500);
  expect(expiredAtMs).toEqual([100]);
});

it('serves one request after the other: what was lifted never expires, what was set later does at its own time', () => {
  const { clock, deadline, expiredAtMs } = watched();
  deadline.set(clock.nowMs(), 100);
  clock.advance(50);
  deadline.lift();
  deadline.set(clock.nowMs(), 100);
  clock.advance(99);
  expect(expiredAtMs).toEqual([]);
  clock.advance(1);
  expect(expiredAtMs).toEqual([150]);
});

it('comes forward for a shorter limit', () => {
  const { clock, deadline, expiredAtMs } = watched();
  deadline.set(clock.nowMs(), 60_000);
  deadline.lift();
  deadline.set(clock.nowMs(), 20);
  clock.advance(100);
  expect(expiredAtMs).toEqual([20]);
});

it('takes a limit that no timer can hold, and is silent once disposed of', () => {
  const { clock, deadline, expiredAtMs } = watched();
  deadline.set(clock.nowMs(), 2 ** 40);
  clock.advance(1000);
  deadline.dispose();
  clock.advance(2 ** 41);
  expect(expiredAtMs).toEqual([]);
});
