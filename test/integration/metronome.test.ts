import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Metronome } from '../../src/load/schedule/metronome.ts';

let metronome: Metronome | null = null;
afterEach(() => metronome?.dispose());

const quantile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

describe('the metronome', () => {
  it('rings never early, and mostly within a millisecond', async () => {
    const beats = new Metronome(systemClock);
    metronome = beats;
    const alarm = beats.alarm();
    const lateMs: number[] = [];
    const beginMs = performance.now() + 50;
    await new Promise<void>((resolve) => {
      const beat = (index: number) => {
        if (index === 200) resolve();
        else {
          const atMs = beginMs + index * 3.3;
          alarm.set(atMs, () => {
            lateMs.push(performance.now() - atMs);
            beat(index + 1);
          });
        }
      };
      beat(0);
    });
    expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
    expect(quantile(lateMs, 0.5)).toBeLessThan(1);
  });

  it('keeps several alarms apart, and none that was put off or disposed of', async () => {
    const beats = new Metronome(systemClock);
    metronome = beats;
    const rung: string[] = [];
    const [first, second, third] = [beats.alarm(), beats.alarm(), beats.alarm()];
    const nowMs = performance.now();
    await new Promise<void>((resolve) => {
      second.set(nowMs + 40, () => rung.push('second'));
      first.set(nowMs + 20, () => rung.push('put off'));
      first.set(nowMs + 30, () => rung.push('first'));
      third.set(nowMs + 10, () => rung.push('never'));
      third.dispose();
      const last = beats.alarm();
      last.set(nowMs + 60, resolve);
    });
    expect(rung).toEqual(['first', 'second']);
  });
});
