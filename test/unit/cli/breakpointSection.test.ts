import { expect, it } from 'vitest';
import { breakpointSection } from '../../../src/cli/breakpointSection.ts';
import { styleOf } from '../../../src/cli/style.ts';
import type { TriedStep } from '../../../src/metrics/breakpoint.ts';
import { latency, snapshot, threshold } from '../../support/sessionStates.ts';

const held: TriedStep = {
  rate: 50,
  startMs: 0,
  durationMs: 20_000,
  requests: 2000,
  failed: 0,
  perSec: 100,
  unfinished: 0,
  latencyMs: latency({ med: 12, p95: 31, p99: 40 }),
  outcome: 'held',
  broken: null,
  limits: [],
};
const broke: TriedStep = {
  ...held,
  rate: 200,
  requests: 8000,
  failed: 40,
  perSec: 400,
  latencyMs: latency({ med: 150, p95: 240, p99: 1280 }),
  outcome: 'broke',
  broken: threshold({ value: 240, failingSinceMs: 50_000 }),
};
const limited: TriedStep = { ...held, rate: 100, perSec: 200, outcome: 'generator-limited', limits: ['cpu'] };

it('the steps of a breakpoint run have a row each, by rate, with how each ended', () => {
  const breakpoint = {
    target: null,
    holds: 50,
    steps: [held, broke, limited],
    trying: null,
    end: 'broke' as const,
  };
  expect(
    breakpointSection({ snapshot: snapshot({ breakpoint }) }, { style: styleOf(false), width: 100 }),
  ).toEqual([
    'Steps    req/s     p50     p95     p99  failed',
    '  50/s     100   12 ms   31 ms   40 ms       0  ✓ held',
    '  100/s    200   12 ms   31 ms   40 ms       0  ▲ generator-limited',
    '  200/s    400  150 ms  240 ms  1.28 s   0.5 %  ✗ p95 240 ms breaks p(95) < 100',
  ]);
});

it('how a step ended stands below it where there is no room beside it', () => {
  const breakpoint = { target: null, holds: 50, steps: [held, broke], trying: null, end: 'broke' as const };
  expect(
    breakpointSection({ snapshot: snapshot({ breakpoint }) }, { style: styleOf(false), width: 64 }),
  ).toEqual([
    'Steps    req/s     p50     p95     p99  failed',
    '  50/s     100   12 ms   31 ms   40 ms       0  ✓ held',
    '  200/s    400  150 ms  240 ms  1.28 s   0.5 %',
    '    ✗ p95 240 ms breaks p(95) < 100',
  ]);
});

it('there is nothing of it in any other run', () => {
  expect(breakpointSection({ snapshot: snapshot() }, { style: styleOf(false), width: 100 })).toEqual([]);
});
