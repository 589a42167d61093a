import { expect, it } from 'vitest';
import { isBrief } from '../../../../src/load/run/warmUp.ts';
import type { PlannedExecutor } from '../../../../src/scenario/plan/plan.ts';
import { plannedScenario, planOf } from '../../../support/plans.ts';

const maxDurationMs = 600_000;
const shared = (iterations: number): PlannedExecutor => ({
  kind: 'shared-iterations',
  vus: 1,
  iterations,
  maxDurationMs,
});
const perVu = (vus: number, iterations: number): PlannedExecutor => ({
  kind: 'per-vu-iterations',
  vus,
  iterations,
  maxDurationMs,
});
const users: PlannedExecutor = { kind: 'constant-vus', vus: 1, durationMs: 1 };

it.each([
  ['one iteration', [shared(1)], true],
  ['ten', [shared(10)], true],
  ['ten of two scenarios', [shared(4), perVu(2, 3)], true],
  ['more than ten', [perVu(11, 1)], false],
  ['more than ten of two scenarios', [shared(5), shared(6)], false],
  ['a time', [users], false],
  ['one iteration beside a time', [shared(1), users], false],
])('a short warm-up does for %s: %s', (_what, executors, brief) => {
  const scenarios = executors.map((executor) => plannedScenario(executor));
  const [first = plannedScenario(users)] = scenarios;
  expect(isBrief(planOf('http://127.0.0.1:1', first, [], { scenarios }))).toBe(brief);
});
