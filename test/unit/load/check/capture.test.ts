import { describe, expect, it } from 'vitest';
import { compileCapture, isSecretCapture } from '../../../../src/load/check/capture.ts';
import { CheckedResponse } from '../../../../src/load/check/checkedResponse.ts';
import type { PlannedCapture } from '../../../../src/scenario/plan/plan.ts';
import { exchangeOf } from '../../../support/fakeLoad.ts';

function find(
  from: PlannedCapture['from'],
  what: string,
  answer: { headers?: Record<string, string>; body?: string },
) {
  const response = new CheckedResponse().of(exchangeOf({ afterMs: 1, ...answer }, 0));
  return compileCapture({ slot: 0, name: 'x', from, what }, 0).find(response);
}

describe('a capture', () => {
  it.each([
    ['$.access_token', '{"access_token":"abc"}', 'abc'],
    ['$.items[-1].id', '{"items":[{"id":1},{"id":2}]}', 2],
    ['$.a', '{"a":false}', false],
    ['$.a', '{"a":null}', undefined],
    ['$.b', '{"a":1}', undefined],
    ['$.a', 'no JSON', undefined],
  ])('%s in %s is %j', (path, body, expected) => expect(find('json', path, { body })).toEqual(expected));

  it('takes the first group of a regular expression, or all that matches', () => {
    const body = '<input name="csrf" value="s3"> <input name="csrf" value="s4">';
    expect(find('regex', 'name="csrf" value="([^"]+)"', { body })).toBe('s3');
    expect(find('regex', 's\\d', { body })).toBe('s3');
    expect(find('regex', 'none', { body })).toBeUndefined();
  });

  it('finds a header whatever its case', () => {
    expect(find('header', 'Location', { headers: { location: '/orders/1' } })).toBe('/orders/1');
    expect(find('header', 'X', {})).toBeUndefined();
  });

  it.each([
    ['sid=abc; Path=/; HttpOnly', 'abc'],
    ['a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT\nsid=x=y; Secure', 'x=y'],
    ['sid=old\nsid="new"; Path=/', 'new'],
    ['asid=1\nsidx=2', undefined],
    ['sid=; Max-Age=0', undefined],
    ['', undefined],
  ])('finds a cookie in %s', (header, expected) => {
    expect(find('cookie', 'sid', { headers: { 'set-cookie': header } })).toBe(expected);
  });

  it.each<[PlannedCapture['from'], string, string, boolean]>([
    ['json', 'token', '$.t', true],
    ['json', 'session', '$.s', true],
    ['json', 'apiKey', '$.k', true],
    ['json', 'x', '$.password', true],
    ['cookie', 'x', 'x', true],
    ['json', 'orderId', '$.id', false],
    ['header', 'next', 'Location', false],
    ['regex', 'monkey', 'x', false],
  ])('%s as %s from %s is secret: %s', (from, name, what, expected) => {
    expect(isSecretCapture({ slot: 0, name, from, what })).toBe(expected);
  });
});
