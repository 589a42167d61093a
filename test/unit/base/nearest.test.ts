import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from '../../../src/base/nearest.ts';

describe('nearest', () => {
  it.each([
    ['targett', ['target', 'tags'], 'target'],
    ['GTE', ['GET', 'PUT'], 'GET'],
    ['Get', ['GET'], 'GET'],
    ['stauts', ['status', 'header'], 'status'],
    ['constant-vu', ['constant-vus', 'ramping-vus'], 'constant-vus'],
    ['colour', ['vus', 'duration'], undefined],
    ['x', ['y'], undefined],
    ['', ['a'], undefined],
  ])('%s of %j is %s', (word, known, expected) => expect(nearest(word, known)).toBe(expected));
});

describe('suggestion', () => {
  it('names the nearest, else what there is to choose from', () => {
    expect(suggestion('brwose', ['browse', 'buy'])).toBe('Did you mean "browse"?');
    expect(suggestion('zzz', ['browse', 'buy'])).toBe('Known here: browse, buy.');
    expect(suggestion('zzz', [])).toBe('Remove it.');
    expect(suggestion('zzz', [], 'Add it.')).toBe('Add it.');
    expect(suggestion('zzz', ['browse'], 'Add it.')).toBe('Known here: browse.');
    const many = Array.from({ length: 20 }, (_, index) => `name${index}`);
    expect(suggestion('zzz', many)).toMatch(/name14, …\.$/);
  });
});
