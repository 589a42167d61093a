import { describe, expect, it } from 'vitest';
import { complete, hover } from '../../../../src/scenario/assist/assist.ts';
import { outline } from '../../../../src/scenario/assist/outline.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { mostSteps, phasesOf, planDurationMs } from '../../../../src/scenario/plan/phases.ts';
import type { PlannedExecutor } from '../../../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { build, planOf } from '../parts.ts';

const file = (entry: string, more = '') =>
  `target: http://localhost:3000\nbreakpoint: { ${entry} }\nthresholds: { http_req_duration: [p(95) < 200] }\nflow: [{ GET: / }]\n${more}`;
const scenarioOf = (entry: string, options = {}) => planOf(file(entry), options).scenarios[0];
const toldOf = (entry: string, more = '', options = {}) => build(file(entry, more), options).told;

type Search = Extract<PlannedExecutor, { kind: 'breakpoint' }>;

describe('a breakpoint in a scenario file', () => {
  it('needs its first rate, and has defaults for the rest', () => {
    expect(scenarioOf('start: 50')).toMatchObject({
      name: 'default',
      flow: 'default',
      gracefulStopMs: 30_000,
      startTimeMs: 0,
      place: { line: 2 },
      executor: {
        kind: 'breakpoint',
        search: 'steps',
        startRate: 50,
        step: 50,
        stepMs: 20_000,
        maxRate: 5000,
        target: null,
        maxVUs: 10_000,
      },
    });
  });

  it('takes all that can be said of it, variables too', () => {
    const entry =
      "start: '${FROM:-20}', step: 10, stepDuration: 30s, max: 700, search: bisection, target: 500, maxVUs: 300, gracefulStop: 5s, tags: { of: search }";
    expect(scenarioOf(entry, { environment: { FROM: '40' } })).toMatchObject({
      gracefulStopMs: 5000,
      tags: { of: 'search' },
      executor: {
        kind: 'breakpoint',
        search: 'bisection',
        startRate: 40,
        step: 10,
        stepMs: 30_000,
        maxRate: 700,
        target: 500,
        maxVUs: 300,
      },
    });
  });

  it('refuses what the command line would change of other executors', () => {
    const problemsOf = (options: object) =>
      buildPlan(parseScenario(file('start: 50'), 'a.perf.yaml'), {
        environment: {},
        ...options,
      }).problems.map((one) => `${one.message} | ${one.hint}`);
    expect(problemsOf({ vus: 7 })).toEqual([
      '--vus has no use here: a search raises the rate, and takes as many users as that needs | Leave it out; breakpoint.maxVUs says how many there may be.',
    ]);
    expect(problemsOf({ iterations: 5 })).toEqual([
      '--iterations has no use here: it would take the place of the search | Leave it out, or run another file.',
    ]);
    expect(problemsOf({ durationMs: 5000 })).toEqual([
      'a duration from outside has no use here: how long it takes depends on what holds | Set breakpoint.stepDuration in the file.',
    ]);
  });

  it.each([
    ['step: 50', '2:1 breakpoint.start: "start" is missing'],
    ['start: 0', '2:22 breakpoint.start: it must be at least 1'],
    ['start: 50, step: 0', '2:32 breakpoint.step: it must be at least 1'],
    ['start: 50, max: 40', '2:31 breakpoint.max: max (40) is less than start (50)'],
    [
      'start: 50, target: 40',
      '2:34 breakpoint.target: target (40) is less than start (50), so it would never be tried',
    ],
    [
      'start: 50, max: 80, target: 90',
      '2:43 breakpoint.target: target (90) is more than max (80), so it would never be tried',
    ],
    ['start: 50, stepDuration: 500ms', '2:40 breakpoint.stepDuration: a run must last at least 1s'],
    ['start: 50, maxVUs: 0', '2:34 breakpoint.maxVUs: it must be at least 1'],
    ['start: 1, max: 1000', '2:22 breakpoint.start: from 1/s to 1000/s by 1 may take 1000 steps'],
    ['start: 10, step: 1, max: 1000', '2:32 breakpoint.step: from 10/s to 1000/s by 1 may take 991 steps'],
    ['start: 50, vus: 5', '2:26 breakpoint.vus: unknown key "vus"'],
  ])('is told what is wrong with it: %s', (entry, told) => {
    expect(toldOf(entry)).toEqual([told]);
  });

  it('goes with nothing else that says how the load goes', () => {
    expect(toldOf('start: 50', 'vus: 5\nduration: 5s\n')).toEqual([
      '5:1 vus: vus and breakpoint exclude each other: breakpoint says itself how the load goes',
      '6:1 duration: duration and breakpoint exclude each other: breakpoint says itself how the load goes',
    ]);
    expect(toldOf('start: 50', '', { durationMs: 5000 })).toEqual([
      expect.stringContaining('a duration from outside has no use here'),
    ]);
  });

  it('needs thresholds', () => {
    const text = 'target: http://a\nbreakpoint: { start: 5 }\nflow: [{ GET: / }]\n';
    expect(build(text).told).toEqual(['2:1 breakpoint: nothing says when the API has given way']);
  });

  it('is where the file is run from', () => {
    expect(outline(file('start: 50')).scenarios).toEqual([{ name: 'default', line: 2, column: 1 }]);
  });
});

