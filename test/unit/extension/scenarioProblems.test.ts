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

describe('the suites of a file', () => {
  it('are looked up, in other files too', () => {
    const text = `target: http://localhost:1
scenarios: { a: { executor: constant-vus, duration: 1s } }
flow: [{ GET: / }]
suites: { quick: [a, b, no.perf.yaml] }
`;
    const told = problemsOf(text, '/nowhere/shop.perf.yaml', {}, { root: '/nowhere' });
    expect(told.map(({ line, severity, message }) => [line, severity, message])).toEqual([
      [4, 'error', 'there is no scenario "b"'],
      [4, 'error', 'there is no file no.perf.yaml'],
    ]);
  });

  it('have the same said once that is wrong with the file, and what the environment lacks as a warning', () => {
    const text = `target: http://localhost:1
scenarios: { a: { executor: constant-vus, duration: 1s } }
flow: [{ GET: "/\${MISSING_HERE}" }]
suites: { quick: [a] }
`;
    const told = problemsOf(text, '/nowhere/shop.perf.yaml', {}, { root: '/nowhere' });
    expect(told.map(({ line, severity }) => [line, severity])).toEqual([[3, 'warning']]);
  });
});
