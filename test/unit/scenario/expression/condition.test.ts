import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../../../src/scenario/expression/condition.ts';

function told(text: string): string {
  const parsed = parseCondition(text);
  return parsed.ok ? 'fine' : parsed.message;
}

describe('parseCondition', () => {
  const status = { kind: 'status' };
  const state = { kind: 'jsonPath', name: '$.state' };

  it.each([
    ['status == 200', status, '==', 200],
    ['status!=404', status, '!=', 404],
    ['status >= 500', status, '>=', 500],
    ['$.state == "done"', state, '==', 'done'],
    ["$.state == 'it\\'s'", state, '==', "it's"],
    ['$.state == done', state, '==', 'done'],
    ['$.state=="done"', state, '==', 'done'],
    ['$.state == "200"', state, '==', '200'],
    ['$.state == true', state, '==', true],
    ['$.state == null', state, '==', null],
    ['$.state < -1.5e3', state, '<', -1500],
    ['$.state exists', state, 'exists', null],
    ['$.state missing', state, 'missing', null],
    ['$ contains x', { kind: 'jsonPath', name: '$' }, 'contains', 'x'],
    ["$.a['b c'][0] == 1", { kind: 'jsonPath', name: "$.a['b c'][0]" }, '==', 1],
    ['header.Retry-After > 0', { kind: 'header', name: 'Retry-After' }, '>', 0],
    ['header.location contains /login', { kind: 'header', name: 'location' }, 'contains', '/login'],
    ['body matches "^ok and more$"', { kind: 'body' }, 'matches', '^ok and more$'],
    ['var.name != ""', { kind: 'variable', name: 'name' }, '!=', ''],
    ['var.users.email contains @', { kind: 'variable', name: 'users.email' }, 'contains', '@'],
    ['body contains 17', { kind: 'body' }, 'contains', '17'],
  ])('%s', (text, operand, comparison, value) => {
    expect(parseCondition(text)).toEqual({ ok: true, any: [[{ operand, comparison, value }]] });
  });

  it('a length is compared as a number', () => {
    const term = { operand: state, ofLength: true, comparison: '>', value: 0 };
    expect(parseCondition('$.state length > 0')).toEqual({ ok: true, any: [[term]] });
    expect(parseCondition('$.state length>0')).toEqual({ ok: true, any: [[term]] });
    expect(told('$.state length == many')).toBe('a length is a number, and "many" is none');
    expect(told('$.state length exists')).toBe('"length" is no comparison');
  });

  it('and binds tighter than or', () => {
    const parsed = parseCondition('status == 200 and body contains a or status == 404');
    expect(parsed.ok && parsed.any.map((terms) => terms.map((term) => term.value))).toEqual([
      [200, 'a'],
      [404],
    ]);
  });

  it.each([
    ['', 'a condition is missing'],
    ['status', 'the condition compares nothing'],
    ['status = 200', '"=" is no comparison'],
    ['status ==', 'nothing to compare with after =='],
    ['status is 200', '"is" is no comparison'],
    ['status == 200 &&', '"&&" is too much in the condition'],
    ['status == 200 and', 'a condition is missing'],
    ['status < many', '< compares numbers, and "many" is none'],
    ['statsu == 200', '"statsu" is nothing that a condition can look at'],
    ['headers.x == 1', '"headers.x" is nothing that a condition can look at'],
    ['200 == status', '"200 == status" is nothing that a condition can look at'],
    ['body matches (', 'this is no regular expression: /(/: Unterminated group'],
    ['$.a[ == 1', '"[" is no comparison'],
  ])('%j: %s', (text, message) => {
    expect(told(text)).toBe(message);
  });

  it('reads a long one in time', () => {
    const began = performance.now();
    expect(told(`status == 200${' and status == 200'.repeat(20_000)}`)).toBe('fine');
    expect(told(`$.a == "${'\\'.repeat(100_000)}`)).not.toBe('fine');
    expect(told(`$${'.a'.repeat(50_000)}`)).not.toBe('fine');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
