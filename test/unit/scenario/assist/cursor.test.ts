import { describe, expect, it } from 'vitest';
import { type Cursor, findCursor } from '../../../../src/scenario/assist/cursor.ts';

/** Where the cursor is that `‸` stands for. */
function at(text: string): Cursor | null {
  const before = text.slice(0, text.indexOf('‸')).split('\n');
  return findCursor(text.replace('‸', ''), before.length, (before.at(-1) ?? '').length + 1);
}

const told = (text: string) => {
  const cursor = at(text);
  return cursor === null ? null : `${cursor.at} ${cursor.path.join('.')} "${cursor.word}"`;
};

describe('findCursor', () => {
  it.each([
    ['‸', 'key  ""'],
    ['tar‸', 'key  "tar"'],
    ['target: ht‸', 'value target "ht"'],
    ['scenarios:\n  ‸', 'key scenarios ""'],
    ['scenarios:\n  a:\n    exe‸', 'key scenarios.a "exe"'],
    ['scenarios:\n  a:\n    vus: 1\n    ‸', 'key scenarios.a ""'],
    ['scenarios:\n  a:\n    vus: 1\n  ‸', 'key scenarios ""'],
    ['scenarios:\n  a:\n    vus: 1\n‸', 'key  ""'],
    ['flow:\n  - GET: /\n    ‸', 'key flow.0 ""'],
    ['flow:\n  - GET: /\n  - ‸', 'key flow.1 ""'],
    ['flow:\n- GET: /\n- PO‸', 'key flow.1 "PO"'],
    ['flow:\n- GET: /\n  expect:\n    status: ‸', 'value flow.0.expect.status ""'],
    ['a: { b: 1, c‸', 'key a "c"'],
    ['a: { b: ‸', 'value a.b ""'],
    ['a: { b: [1, { c: x‸', 'value a.b.1.c "x"'],
    ['a: [x, y‸', 'value a.1 "y"'],
    ['a: { "b c": ‸', 'value a.b c ""'],
    ["a: { 'b': 1, 'c‸", 'key a "\'c"'],
    ['{ "a": { "b": 1,\n  "c‸', 'key a ""c"'],
    ['{"a":{"b":1,"c":‸', 'value a.c ""'],
    ['{\n  "a": [\n    { "b": "}" }, {\n      "c": "x‸', 'value a.1.c ""x"'],
    ["a: [it's, b‸", 'value a.1 "b"'],
    ['a: [1, # two, three\n  4‸', 'value a.1 "4"'],
    ['a: { b: "${X:-}", c: ${Y‸', 'value a.c "${Y"'],
    ['a: "x # y"\nb: ‸', 'value b ""'],
    ['a: |\n  b: c\nd‸', 'key  "d"'],
    ['a:\n  - - b: ‸', 'value a.0.0.b ""'],
  ])('%j is %s', (text, expected) => expect(told(text)).toBe(expected));

  it.each(['# ‸', 'a: 1 # b‸', 'a: |\n  text ‸', 'a: >-\n  b: ‸', 'a: [1, # b‸', 'a: {}‸ '])(
    '%j is no place to type a key or value',
    (text) => expect(at(text)).toBeNull(),
  );
});
