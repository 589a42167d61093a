import { expect, test } from 'vitest';
import { lastLineOfFunction } from '../../../src/profile/functionExtent.ts';

test.each([
  ['a function', ['function f() {', '  work();', '', '  more();', '}', 'after();'], 5],
  ['one line', ['const f = (x) => x + 1;', 'after();'], 1],
  ['an arrow over two lines', ['const f = (x) =>', '  x + 1;', 'after();'], 2],
  ['a callback', ["app.get('/', () => {", '  work();', '});', 'after();'], 3],
  ['a method', ['  async load(): Promise<void> {', '    work();', '  }', '', '  next() {}', '}'], 3],
  ['parameters over lines', ['function f(', '  a: A,', '): number {', '  work();', '}', 'after();'], 5],
  ['destructured parameters', ['function f({', '  a,', '}: Options) {', '  work();', '}', 'after();'], 5],
  ['the brace on a line of its own', ['function f()', '{', '  work();', '}', 'after();'], 4],
  ['tabs', ['\tf() {', '\t\twork();', '\t}', '\tnext() {}'], 3],
  ['the file ends', ['function f() {', '  work();'], 2],
])('%s', (_, lines, last) => {
  expect(lastLineOfFunction(lines, 1)).toBe(last);
});

test('a place beyond the file', () => {
  expect(lastLineOfFunction(['a'], 9)).toBe(9);
});
