import { expect, it } from 'vitest';
import { thresholdValueText } from '../../../src/session/wording.ts';

it('a threshold has no value before there are samples, and is said to have none where none came', () => {
  expect(thresholdValueText('checks', 'rate > 0.9', null)).toBe('–');
  expect(thresholdValueText('checks', 'rate > 0.9', null, null)).toBe('–');
  expect(thresholdValueText('checks', 'rate > 0.9', null, true)).toBe('no samples');
  expect(thresholdValueText('http_req_duration', 'p(95) > 1', null, false)).toBe('no samples');
});
