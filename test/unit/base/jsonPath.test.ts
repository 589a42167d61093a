import { describe, expect, it } from 'vitest';
import { compileJsonPath, parseJsonPath } from '../../../src/base/jsonPath.ts';

const order = {
  status: 'ok',
  items: [{ 'unit price': 5 }, { 'unit price': 7, tags: ['a', 'b'] }],
  'a.b': { "it's": 1, 'say "x"': 2 },
  none: null,
  '0': 'key nought',
};

describe('compileJsonPath', () => {
  it.each([
    ['$', order, 'all of it'],
    ['$.status', 'ok', 'a key'],
    ["$.items[0]['unit price']", 5, 'an index, then a key in quotes'],
    ['$.items[1].tags[-1]', 'b', 'an index from the end'],
    ['$["a.b"]["it\'s"]', 1, 'a key with a dot, double quotes'],
    ["$['a.b']['say \"x\"']", 2, 'quotes within quotes'],
    ["$['a.b']['it\\'s']", 1, 'an escaped quote'],
    ['$.none', null, 'null is a value'],
    ['$.nope', undefined, 'no such key'],
    ['$.items[9]', undefined, 'no such index'],
    ['$.none.deeper', undefined, 'below null'],
    ['$.status.length', undefined, 'a text has no keys'],
    ['$.items.length', undefined, 'nor has a list'],
    ['$.toString', undefined, 'nor is anything inherited'],
    ['$[0]', 'key nought', 'an index of a map is its key'],
  ])('%s: %j, %s', (path, expected, _what) => expect(compileJsonPath(path)(order)).toEqual(expected));
});

describe('parseJsonPath', () => {
  it.each([
    ['status', '$'],
    ['$status', '"status"'],
    ['$.', '"."'],
    ['$.a b', '" b"'],
    ['$.items[', '"["'],
    ['$.items[*]', '"[*]"'],
    ['$..a', '"..a"'],
  ])('%s is refused, and told where', (path, where) => {
    const parsed = parseJsonPath(path);
    expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining(where) });
    expect(() => compileJsonPath(path)).toThrow();
  });
});
