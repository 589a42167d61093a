import { describe, expect, it } from 'vitest';
import { planSchema } from '../../../../src/scenario/plan/plan.ts';
import { build, fileWith, planOf } from '../parts.ts';

const TWO = `target: http://localhost:3000
scenarios:
  browse: { executor: constant-vus, vus: 2, duration: 5s, flow: look }
  buy: { executor: constant-vus, vus: 1, duration: 5s, flow: order }
flows:
  order: [{ POST: /orders }, { GET: /orders }]
  look: [{ GET: / }]
`;

describe('buildPlan', () => {
  it('gives plain data that crosses a process border unchanged', () => {
    const plan = planOf(TWO);
    expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it('is called as the file says, else as the file is called', () => {
    expect(planOf(fileWith('  - GET: /\n', 'name: Shop\n')).name).toBe('Shop');
    expect(planOf(fileWith('  - GET: /\n')).name).toBe('shop');
  });

  it('has the warm-up of the file, which must leave something to be counted', () => {
    expect(planOf(fileWith('  - GET: /\n')).warmupMs).toBe(0);
    expect(planOf(fileWith('  - GET: /\n', 'warmup: 4s\n')).warmupMs).toBe(4000);
    const all = fileWith('  - GET: /\n', 'warmup: 10s\n');
    expect(build(all).told).toEqual([
      '3:9 warmup: the warm-up takes all of the 10s that there are, and nothing would be counted',
    ]);
    expect(build(all, { durationMs: 20_000 }).told).toEqual([]);
  });

  it('numbers the requests of the flows that run, from 0', () => {
    const plan = planOf(TWO);
    expect(Object.keys(plan.flows)).toEqual(['look', 'order']);
    expect(plan.flows).toMatchObject({ look: [{ id: 0 }], order: [{ id: 1 }, { id: 2 }] });
    const alone = planOf(TWO, { scenarios: ['buy'] });
    expect(alone.scenarios.map((one) => one.name)).toEqual(['buy']);
    expect(alone.flows).toMatchObject({ order: [{ id: 0 }, { id: 1 }] });
    expect(Object.keys(alone.flows)).toEqual(['order']);
  });

  it('knows where each scenario and request stands', () => {
    const plan = planOf(TWO);
    expect(plan.scenarios.map((one) => one.place)).toEqual([
      { line: 3, column: 3 },
      { line: 4, column: 3 },
    ]);
    expect(plan.flows.order).toMatchObject([
      { place: { line: 6, column: 13 } },
      { place: { line: 6, column: 32 } },
    ]);
  });

  it('takes tags, profile and thresholds of the file', () => {
    const top = 'tags: { team: shop, n: 1 }\nprofile: { auto: true }\nthresholds: { checks: rate > 0.9 }\n';
    expect(planOf(fileWith('  - GET: /\n', top))).toMatchObject({
      tags: { team: 'shop', n: '1' },
      profile: true,
      thresholds: [{ metric: 'checks', expression: 'rate > 0.9' }],
    });
    expect(planOf(fileWith('  - GET: /\n', 'profile: { auto: false }\n')).profile).toBe(false);
    expect(planOf(fileWith('  - GET: /\n', 'profile: true\n')).profile).toBe(true);
  });
});

describe('the short form', () => {
  it('vus and duration are constant users, in a scenario called default', () => {
    expect(planOf(fileWith('  - GET: /\n', 'vus: 3\n')).scenarios).toEqual([
      {
        name: 'default',
        flow: 'default',
        startTimeMs: 0,
        gracefulStopMs: 30_000,
        tags: {},
        executor: { kind: 'constant-vus', vus: 3, durationMs: 10_000 },
        place: { line: 3, column: 6 },
      },
    ]);
    expect(planOf(fileWith('  - GET: /\n')).scenarios).toMatchObject([{ executor: { vus: 1 } }]);
  });

  it('stages are ramping users that begin at vus, as k6 has it', () => {
    const text = 'target: http://a\nvus: 4\nstages: [{ duration: 1m, target: 9 }]\nflow: [{ GET: / }]\n';
    expect(planOf(text).scenarios).toMatchObject([
      {
        executor: {
          kind: 'ramping-vus',
          startVUs: 4,
          stages: [{ durationMs: 60_000, target: 9 }],
          gracefulRampDownMs: 30_000,
        },
      },
    ]);
  });

  it('goes with a single flow of any name', () => {
    expect(planOf('target: http://a\nduration: 1s\nflows: { buy: [{ GET: / }] }\n').scenarios).toMatchObject([
      { name: 'default', flow: 'buy' },
    ]);
  });

  it('may leave its duration to the command line', () => {
    const text = 'target: http://a\nflow: [{ GET: / }]\n';
    expect(planOf(text, { durationMs: 3000 }).scenarios).toMatchObject([{ executor: { durationMs: 3000 } }]);
    expect(build(text).told).toEqual(['1:1 nothing says how long to run']);
  });

  it.each([
    ['stages: [{ duration: 1s, target: 1 }]', '3:1 stages: duration and stages exclude each other'],
    [
      'scenarios: { a: { executor: constant-vus, duration: 1s } }',
      '2:1 duration: duration at the top is the short form of a single scenario, and there is scenarios too',
    ],
  ])('does not go with %s', (line, expected) => {
    expect(build(fileWith('  - GET: /\n', `${line}\n`)).told).toEqual([expected]);
  });

  it('is for a file with one flow', () => {
    const text = 'target: http://a\nduration: 1s\nflows: { a: [{ GET: / }], b: [{ GET: / }] }\n';
    expect(build(text).told[0]).toBe('3:1 flows: the short form is for a file with one flow');
  });
});

describe('which scenarios run', () => {
  it('an unknown name is told with the nearest one', () => {
    expect(build(TWO, { scenarios: ['buyy'] })).toEqual({
      plan: null,
      told: ['2:1 scenarios: there is no scenario "buyy"'],
      hints: ['Did you mean "buy"?'],
    });
    expect(build(fileWith('  - GET: /\n'), { scenarios: ['default'] }).told).toEqual([]);
    expect(build(fileWith('  - GET: /\n'), { scenarios: ['x'] }).told).toHaveLength(1);
  });

  it('what is wrong with those that do not run is told too', () => {
    const text = TWO.replace('vus: 2', 'vus: 0');
    expect(build(text, { scenarios: ['buy'] }).told).toEqual([
      '3:42 scenarios.browse.vus: it must be at least 1',
    ]);
  });

  it('no scenario at all is an error', () => {
    expect(build('target: http://a\nscenarios: {}\nflow: [{ GET: / }]\n').told).toContain(
      '2:1 scenarios: there is no scenario',
    );
  });
});

describe('problems', () => {
  it('are told with those of the parser, and there is no plan', () => {
    expect(build(fileWith('  - GTE: /\n'))).toMatchObject({
      plan: null,
      told: ['4:5 flow[0].GTE: unknown key "GTE"'],
    });
  });

  it('an error is told, and there is no plan, however many warnings come first', () => {
    const flows = Array.from({ length: 80 }, (_, index) => `  f${index}: [{ GET: / }]\n`).join('');
    const text = `target: http://a\nflows:\n${flows}scenarios: { a: { executor: constant-vus, duration: 0s, flow: f0 } }\n`;
    const { plan, told } = build(text);
    expect(plan).toBeNull();
    expect(told).toContain('83:53 scenarios.a.duration: a run must last at least 1s');
  });

  it('a warning leaves the plan', () => {
    const { plan, told } = build(`${TWO}  rest: [{ GET: / }]\n`);
    expect(told).toEqual(['8:3 warning: flows.rest: no scenario runs the flow "rest"']);
    expect(plan).not.toBeNull();
  });
});
