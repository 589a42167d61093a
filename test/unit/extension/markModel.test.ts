import { describe, expect, it } from 'vitest';
import { levelOf, type Mark, marksOf, moveMarks, type TextChange } from '../../../src/extension/markModel.ts';
import type { Hotspot } from '../../../src/profile/hotspot.ts';

const hash: Hotspot = {
  function: 'hashPassword',
  file: '/api/src/auth.ts',
  line: 16,
  column: 17,
  self: 0.6,
  total: 0.62,
  own: true,
  lines: [
    { line: 22, self: 0.3 },
    { line: 21, self: 0.12 },
    { line: 23, self: 0.004 },
  ],
};

describe('marks of hot lines', () => {
  it('are the lines by file, in the order of the file, without what sampling cannot tell', () => {
    const marks = marksOf([hash]).get('/api/src/auth.ts');
    expect(marks?.map((mark) => [mark.line, mark.self])).toEqual([
      [21, 0.12],
      [22, 0.3],
    ]);
    expect(marks?.[0]).toMatchObject({ function: 'hashPassword', functionLine: 16, functionTotal: 0.62 });
  });

  it('fall back to where the function begins where its lines are not known', () => {
    expect(marksOf([{ ...hash, lines: [] }]).get('/api/src/auth.ts')).toMatchObject([
      { line: 16, self: 0.6 },
    ]);
  });

  it('leave out what has no file to open', () => {
    const elsewhere = ['', 'node:internal/crypto', 'webpack://app/x.ts'].map((file) => ({ ...hash, file }));
    expect(marksOf([...elsewhere, { ...hash, line: 0 }]).size).toBe(0);
  });

  it('let the hotter of two functions on one line speak', () => {
    const callback = { ...hash, function: '(anonymous)', lines: [{ line: 22, self: 0.01 }] };
    const marks = marksOf([callback, hash]).get('/api/src/auth.ts');
    expect(marks?.map((mark) => `${mark.line} ${mark.function}`)).toEqual([
      '21 hashPassword',
      '22 hashPassword',
    ]);
  });

  it.each([
    [0.5, 0.5, 4],
    [0.25, 0.5, 2],
    [0.01, 0.5, 0],
    [0, 0, 0],
  ])('a share of %d where the hottest is %d has step %d', (self, hottest, level) => {
    expect(levelOf(self, hottest)).toBe(level);
  });
});

describe('marks after an edit', () => {
  const [mark] = marksOf([hash]).get('/api/src/auth.ts') as [Mark];
  const at = (startLine: number, startColumn: number, endLine: number, endColumn: number, text: string) =>
    ({ startLine, startColumn, endLine, endColumn, text, restIsBlank: false }) satisfies TextChange;
  const lines = (change: TextChange) => moveMarks([mark], change).map((moved) => moved.line);

  it.each<[string, TextChange, number[]]>([
    ['stay where something below is changed', at(30, 1, 31, 4, ''), [21]],
    ['move down with two lines put in above', at(3, 5, 3, 5, 'a\nb\nc'), [23]],
    ['move up with a line taken out above', at(4, 1, 5, 1, ''), [20]],
    ['move with a whole line put in just above', at(21, 1, 21, 1, 'const x = 1;\n'), [22]],
    ['move with the line just above taken out', at(20, 1, 21, 1, ''), [20]],
    ['go where their line is typed in', at(21, 9, 21, 9, 'x'), []],
    ['go where their line is deleted', at(21, 1, 22, 1, ''), []],
    ['go where their line is split', at(21, 9, 21, 9, '\n'), []],
    ['go where a selection over them is replaced', at(19, 3, 25, 2, 'y'), []],
    ['stay where a line is begun behind them', { ...at(21, 40, 21, 40, '\n    '), restIsBlank: true }, [21]],
  ])('%s', (_, change, expected) => expect(lines(change)).toEqual(expected));
});
