import { describe, expect, it } from 'vitest';
import { arrangeProblems, formatPath, formatProblem, type Problem } from '../../../src/scenario/problem.ts';

function problem(line: number, more: Partial<Problem> = {}): Problem {
  const place = { line, column: 1, endLine: line, endColumn: 2 };
  return {
    severity: 'error',
    code: 'scenario-invalid',
    path: 'a',
    message: `wrong ${line}`,
    ...place,
    ...more,
  };
}

describe('formatPath', () => {
  it.each([
    [['scenarios', 'a', 'stages', 0, 'duration'], 'scenarios.a.stages[0].duration'],
    [['flow', 0, 'expect', '$.status'], 'flow[0].expect["$.status"]'],
    [['x-y', 'a b'], 'x-y["a b"]'],
    [[], ''],
  ])('%j is %s', (path, expected) => expect(formatPath(path)).toBe(expected));
});

describe('formatProblem', () => {
  it('has file, place, path, message, and the remedy on its own line', () => {
    expect(formatProblem(problem(3, { path: 'vus', message: 'no', hint: 'Do.' }), 'a.yaml')).toBe(
      'a.yaml:3:1 vus: no\n  Do.',
    );
    expect(formatProblem(problem(3, { severity: 'warning', path: '' }))).toBe('3:1 warning: wrong 3');
  });
});

describe('arrangeProblems', () => {
  it('sorts by place', () => {
    const list = [problem(9), problem(2, { column: 7 }), problem(2)];
    expect(arrangeProblems(list).map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [2, 7],
      [9, 1],
    ]);
  });

  it('shows fifty, and says how many more there are', () => {
    const arranged = arrangeProblems(Array.from({ length: 80 }, (_, index) => problem(index + 1)));
    expect(arranged).toHaveLength(51);
    expect(arranged.at(-1)).toMatchObject({ line: 51, message: 'and 30 more problems from here on' });
  });

  it('never loses an error behind warnings', () => {
    const warnings = Array.from({ length: 80 }, (_, index) => problem(index + 1, { severity: 'warning' }));
    const arranged = arrangeProblems([...warnings, problem(500)]);
    expect(arranged.filter((one) => one.severity === 'error')).toMatchObject([{ line: 500 }]);
    expect(arranged).toHaveLength(51);
  });
});
