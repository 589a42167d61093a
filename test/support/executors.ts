import type { PlannedExecutor } from '../../src/scenario/plan/plan.ts';

/** As many users as it takes. */
export const MANY = { timeUnitMs: 1000, preAllocatedVUs: 0, maxVUs: 10_000, whenBusy: 'wait' } as const;

export interface Case {
  readonly executor: PlannedExecutor;
  /** When request number `index` is due; null in the closed model. */
  readonly dueMs: ((index: number) => number) | null;
  /** How many there must be, where the plan says so. */
  readonly count: number | null;
}

/** Every executor with `vus` users, or about `perSec`, for about `seconds`. */
export function everyExecutor(vus: number, perSec: number, seconds: number): Record<string, Case> {
  const durationMs = seconds * 1000;
  const each = Math.round((perSec * seconds) / vus);
  const maxDurationMs = 60_000;
  // From half the rate to one and a half: the area under it reaches n + 1 at the root of k/2 t² + r t = n + 1.
  const [from, to] = [perSec / 2, (perSec * 3) / 2];
  const slope = (to - from) / seconds;
  const rampedMs = (index: number) =>
    (1000 * (Math.sqrt(from * from + 2 * slope * (index + 1)) - from)) / slope;
  return {
    'shared-iterations': {
      executor: { kind: 'shared-iterations', vus, iterations: each * vus, maxDurationMs },
      dueMs: null,
      count: each * vus,
    },
    'per-vu-iterations': {
      executor: { kind: 'per-vu-iterations', vus, iterations: each, maxDurationMs },
      dueMs: null,
      count: each * vus,
    },
    'constant-vus': { executor: { kind: 'constant-vus', vus, durationMs }, dueMs: null, count: null },
    'ramping-vus': {
      executor: {
        kind: 'ramping-vus',
        startVUs: Math.ceil(vus / 2),
        stages: [
          { durationMs: durationMs / 4, target: vus },
          { durationMs: durationMs / 2, target: vus },
          { durationMs: durationMs / 4, target: Math.ceil(vus / 2) },
        ],
        gracefulRampDownMs: 30_000,
      },
      dueMs: null,
      count: null,
    },
    'constant-arrival-rate': {
      executor: { kind: 'constant-arrival-rate', rate: perSec, durationMs, ...MANY },
      dueMs: (index) => (index * 1000) / perSec,
      count: perSec * seconds,
    },
    'ramping-arrival-rate': {
      executor: {
        kind: 'ramping-arrival-rate',
        startRate: from,
        stages: [{ durationMs, target: to }],
        ...MANY,
      },
      dueMs: rampedMs,
      count: perSec * seconds,
    },
  };
}

/** Every executor for longer than any test, with eight users that are at work all the time. */
export const ENDLESS: readonly [string, PlannedExecutor][] = [
  ['shared-iterations', { kind: 'shared-iterations', vus: 8, iterations: 1_000_000, maxDurationMs: 600_000 }],
  ['per-vu-iterations', { kind: 'per-vu-iterations', vus: 8, iterations: 100_000, maxDurationMs: 600_000 }],
  ['constant-vus', { kind: 'constant-vus', vus: 8, durationMs: 600_000 }],
  [
    'ramping-vus',
    {
      kind: 'ramping-vus',
      startVUs: 0,
      stages: [
        { durationMs: 100, target: 8 },
        { durationMs: 600_000, target: 8 },
      ],
      gracefulRampDownMs: 30_000,
    },
  ],
  // More than the users can send, so that all of them are at work and some starts wait.
  [
    'constant-arrival-rate',
    { kind: 'constant-arrival-rate', rate: 500, durationMs: 600_000, ...MANY, maxVUs: 8 },
  ],
  [
    'ramping-arrival-rate',
    {
      kind: 'ramping-arrival-rate',
      startRate: 500,
      stages: [{ durationMs: 600_000, target: 500 }],
      ...MANY,
      maxVUs: 8,
      whenBusy: 'drop',
    },
  ],
];
