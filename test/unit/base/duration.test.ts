import { describe, expect, it } from 'vitest';
import { formatDurationMs, parseDurationMs } from '../../../src/base/duration.ts';

describe('parseDurationMs', () => {
  it.each([
    [1500, 1500, 'a number is milliseconds'],
    ['250', 250, 'so is a text with a number'],
    ['500ms', 500, 'milliseconds'],
    ['1.5s', 1500, 'a fraction'],
    ['1m30s', 90_000, 'parts are added'],
    ['1d12h', 129_600_000, 'days, which Go has not'],
    ['250us', 0.25, 'microseconds'],
    ['250µs', 0.25, 'the micro sign'],
    ['1000000ns', 1, 'nanoseconds'],
    [' 2h ', 7_200_000, 'blanks around it'],
    [0, 0, 'nothing'],
  ])('%j is %d ms: %s', (value, ms, _what) => expect(parseDurationMs(value)).toBeCloseTo(ms, 9));

  it.each([
    ['5 seconds'],
    ['1s 30'],
    ['-1s'],
    [''],
    ['s'],
    ['1w'],
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
  ])('%j is none', (value) => expect(parseDurationMs(value)).toBeUndefined());
});

describe('formatDurationMs', () => {
  it.each([
    [0, '0ms'],
    [850, '850ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [7_200_000, '2h'],
    [90_061_001, '1d1h1m1.001s'],
  ])('%d ms is %s, and reads back', (ms, text) => {
    expect(formatDurationMs(ms)).toBe(text);
    expect(parseDurationMs(text)).toBeCloseTo(ms, 6);
  });
});
