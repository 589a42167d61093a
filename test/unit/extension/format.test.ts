import { describe, expect, it } from 'vitest';
import { ageText, changeText } from '../../../src/extension/format.ts';

describe('texts for figures', () => {
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
});