describe('writing a breakpoint', () => {
  const at = (text: string) => {
    const before = text.slice(0, text.indexOf('‸')).split('\n');
    return complete(text.replace('‸', ''), before.length, (before.at(-1) ?? '').length + 1);
  };
  const labels = (text: string) =>
    at(`target: http://a\nflows:\n  look: [{ GET: / }]\n${text}`).map((one) => one.label);

  it('is helped by completion, its keys with what each is for', () => {
    expect(labels('‸')).toContain('breakpoint');
    expect(labels('breakpoint:\n  start: 5\n  ‸')).toEqual(
      expect.arrayContaining(['step', 'stepDuration', 'max', 'search', 'target', 'flow', 'maxVUs']),
    );
    expect(labels('breakpoint:\n  search: ‸')).toEqual(['steps', 'bisection']);
    expect(labels('breakpoint:\n  flow: ‸')).toEqual(['look']);
    expect(labels('stages:\n  - duration: 5s\n    ‸')).toContain('name');
  });

  it('is helped by hover', () => {
    const text = file('start: 50, target: 90');
    const over = (word: string) => hover(text, 2, (text.split('\n')[1] ?? '').indexOf(word) + 2)?.markdown;
    expect(over('target')).toContain('holds 840/s: 1.7 times your 500/s');
    expect(over('breakpoint')).toContain('which threshold gave way first');
  });
});

describe('how long a breakpoint may take', () => {
  const search = (more: Partial<Search>): Search => ({
    kind: 'breakpoint',
    search: 'steps',
    startRate: 50,
    step: 50,
    stepMs: 20_000,
    maxRate: 200,
    target: null,
    maxVUs: 1,
    ...more,
  });

  it('is as many steps as there can be', () => {
    expect(mostSteps(search({}))).toBe(4);
    expect(mostSteps(search({ maxRate: 180 }))).toBe(4);
    expect(mostSteps(search({ target: 120 }))).toBe(5);
    expect(mostSteps(search({ maxRate: 50 }))).toBe(1);
    // 50, 100 … 1600, 3200, 5000: eight; then 3200 to 5000 is halved until it is 50: six and one for rounding.
    expect(mostSteps(search({ search: 'bisection', maxRate: 5000 }))).toBeGreaterThanOrEqual(14);
    expect(mostSteps(search({ search: 'bisection', maxRate: 5000 }))).toBeLessThan(17);
    const [scenario] = planOf(file('start: 50, max: 200')).scenarios;
    expect(scenario && planDurationMs({ scenarios: [scenario] })).toBe(80_000);
    expect(phasesOf(search({}), 0)).toEqual([{ label: 'raising the rate', startMs: 0, endMs: 80_000 }]);
  });
});
