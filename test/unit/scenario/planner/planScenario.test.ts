import { describe, expect, it } from 'vitest';
import { overrideExecutor } from '../../../../src/scenario/planner/planScenario.ts';
import { build, planOf } from '../parts.ts';

const file = (entry: string) =>
  `target: http://localhost:3000\nscenarios:\n  a: { ${entry} }\nflow:\n  - GET: /\n`;
const scenarioOf = (entry: string, environment = {}) => planOf(file(entry), { environment }).scenarios[0];
const executorOf = (entry: string, environment = {}) => scenarioOf(entry, environment)?.executor;

describe('executors, with defaults as k6 documents them', () => {
  it('constant-vus', () => {
    expect(executorOf('executor: constant-vus, duration: 1m30s')).toEqual({
      kind: 'constant-vus',
      vus: 1,
      durationMs: 90_000,
    });
  });

  it('ramping-vus', () => {
    expect(
      executorOf('executor: ramping-vus, stages: [{ duration: 5s, target: 10 }, { duration: 0, target: 0 }]'),
    ).toEqual({
      kind: 'ramping-vus',
      startVUs: 1,
      stages: [
        { durationMs: 5000, target: 10 },
        { durationMs: 0, target: 0 },
      ],
      gracefulRampDownMs: 30_000,
    });
    const entry =
      'executor: ramping-vus, startVUs: 0, gracefulRampDown: 2s, stages: [{ duration: 5s, target: 10 }]';
    expect(executorOf(entry)).toMatchObject({ startVUs: 0, gracefulRampDownMs: 2000 });
  });

  it('constant-arrival-rate', () => {
    expect(
      executorOf('executor: constant-arrival-rate, rate: 30, duration: 10s, preAllocatedVUs: 5'),
    ).toMatchObject({
      kind: 'constant-arrival-rate',
      rate: 30,
      timeUnitMs: 1000,
      durationMs: 10_000,
      preAllocatedVUs: 5,
      maxVUs: 5,
      whenBusy: 'wait',
    });
    const entry =
      'executor: constant-arrival-rate, rate: 30, timeUnit: 1m, duration: 10s, preAllocatedVUs: 0, maxVUs: 9';
    expect(executorOf(entry)).toMatchObject({ timeUnitMs: 60_000, preAllocatedVUs: 0, maxVUs: 9 });
  });

  it('an arrival rate without users has as many as it needs, up to what one machine carries', () => {
    expect(executorOf('executor: constant-arrival-rate, rate: 30, duration: 10s')).toMatchObject({
      preAllocatedVUs: 0,
      maxVUs: 10_000,
    });
    const entry = 'executor: constant-arrival-rate, rate: 30, duration: 10s, maxVUs: 40, whenBusy: drop';
    expect(executorOf(entry)).toMatchObject({ preAllocatedVUs: 0, maxVUs: 40, whenBusy: 'drop' });
  });

  it('ramping-arrival-rate', () => {
    const entry = 'executor: ramping-arrival-rate, timeUnit: 1m, stages: [{ duration: 5s, target: 600 }]';
    expect(executorOf(entry)).toEqual({
      kind: 'ramping-arrival-rate',
      startRate: 0,
      stages: [{ durationMs: 5000, target: 600 }],
      timeUnitMs: 60_000,
      preAllocatedVUs: 0,
      maxVUs: 10_000,
      whenBusy: 'wait',
    });
  });

  it.each(['shared-iterations', 'per-vu-iterations'])('%s', (kind) => {
    const given = { kind, vus: 1, iterations: 1, maxDurationMs: 600_000 };
    expect(executorOf(`executor: ${kind}`)).toEqual(given);
    const all = { kind, vus: 4, iterations: 40, maxDurationMs: 90_000 };
    expect(executorOf(`executor: ${kind}, vus: 4, iterations: 40, maxDuration: 1m30s`)).toEqual(all);
  });

  it('the short form with iterations shares them', () => {
    const { scenarios } = planOf('target: http://a\nvus: 2\niterations: 20\nflow: [{ GET: / }]\n');
    expect(scenarios).toMatchObject([
      { executor: { kind: 'shared-iterations', vus: 2, iterations: 20, maxDurationMs: 600_000 } },
    ]);
  });

  it('start, graceful stop and tags', () => {
    expect(scenarioOf('executor: constant-vus, duration: 1s')).toMatchObject({
      startTimeMs: 0,
      gracefulStopMs: 30_000,
      tags: {},
    });
    const entry = 'executor: constant-vus, duration: 1s, startTime: 2s, gracefulStop: 0s, tags: { kind: x }';
    expect(scenarioOf(entry)).toMatchObject({ startTimeMs: 2000, gracefulStopMs: 0, tags: { kind: 'x' } });
  });

  it('numbers and durations may be variables', () => {
    const entry = 'executor: constant-vus, vus: "${VUS}", duration: "${LONG:-20s}"';
    expect(executorOf(entry, { VUS: '12' })).toMatchObject({ vus: 12, durationMs: 20_000 });
  });
});

