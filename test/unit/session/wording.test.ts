import { describe, expect, it } from 'vitest';
import { marginText, thresholdValueText } from '../../../src/session/wording.ts';

describe('how far a threshold is from its limit', () => {
  it.each([
    [0.32, 'p(95) < 100', '32 % over'],
    [8.5, 'p(95) < 100', '850 % over'],
    [99, 'rate < 0.01', '100 times the limit'],
    [0.05, 'rate > 0.9', '5 % short'],
    [1, 'rate > 0.9', '100 % short'],
    [-0.6, 'p(95) < 100', '60 % to spare'],
    [-0.9967, 'p(95) < 100', '99 % to spare'],
    [-1, 'rate < 0.01', '100 % to spare'],
    [0, 'count > 0', 'at the limit'],
    [0, 'p(95) <= 100', 'at the limit'],
    [0, 'count == 0', ''],
    [null, 'p(95) < 100', ''],
  ])('%s of %s is told as "%s"', (margin, expression, text) => {
    expect(marginText(margin, expression)).toBe(text);
  });
});

describe('the value of a threshold on a rate', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '0.04 %'],
    [0.0103, '1.03 %'],
    [0.0444, '4.44 %'],
    [0.9999, '99.99 %'],
    [1, '100 %'],
  ])('%s is a percentage, %s, as wherever else it stands', (value, text) => {
    expect(thresholdValueText('http_req_failed{name:login}', 'rate < 0.01', value)).toBe(text);
  });
});
