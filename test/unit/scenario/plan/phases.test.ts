import { describe, expect, it } from 'vitest';
import {
  executorDurationMs,
  phasesOf,
  planDurationMs,
  toldPhases,
} from '../../../../src/scenario/plan/phases.ts';
import type { PlannedExecutor, PlannedScenario } from '../../../../src/scenario/plan/plan.ts';
import { build, planOf } from '../parts.ts';

const RAMP: PlannedExecutor = {
  kind: 'ramping-vus',
  startVUs: 2,
  gracefulRampDownMs: 30_000,
  stages: [
    { durationMs: 2000, target: 20 },
    { durationMs: 7000, target: 20 },
    { durationMs: 0, target: 5 },
    { durationMs: 1000, target: 0 },
  ],
};
const [RATE] = planOf(`target: http://a
scenarios:
  a: { executor: constant-arrival-rate, rate: 90, timeUnit: 1m, duration: 5s, preAllocatedVUs: 1, startTime: 6s }
flow: [{ GET: / }]
`).scenarios as [PlannedScenario];

describe('phasesOf', () => {
  it('a ramp has one for each stage that takes time; a jump has none', () => {
    expect(phasesOf(RAMP, 500)).toEqual([
      { label: 'ramp 2 → 20 VUs', startMs: 500, endMs: 2500 },
      { label: 'hold 20 VUs', startMs: 2500, endMs: 9500 },
      { label: 'ramp 5 → 0 VUs', startMs: 9500, endMs: 10_500 },
    ]);
  });

  it('the others have one; a rate is per second', () => {
    expect(phasesOf({ kind: 'constant-vus', vus: 1, durationMs: 10 }, 0)).toEqual([
      { label: 'hold 1 VU', startMs: 0, endMs: 10 },
    ]);
    expect(phasesOf(RATE.executor, 0)).toEqual([{ label: 'hold 1.5 iterations/s', startMs: 0, endMs: 5000 }]);
  });
});

it('iterations have one phase, a ramping rate one for each stage', () => {
  const scenarios = `target: http://a
scenarios:
  a: { executor: shared-iterations, vus: 2, iterations: 9, maxDuration: 5s }
  b: { executor: per-vu-iterations, iterations: 9, maxDuration: 5s }
  c: { executor: ramping-arrival-rate, stages: [{ duration: 2s, target: 30 }, { duration: 2s, target: 30 }] }
flow: [{ GET: / }]
`;
  const labels = planOf(scenarios).scenarios.map(({ executor }) =>
    phasesOf(executor, 0).map((phase) => phase.label),
  );
  expect(labels).toEqual([
    ['9 iterations by 2 VUs'],
    ['9 iterations by each of 1 VU'],
    ['ramp 0 → 30 iterations/s', 'hold 30 iterations/s'],
  ]);
});

describe('durations', () => {
  it('an executor lasts as long as its stages', () => {
    expect(executorDurationMs(RAMP)).toBe(10_000);
    expect(executorDurationMs(RATE.executor)).toBe(5000);
  });

  it('a plan lasts until its last scenario starts no more', () => {
    const scenarios = [{ ...RATE, startTimeMs: 0, executor: RAMP }, RATE];
    expect(planDurationMs({ scenarios })).toBe(11_000);
    expect(planDurationMs({ scenarios: [] })).toBe(0);
  });
});

describe('toldPhases', () => {
  const staged = (count: number): PlannedScenario => ({
    ...RATE,
    executor: {
      ...RAMP,
      stages: Array.from({ length: count }, (_, index) => ({ durationMs: 1000, target: index })),
    },
  });
  const counts = (...stages: number[]) => toldPhases(stages.map(staged)).map((phases) => phases.length);

  it('are those of scenarios with more than one stage that takes time', () => {
    const [ramp, rate, one] = toldPhases([{ ...RATE, executor: RAMP }, RATE, staged(1)]);
    expect(ramp?.map((phase) => phase.label)).toEqual(['ramp 2 → 20 VUs', 'hold 20 VUs', 'ramp 5 → 0 VUs']);
    expect([rate, one]).toEqual([[], []]);
  });

  it('are no more than 50 in all: of very many the last are one', () => {
    expect(counts(50)).toEqual([50]);
    expect(counts(51)).toEqual([50]);
    expect(counts(300, 1, 300)).toEqual([25, 0, 25]);
    expect(toldPhases([staged(60)])[0]?.at(-1)).toEqual({
      label: 'the 11 stages after',
      startMs: 6000 + 49_000,
      endMs: 6000 + 60_000,
    });
  });
});

describe('the name of a stage', () => {
  const file = (stages: string) => `target: http://a\nstages: ${stages}\nflow: [{ GET: / }]\n`;

  it('is what its phase is called; a variable may stand in it', () => {
    const text = file(
      "[{ duration: 5s, target: 9, name: ramp }, { duration: 1s, target: 9, name: '${WHAT:-peak} 9' }]",
    );
    const [scenario] = planOf(text).scenarios;
    const phases = scenario === undefined ? [] : phasesOf(scenario.executor, 0);
    expect(phases.map((phase) => phase.label)).toEqual(['ramp', 'peak 9']);
  });

  it('does not go with a stage that takes no time', () => {
    expect(
      build(file('[{ duration: 5s, target: 9 }, { duration: 0s, target: 90, name: spike }]')).told,
    ).toEqual(['2:67 stages[1].name: a stage of 0s has no figures to be told under a name']);
  });
});
