import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('systemClock', () => {
  it('calls back once, unless it is disposed of first', () => {
    const called: string[] = [];
    systemClock.after(100, () => called.push('kept'));
    systemClock.after(100, () => called.push('cancelled')).dispose();
    vi.advanceTimersByTime(99);
    expect(called).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(called).toEqual(['kept']);
  });

  it('calls back every so often, until it is disposed of', () => {
    let calls = 0;
    const timer = systemClock.every(100, () => calls++);
    vi.advanceTimersByTime(350);
    expect(calls).toBe(3);
    timer.dispose();
    vi.advanceTimersByTime(1000);
    expect(calls).toBe(3);
  });

  it('has timers that are set again and again, for one call at a time', () => {
    let calls = 0;
    const timer = systemClock.timer(() => calls++);
    timer.dispose();
    timer.set(100);
    timer.set(300);
    vi.advanceTimersByTime(299);
    expect(calls).toBe(0);
    vi.advanceTimersByTime(1);
    timer.set(50);
    vi.advanceTimersByTime(50);
    expect(calls).toBe(2);
    timer.set(50);
    timer.dispose();
    vi.advanceTimersByTime(1000);
    expect(calls).toBe(2);
  });

  it('tells time that passes, and the date', () => {
    const from = systemClock.nowMs();
    const date = systemClock.wallMs();
    vi.advanceTimersByTime(250);
    expect(systemClock.nowMs() - from).toBeCloseTo(250, 6);
    expect(systemClock.wallMs() - date).toBe(250);
  });
});
