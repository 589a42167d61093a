import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../src/extension/scenarioProblems.ts';

const scenario = (target: string, vus: string) =>
  `name: Shop\ntarget: ${target}\nvus: ${vus}\nduration: 5s\nflow:\n  - GET: /\n`;

describe('what is said of a scenario as it is typed', () => {
  it('is nothing where it is right', () => {
    expect(problemsOf(scenario('http://localhost:3000', '2'), '/shop/a.perf.yaml', {})).toEqual([]);
  });

  it('is an error at the place of a mistake', () => {
    const [problem] = problemsOf(scenario('http://localhost:3000', 'two'), '/shop/a.perf.yaml', {});
    expect(problem).toMatchObject({ severity: 'error', path: 'vus', line: 3 });
  });

  it('is a warning where the environment lacks a variable: it may be there elsewhere', () => {
    const text = scenario(`\${SHOP_URL}`, '2');
    const [problem] = problemsOf(text, '/shop/a.perf.yaml', {});
    expect(problem).toMatchObject({ severity: 'warning', code: 'variable-missing', line: 2 });
    expect(problemsOf(text, '/shop/a.perf.yaml', { SHOP_URL: 'http://localhost:3000' })).toEqual([]);
  });
});
