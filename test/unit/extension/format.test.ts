import { describe, expect, it } from 'vitest';
import { ageText, changeText, clockText, latencyText, shareText } from '../../../src/extension/format.ts';

describe('texts for figures', () => {
  it.each([
    [0.4234, '0.42 ms'],
    [8.26, '8.3 ms'],
    [131.6, '132 ms'],
    [1284, '1.28 s'],
  ])('a response time of %d ms reads %s', (latencyMs, text) => expect(latencyText(latencyMs)).toBe(text));

  it.each([
    [0.612, '61 %'],
    [0.042, '4.2 %'],
    [0, '0.0 %'],
  ])('a share of %d reads %s', (share, text) => expect(shareText(share)).toBe(text));

  it.each([
    [-0.384, '−38 %'],
    [0.051, '+5 %'],
    [-0.001, '±0 %'],
  ])('a change of %d reads %s', (change, text) => expect(changeText(change)).toBe(text));

  it.each([
    [-500, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [86_400_000 * 2.5, '2 d ago'],
  ])('%d ms ago reads %s', (ageMs, text) => expect(ageText(ageMs)).toBe(text));

  it.each([
    [-1, '0:00'],
    [7400, '0:07'],
    [750_000, '12:30'],
    [3_723_000, '1:02:03'],
  ])('%d ms on the clock read %s', (durationMs, text) => expect(clockText(durationMs)).toBe(text));
});
