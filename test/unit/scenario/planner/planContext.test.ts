import { describe, expect, it } from 'vitest';
import { joinTemplate } from '../../../../src/scenario/expression/resolvedText.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { PlanContext } from '../../../../src/scenario/planner/planContext.ts';

function contextWith(environment: Record<string, string>): PlanContext {
  return new PlanContext(parseScenario('name: "a ${NAEM} b"\ntimeout: "${T}"\n', 'a.yaml'), environment);
}

describe('variables', () => {
  it('are put in; as in a shell, :- stands in for an empty one too', () => {
    const context = contextWith({ A: 'x', EMPTY: '' });
    expect(context.text('${A}-${env:A}-${EMPTY}-${EMPTY:-y}-${NO:-z}-${NO:-}', ['name'])).toBe('x-x--y-z-');
    expect(context.text('$${A} costs $5', ['name'])).toBe('${A} costs $5');
    expect(context.problems).toEqual([]);
  });

  it('what they hold is not read again', () => {
    expect(contextWith({ A: '${B}', B: 'x' }).text('${A}', ['name'])).toBe('${B}');
  });

  it('one that is not set is told at its place within the text, with what to do', () => {
    const context = contextWith({ NAME: 'x' });
    expect(context.text('a ${NAEM} b', ['name'])).toBe('a  b');
    expect(context.problems).toEqual([
      {
        severity: 'error',
        code: 'variable-missing',
        path: 'name',
        message: 'the environment variable NAEM is not set',
        hint: 'Did you mean ${NAME}? Else set it in .env beside this file, in the environment, or with -e NAEM=…; or give a default: ${NAEM:-…}.',
        line: 1,
        column: 10,
        endLine: 1,
        endColumn: 17,
      },
    ]);
  });

  it('in small letters beside what is captured may be meant to be captured', () => {
    const context = contextWith({});
    context.slots.capture('a');
    context.template('/y/${b}', ['name']);
    context.template('/y/${API_URL}', ['name']);
    expect(context.problems.map(({ message, hint }) => `${message} | ${hint}`)).toEqual([
      'no step captures b, and the environment variable b is not set | Did you mean ${a}? Else set it in .env beside this file, in the environment, or with -e b=…; or give a default: ${b:-…}.',
      'the environment variable API_URL is not set | Set it in .env beside this file, in the environment, or with -e API_URL=…; or give a default: ${API_URL:-…}.',
    ]);
  });

  it('by a name of k6 is told what it is called here', () => {
    const context = contextWith({});
    for (const name of ['__VU', '__ITER', '__ENV.FOO']) context.template(`/\${${name}}`, ['name']);
    expect(context.problems.map(({ message, hint }) => `${message} | ${hint}`)).toEqual([
      '${__VU} is a word of k6 | Write ${vu} here.',
      '${__ITER} is a word of k6 | Write ${iter} here.',
      '${__ENV.FOO} is a word of k6 | Write ${FOO} here.',
    ]);
  });

  it('what is said once for all requests is told once', () => {
    const context = contextWith({});
    context.text('${T}', ['timeout']);
    context.text('${T}', ['timeout']);
    expect(context.problems).toHaveLength(1);
  });

  it('of thousands that are not set some hundreds are told', () => {
    const context = contextWith({});
    for (let index = 0; index < 5000; index++) context.text(`\${A${index}}`, ['name']);
    context.warn(['name'], 'odd', '');
    expect(context.problems.filter((one) => one.severity === 'error')).toHaveLength(500);
    expect(context.problems.at(-1)?.severity).toBe('warning');
  });
});

describe('numbers', () => {
  it('durations and counts fall back where there is none', () => {
    const context = contextWith({ T: '2m', N: ' 12 ' });
    expect(context.durationMs(undefined, ['timeout'], 7)).toBe(7);
    expect(context.durationMs('${T}', ['timeout'], 7)).toBe(120_000);
    expect(context.durationMs(1500, ['timeout'], 7)).toBe(1500);
    expect(context.count(undefined, ['vus'], 3)).toBe(3);
    expect(context.count('${N}', ['vus'], 3)).toBe(12);
    expect(context.problems).toEqual([]);
  });
});

describe('joinTemplate', () => {
  it('joins neighbouring texts, and is a plain string where there are only texts', () => {
    const call = { call: 'vu', args: [] } as const;
    const template = { call: call.call, args: [...call.args] };
    expect(joinTemplate(['a', '', 'b'])).toBe('ab');
    expect(joinTemplate([])).toBe('');
    expect(joinTemplate(['a', 'b', template, '', 'c', 'd'])).toEqual(['ab', template, 'cd']);
    expect(joinTemplate([template])).toEqual([template]);
  });
});
