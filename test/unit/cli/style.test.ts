import { describe, expect, it } from 'vitest';
import { clip, clipStart, plainText, tableLines, widthOf, wrap } from '../../../src/cli/layout.ts';
import { isColored, styleOf } from '../../../src/cli/style.ts';

const terminal = { isTTY: true };
const pipe = {};

describe('isColored', () => {
  it('colours terminals and nothing else', () => {
    expect(isColored(terminal, {})).toBe(true);
    expect(isColored(pipe, {})).toBe(false);
    expect(isColored(terminal, { TERM: 'dumb' })).toBe(false);
  });

  it('honours NO_COLOR, FORCE_COLOR and --no-color', () => {
    expect(isColored(terminal, { NO_COLOR: '1' })).toBe(false);
    expect(isColored(terminal, { NO_COLOR: '' })).toBe(true);
    expect(isColored(pipe, { FORCE_COLOR: '1' })).toBe(true);
    expect(isColored(terminal, { FORCE_COLOR: '0' })).toBe(false);
    expect(isColored(terminal, { FORCE_COLOR: '1' }, false)).toBe(false);
  });
});

describe('layout', () => {
  it('aligns columns whatever their colour', () => {
    const { red } = styleOf(true);
    const [first, second] = tableLines(
      [
        ['a', red('1'), 'x'],
        ['bbb', '100', 'y'],
      ],
      'lrl',
    );
    expect(widthOf(first ?? '')).toBe(widthOf(second ?? ''));
    expect(second).toBe('bbb  100  y');
  });

  it('clips ends of names and beginnings of paths', () => {
    expect(clip('hashPassword', 6)).toBe('hashP…');
    expect(clipStart('src/auth.ts:42', 8)).toBe('…h.ts:42');
    expect(clip('fits', 4)).toBe('fits');
  });

  it('wraps words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  });

  it('lets no response write to the terminal', () => {
    expect(plainText('a\u001b[2Jb\u001b]0;title\u0007c\r\nd\u202ee')).toBe('abc de');
  });
});
