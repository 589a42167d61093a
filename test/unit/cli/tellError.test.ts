import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { tellThrown, warningText } from '../../../src/cli/tellError.ts';
import { planText } from '../../../src/scenario/load.ts';
import type { Problem } from '../../../src/scenario/problem.ts';

const cwd = resolve('/shop');

/** What is told on stderr of what some work throws. */
function told(work: () => unknown): string {
  let text = '';
  const stderr = {
    isTTY: false,
    columns: 80,
    write(more: string): void {
      text += more;
    },
    flush: async () => {},
  };
  try {
    work();
  } catch (thrown) {
    tellThrown(thrown, { stderr, cwd });
  }
  return text;
}

const plan = (text: string, file: string) => () => planText(text, file, { processEnv: {}, overrides: {} });

it('problems of a file are told as validate tells them, with the path from the current folder', () => {
  const text = 'target: http://a\nduration: 1s\nflwo: []\nflow: [{ GET: / }]\n';
  expect(told(plan(text, join(cwd, 'perf', 'a.perf.yaml')))).toBe(
    `hotlap: ${join('perf', 'a.perf.yaml')}:3:1 flwo: unknown key "flwo"\n  Did you mean "flow"?\n`,
  );
  expect(told(plan(`${text}usrs: 1\n`, join(cwd, 'a.perf.yaml')))).toMatch(
    /^hotlap: the scenario cannot be run\na\.perf\.yaml:3:1 flwo: .*\n {2}.*\na\.perf\.yaml:5:1 usrs: .*\n {2}.*\n$/,
  );
  const elsewhere = resolve('/other/a.perf.yaml');
  expect(told(plan(text, elsewhere))).toContain(`hotlap: ${elsewhere}:3:1 flwo: `);
});

it('other errors are told with their remedy', () => {
  const error = new HotlapError({ code: 'usage', message: 'no\u001b[31m such thing', hint: 'Look again.' });
  expect(
    told(() => {
      throw error;
    }),
  ).toMatch(/^hotlap: no.* such thing\n {2}Look again\.\n$/);
});

it('a warning is one line, and its remedy a sentence of its own', () => {
  const problem: Problem = {
    severity: 'warning',
    code: 'scenario-invalid',
    path: 'tls',
    message: 'whoever answers is believed',
    hint: 'For a private authority name its certificate.',
    line: 3,
    column: 1,
    endLine: 3,
    endColumn: 4,
  };
  expect(warningText(problem, 'a.yaml')).toBe(
    'a.yaml:3:1 tls: whoever answers is believed. For a private authority name its certificate.',
  );
});
