import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { StopSignals } from '../../../src/cli/stopSignals.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('StopSignals', () => {
  it('counts Ctrl-C, SIGTERM and SIGHUP alike', () => {
    const source = new EventEmitter();
    const clock = new FakeClock();
    const counts: number[] = [];
    new StopSignals(source, clock, (count) => counts.push(count));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      source.emit(signal);
      clock.advance(1000);
    }
    expect(counts).toEqual([1, 2, 3]);
  });

  it('takes a key press that the terminal and npm both pass on for one', () => {
    const source = new EventEmitter();
    const clock = new FakeClock();
    const counts: number[] = [];
    const signals = new StopSignals(source, clock, (count) => counts.push(count));
    source.emit('SIGINT');
    clock.advance(5);
    source.emit('SIGINT');
    expect(counts).toEqual([1]);
    signals.dispose();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