describe('what k6 refuses, too', () => {
  it.each([
    ['executor: constant-vus, duration: 1s, vus: 0', 'scenarios.a.vus: it must be at least 1'],
    ['executor: constant-vus, duration: 999', 'scenarios.a.duration: a run must last at least 1s'],
    [
      'executor: ramping-vus, startVUs: 0, stages: [{ duration: 1s, target: 0 }]',
      'scenarios.a.stages: no stage has any virtual user',
    ],
    [
      'executor: constant-arrival-rate, rate: 0, duration: 1s, preAllocatedVUs: 1',
      'scenarios.a.rate: rate must be at least 1',
    ],
    [
      'executor: constant-arrival-rate, rate: 1, timeUnit: 0s, duration: 1s, preAllocatedVUs: 1',
      'scenarios.a.timeUnit: timeUnit must be more than 0',
    ],
    [
      'executor: constant-arrival-rate, rate: 1, duration: 1s, preAllocatedVUs: 5, maxVUs: 2',
      'scenarios.a.maxVUs: maxVUs (2) is less than preAllocatedVUs (5)',
    ],
    [
      'executor: constant-arrival-rate, rate: 1, duration: 1s, preAllocatedVUs: 0',
      'scenarios.a.preAllocatedVUs: there is no virtual user to run the iterations',
    ],
    [
      'executor: shared-iterations, vus: 5, iterations: 4',
      'scenarios.a.iterations: 4 iterations cannot be shared by 5 virtual users',
    ],
    ['executor: per-vu-iterations, iterations: 0', 'scenarios.a.iterations: it must be at least 1'],
    [
      'executor: ramping-arrival-rate, stages: [{ duration: 5s, target: 0 }]',
      'scenarios.a.stages: no stage has any rate',
    ],
    [
      'executor: ramping-arrival-rate, stages: [{ duration: 0s, target: 5 }]',
      'scenarios.a.stages: the stages last 0s in all',
    ],
  ])('%s', (entry, expected) => {
    const { plan, told } = build(file(entry));
    expect(plan).toBeNull();
    expect(told.map((one) => one?.replace(/^3:\d+ /, ''))).toContain(expected);
  });
});

describe('what no machine carries', () => {
  it.each([
    ['executor: constant-vus, duration: 1s, vus: 10001', 'are more than one machine carries'],
    ['executor: constant-vus, duration: 30d', '"30d" is longer than a timer can wait'],
    [`executor: constant-vus, duration: "${'9'.repeat(400)}"`, 'longer than a timer can wait'],
    [
      'executor: constant-arrival-rate, rate: 2000000, duration: 1s, preAllocatedVUs: 1',
      '2000000 iterations in 1s are more than one machine starts',
    ],
    ['executor: ramping-vus, stages: [{ duration: 0s, target: 5 }]', 'the stages last 0s in all'],
  ])('%s', (entry, expected) => {
    const { told } = build(file(entry));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(expected);
  });

  it('variables with something else in them', () => {
    const entry = 'executor: constant-vus, vus: "${A}", duration: "${B}"';
    expect(build(file(entry), { environment: { A: 'many', B: '1.5.2s' } }).told).toEqual([
      '3:37 scenarios.a.vus: "many" is no whole number',
      '3:55 scenarios.a.duration: "1.5.2s" is no duration',
    ]);
  });
});

describe('overrideExecutor', () => {
  const ramp = {
    kind: 'ramping-vus',
    startVUs: 0,
    stages: [{ durationMs: 5000, target: 9 }],
    gracefulRampDownMs: 1,
  } as const;

  it('a duration turns stages into constant users', () => {
    expect(overrideExecutor({ ...ramp, stages: [...ramp.stages] }, { durationMs: 2000 })).toEqual({
      kind: 'constant-vus',
      vus: 1,
      durationMs: 2000,
    });
  });

  it('users alone change where a ramp begins', () => {
    expect(overrideExecutor({ ...ramp, stages: [...ramp.stages] }, { vus: 4 })).toEqual({
      ...ramp,
      startVUs: 4,
    });
  });

  it('users are those that an arrival rate may use', () => {
    const entry = 'executor: constant-arrival-rate, rate: 1, duration: 5s, preAllocatedVUs: 1, maxVUs: 2';
    expect(planOf(file(entry), { vus: 8 }).scenarios).toMatchObject([
      { executor: { preAllocatedVUs: 8, maxVUs: 8, durationMs: 5000 } },
    ]);
  });

  it('a duration squeezes the stages of a rate, and limits iterations', () => {
    const rate =
      'executor: ramping-arrival-rate, stages: [{ duration: 30s, target: 5 }, { duration: 10s, target: 0 }]';
    expect(planOf(file(rate), { durationMs: 4000 }).scenarios).toMatchObject([
      { executor: { stages: [{ durationMs: 3000 }, { durationMs: 1000 }] } },
    ]);
    const shared = 'executor: shared-iterations, vus: 2, iterations: 5';
    expect(planOf(file(shared), { durationMs: 4000, vus: 9 }).scenarios).toMatchObject([
      { executor: { maxDurationMs: 4000, vus: 9, iterations: 9 } },
    ]);
  });

  it('nothing given changes nothing', () => {
    const executor = { kind: 'constant-vus', vus: 2, durationMs: 3 } as const;
    expect(overrideExecutor(executor, {})).toEqual(executor);
  });
});
