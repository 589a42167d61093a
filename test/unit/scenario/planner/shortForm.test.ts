import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';

const build = (text: string) =>
  buildPlan(parseScenario(`target: http://a\n${text}`, 'a.perf.yaml'), { environment: {} });
const told = (text: string) =>
  build(text).problems.map((one) => `${one.line}:${one.column} ${one.message} | ${one.hint}`);
const FLOW = 'flow: [{ GET: / }]\n';

describe('maxDuration in the short form', () => {
  const executorOf = (text: string) => build(text + FLOW).plan?.scenarios[0]?.executor;

  it('ends iterations, as in k6 after ten minutes without it', () => {
    const shared = { kind: 'shared-iterations', vus: 2, iterations: 8 };
    expect(executorOf('vus: 2\niterations: 8\nmaxDuration: 30s\n')).toEqual({
      ...shared,
      maxDurationMs: 30_000,
    });
    expect(executorOf('vus: 2\niterations: 8\n')).toEqual({ ...shared, maxDurationMs: 600_000 });
    expect(executorOf('vus: 2\niterations: 8\nduration: 20s\n')).toEqual({
      ...shared,
      maxDurationMs: 20_000,
    });
  });

  it.each([
    ['duration: 10s\nmaxDuration: 30s\n', '3:1 maxDuration is for iterations | Remove it: duration says so.'],
    [
      'duration: 10s\niterations: 5\nmaxDuration: 30s\n',
      '4:1 duration and maxDuration say the same with iterations | Keep one of the two.',
    ],
    [
      'iterations: 5\nmaxDuration: 10\n',
      '3:14 a run must last at least 1s | Write it like 10s; a plain number is milliseconds.',
    ],
    [
      'stages: [{ duration: 5s, target: 1 }]\nmaxDuration: 9s\n',
      '3:1 maxDuration is for iterations | Write duration, or give iterations.',
    ],
    [
      'maxDuration: 9s\nscenarios: { a: { executor: constant-vus, duration: 5s } }\n',
      '2:1 maxDuration at the top is the short form of a single scenario, and there is scenarios too | Move it into the scenario that is meant, or remove scenarios.',
    ],
  ])('is refused elsewhere: %s', (text, expected) => expect(told(text + FLOW)).toEqual([expected]));
});

it('the short form with a second flow is one mistake, not three', () => {
  expect(told(`vus: 1\nduration: 1s\n${FLOW}flows: { a: [{ GET: /x }] }\n`)).toEqual([
    '5:1 the short form is for a file with one flow | Say under scenarios which flow runs how.',
  ]);
});
