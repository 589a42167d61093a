import { describe, expect, it } from 'vitest';
import { compileTemplate, type EvaluationContext } from '../../../../src/scenario/expression/evaluate.ts';

function contextOf(...randoms: number[]): EvaluationContext {
  let next = 0;
  return {
    vu: 7,
    iter: 3,
    slots: [],
    nowMs: () => 1_700_000_000_000.9,
    random: () => randoms[next++ % randoms.length] ?? 0,
  };
}

describe('compileTemplate', () => {
  it('gives a constant as it is', () => {
    const constant = '/health';
    expect(compileTemplate(constant)(contextOf())).toBe(constant);
  });

  it.each([
    ['vu', [], '7'],
    ['iter', [], '3'],
    ['now', [], '1700000000000'],
    ['date', [], '2023-11-14T22:13:20.000Z'],
  ] as const)('%s', (call, args, expected) => {
    expect(compileTemplate([{ call, args: [...args] }])(contextOf())).toBe(expected);
  });

  it('joins text and calls in turn', () => {
    const template = [
      '/u',
      { call: 'vu' as const, args: [] },
      '/i',
      { call: 'iter' as const, args: [] },
      '?x',
    ];
    expect(compileTemplate(template)(contextOf())).toBe('/u7/i3?x');
  });

  it.each([
    [0, '10'],
    [0.34, '11'],
    [0.999_999, '12'],
  ])('random.int takes both ends: %d', (random, expected) => {
    expect(compileTemplate([{ call: 'random.int', args: [10, 12] }])(contextOf(random))).toBe(expected);
  });

  it.each([
    [0, 'a'],
    [0.5, '2'],
    [0.99, 'c'],
  ])('random.item takes each alike: %d', (random, expected) => {
    expect(compileTemplate([{ call: 'random.item', args: ['a', 2, 'c'] }])(contextOf(random))).toBe(expected);
  });

  it('random.float goes from the first up to the second, with decimals where they are asked for', () => {
    const float = (...args: number[]) => compileTemplate([{ call: 'random.float', args }]);
    expect(float(-1, 3)(contextOf(0))).toBe('-1');
    expect(float(-1, 3)(contextOf(0.625))).toBe('1.5');
    expect(float(0, 10, 2)(contextOf(0.12345))).toBe('1.23');
    expect(float(0, 10, 2)(contextOf(0.999_999))).toBe('10.00');
  });

  it('random.string takes letters and digits alike', () => {
    const evaluate = compileTemplate([{ call: 'random.string', args: [4] }]);
    expect(evaluate(contextOf(0, 25 / 62, 26 / 62, 0.999))).toBe('AZa9');
  });

  it('base64 encodes UTF-8, then as its place needs', () => {
    const part = { base64: ['ü?', { slot: 0, encoding: 'none' as const, fallback: 'none' }] };
    // RFC 4648: c3 bc 3f 3e is w7w/Pg==
    expect(compileTemplate([{ ...part, encoding: 'none' }])({ ...contextOf(), slots: ['>'] })).toBe(
      'w7w/Pg==',
    );
    expect(compileTemplate([{ ...part, encoding: 'query' }])({ ...contextOf(), slots: ['>'] })).toBe(
      'w7w%2FPg%3D%3D',
    );
    expect(compileTemplate([{ ...part, encoding: 'none' }])(contextOf())).toBe('w7w/bm9uZQ==');
  });

  it('random.int is even over its range', () => {
    const evaluate = compileTemplate([{ call: 'random.int', args: [1, 4] }]);
    const context = contextOf(...Array.from({ length: 1000 }, (_, index) => index / 1000));
    const counts = new Map<string, number>();
    for (let i = 0; i < 1000; i++) {
      const value = evaluate(context);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      ['1', 250],
      ['2', 250],
      ['3', 250],
      ['4', 250],
    ]);
  });

  it('uuid has the version and variant of RFC 9562, and follows the random numbers', () => {
    const evaluate = compileTemplate([{ call: 'uuid', args: [] }]);
    expect(evaluate(contextOf(0))).toBe('00000000-0000-4000-8000-000000000000');
    expect(evaluate(contextOf(1 - 2 ** -32))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(evaluate(contextOf(0.1, 0.4, 0.7, 0.9))).toBe(evaluate(contextOf(0.1, 0.4, 0.7, 0.9)));
  });
});
