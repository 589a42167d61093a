import { describe, expect, it } from 'vitest';
import { isEasy, threadCount } from '../../../../src/load/engine/threadCount.ts';
import type { Plan, PlannedExecutor, PlannedStep } from '../../../../src/scenario/plan/plan.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';
const request = plannedRequest(origin);
const think: PlannedStep = { kind: 'think', minMs: 1000, maxMs: 1000 };

function plan(executor: PlannedExecutor, steps: PlannedStep[], more: Partial<Plan> = {}): Plan {
  return planOf(origin, plannedScenario(executor), steps, more);
}

const vus = (count: number): PlannedExecutor => ({ kind: 'constant-vus', vus: count, durationMs: 1000 });
const rate = (perSec: number, maxVUs = 10_000): PlannedExecutor => ({
  kind: 'constant-arrival-rate',
  rate: perSec,
  timeUnitMs: 1000,
  durationMs: 1000,
  preAllocatedVUs: 0,
  maxVUs,
  whenBusy: 'wait',
});

describe('the number of threads', () => {
  it.each<[string, number, number, Plan]>([
    ['is one where one is enough', 16, 1, plan(vus(100), [request])],
    ['is more for users who never pause', 16, 3, plan(vus(250), [request])],
    ['is one for many who pause', 16, 1, plan(vus(10_000), [request, think])],
    ['is more for more than 20,000 requests a second', 16, 2, plan(rate(20_001), [request])],
    ['counts all requests of an iteration', 16, 3, plan(rate(15_000), [request, request, request])],
    ['is never more than half of the cores', 6, 3, plan(rate(100_000), [request])],
    ['is one on two cores', 2, 1, plan(rate(100_000), [request])],
    ['is one on three cores', 3, 1, plan(vus(1000), [request])],
    ['is what the plan says, whatever the cores', 2, 4, plan(vus(10), [request], { threads: 4 })],
    ['is never more than there are users', 16, 3, plan(vus(3), [request], { threads: 8 })],
    ['is never more than there may be users', 16, 2, plan(rate(1, 2), [request], { threads: 8 })],
    ['is ours to say where the plan says so', 16, 2, plan(rate(30_000), [request], { threads: 'auto' })],
  ])('%s', (_name, cores, expected, given) => {
    expect(threadCount(given, cores)).toBe(expected);
  });

  it('sees the pauses and the requests of flows that are called', () => {
    const called = plan(vus(1000), [{ kind: 'call', flow: 'other' }]);
    const flows = (steps: PlannedStep[]) => ({ ...called, flows: { ...called.flows, other: steps } });
    expect(threadCount(flows([request]), 32)).toBe(10);
    expect(threadCount(flows([request, { kind: 'group', name: 'g', steps: [think] }]), 32)).toBe(1);
  });

  it('takes scenarios together', () => {
    const both = plan(rate(15_000), [request]);
    const scenarios = [...both.scenarios, plannedScenario(vus(80), { name: 'more' })];
    expect(threadCount({ ...both, scenarios }, 16)).toBe(2);
  });
});

it('calls easy what one thread is trusted with', () => {
  expect(isEasy(plan(rate(20_000), [request]))).toBe(true);
  expect(isEasy(plan(rate(20_001), [request]))).toBe(false);
  expect(isEasy(plan(rate(10_001), [request, request]))).toBe(false);
});
