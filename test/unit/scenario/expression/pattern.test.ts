import { describe, expect, it } from 'vitest';
import { patternProblem } from '../../../../src/scenario/expression/pattern.ts';
import { build, fileWith } from '../parts.ts';

describe('a regular expression that may take for ever', () => {
  it.each([
    ['(?=(a+)+$)', 'a look around, (?=…) or the like'],
    ['(?:(?:a|b)*c)*(?!d)', 'a look around, (?=…) or the like'],
    ['(?<=x)(a*)*', 'a look around, (?=…) or the like'],
    ['(a+)+\\1', 'a back reference, \\1 or the like'],
    ['(\\w+)\\1+$', 'a back reference, \\1 or the like'],
    ['(?<n>x+)\\k<n>*', 'a back reference, \\1 or the like'],
    ['(\\d{1,20}\\.?)+$', 'a repetition of up to 20'],
  ])('%s, for %s', (source, beside) =>
    expect(patternProblem(source)?.message).toBe(
      `this regular expression may take for ever: it repeats what is repeated already, beside ${beside}`,
    ),
  );

  it.each([
    ['(a+)+$', 'the linear engine takes it'],
    ['(?=.*\\d)(?=.*[a-z]).+', 'nothing in it is repeated twice'],
    ['(?<=token=)[^&]+', 'nothing in it is repeated twice'],
    ['(["\']).*?\\1', 'nothing in it is repeated twice'],
    ['(.)\\1{2,}', 'what is referred to is one character'],
    ['((a{2}){3}){4}\\1', 'each as often as it says'],
    ['(\\d{4}-){2}(?=x)', 'each as often as it says'],
    ['[)(+*]+(?=x)', 'characters in a class are no groups'],
    ['\\(a+\\)+(?=x)', 'nor are those after a backslash'],
  ])('%s is none: %s', (source) => expect(patternProblem(source)).toBeNull());

  it('is told wherever one may be written', () => {
    const bad = "'(?=(a+)+$)'";
    const steps = `  - GET: /a
    expect: { body: { matches: ${bad} } }
    capture: { x: { regex: ${bad} } }
  - when: "body matches ${bad}"
    steps: [{ GET: /b }]
`;
    const { told } = build(fileWith(steps));
    expect(told.map((one) => one?.replace(/: this regular.*/, ''))).toEqual([
      '5:32 flow[0].expect.body.matches',
      '6:28 flow[0].capture.x.regex',
      '7:11 flow[1].when',
    ]);
  });
});
