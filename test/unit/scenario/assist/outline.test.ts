import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outline } from '../../../../src/scenario/assist/outline.ts';

const told = (text: string) =>
  outline(text).scenarios.map(({ name, line, column }) => `${name} ${line}:${column}`);

describe('outline', () => {
  it('has the scenarios at their names', () => {
    const text = 'target: x\nscenarios:\n  # one\n  a: { executor: constant-vus }\n\n  "b-c":\n    vus: 1\n';
    expect(told(text)).toEqual(['a 4:3', 'b-c 6:3']);
    expect(told('{ "scenarios": { "a": {}, "b": {} } }')).toEqual(['a 1:18', 'b 1:27']);
  });

  it('finds that of the sample', () => {
    const text = readFileSync(
      new URL('../../../../media/sample/perf/sample.perf.yaml', import.meta.url),
      'utf8',
    );
    const line = text.split('\n').indexOf('  shop:') + 1;
    expect(told(text)).toEqual([`shop ${line}:3`]);
  });

  it('the short form has one, called default, at the first key that says how it runs', () => {
    expect(told('target: x\nduration: 1s\nvus: 2\nflow: []\n')).toEqual(['default 3:1']);
    expect(told('target: x\nflow: []\n')).toEqual(['default 2:1']);
  });

  it('is empty where there is nothing to run', () => {
    expect(told('')).toEqual([]);
    expect(told('services:\n  db: { image: x }\n')).toEqual([]);
    expect(told('- a\n- b\n')).toEqual([]);
  });
});

describe('a file that is half typed', () => {
  it.each([
    [
      'a bracket is open',
      'scenarios:\n  a:\n    stages: [{ duration: 1s\n  b:\n    vus: 1\n',
      ['a 2:3', 'b 4:3'],
    ],
    ['a quote is open', 'name: "x\nscenarios:\n  a:\n    vus: 1\n', ['a 3:3']],
    ['a value is missing', 'scenarios:\n  a:\n  b:\n    executor: \n', ['a 2:3', 'b 3:3']],
    ['keys are wrong', 'scenarios:\n  a: { nope: 1 }\n', ['a 2:3']],
    ['keys are there twice', 'vus: 1\nvus: 2\nscenarios:\n  a: {}\n', ['a 4:3']],
    ['a tab', 'scenarios:\n  a:\n\tvus: 1\n', ['a 2:3']],
    ['after the scenarios', 'scenarios:\n  a: {}\nflow:\n  - GET: [\n', ['a 2:3']],
  ])('%s', (_, text, expected) => expect(told(text)).toEqual(expected));

  it('never throws, wherever the text ends', () => {
    const text =
      'target: "x"\nscenarios:\n  a: { executor: constant-vus, stages: [{ target: 1 }] }\nflow: [{ GET: / }]\n';
    for (let end = 0; end <= text.length; end++) expect(() => outline(text.slice(0, end))).not.toThrow();
  });
});

describe('the suites of a file', () => {
  it('are where their names stand, also in a file that is half typed', () => {
    const text = 'target: http://localhost:1\nsuites:\n  quick: [a]\n  full:\n    - a\n';
    const suites = [
      { name: 'quick', line: 3, column: 3 },
      { name: 'full', line: 4, column: 3 },
    ];
    expect(outline(text)).toEqual({ scenarios: [], suites });
    expect(outline(`${text}flow: [{ GET: "/`).suites).toEqual(suites);
  });
});
