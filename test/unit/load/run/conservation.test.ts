import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/base/clock.ts';
import { RunLoop, type RunLoopOptions } from '../../../../src/load/run/runLoop.ts';
import type { Snapshot } from '../../../../src/metrics/snapshot.ts';
import type {
  Plan,
  PlannedExecutor,
  PlannedScenario,
  PlannedStep,
} from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeAlarm, type FakeAnswer, FakeNetwork } from '../../../support/fakeLoad.ts';
import { fakeThreads } from '../../../support/fakeThreads.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

/** What is done to a run at some instant; null: nothing, it goes to its end. */
type Ending = {
  readonly atMs: number;
  readonly mode: 'graceful' | 'now';
  readonly thenNowMs: number | null;
} | null;

interface Course {
  readonly scenarios: readonly PlannedScenario[];
  readonly steps: readonly PlannedStep[];
  /** Taken in turn. */
  readonly answers: readonly FakeAnswer[];
  readonly ending: Ending;
  readonly alarmLateMs: number;
  readonly threads: number;
}

/** Until several threads begin. */
const LEAD_MS = 5;

// Instants at which nothing is due: a start at the very instant of a stop may go either way.
const instant = fc.integer({ min: 0, max: 5000 }).map((ms) => ms + Math.SQRT1_2 / 10);
const vus = fc.integer({ min: 1, max: 6 });
const durationMs = fc.integer({ min: 1, max: 2000 });
const maxDurationMs = fc.integer({ min: 1, max: 4000 });
const stage = fc.record({
  durationMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 })),
  target: fc.nat(12),
});
const stages = fc.array(stage, { minLength: 1, maxLength: 4 });
const arrival = {
  timeUnitMs: fc.constantFrom(100, 250, 1000),
  preAllocatedVUs: fc.integer({ min: 0, max: 3 }),
  maxVUs: fc.integer({ min: 3, max: 6 }),
  whenBusy: fc.constantFrom('wait' as const, 'drop' as const),
};

const executor: fc.Arbitrary<PlannedExecutor> = fc.oneof(
  fc.record({ kind: fc.constant('shared-iterations' as const), vus, iterations: fc.nat(40), maxDurationMs }),
  fc.record({ kind: fc.constant('per-vu-iterations' as const), vus, iterations: fc.nat(12), maxDurationMs }),
  fc.record({ kind: fc.constant('constant-vus' as const), vus, durationMs }),
  fc.record({
    kind: fc.constant('ramping-vus' as const),
    startVUs: fc.nat(6),
    stages,
    gracefulRampDownMs: fc.nat(500),
  }),
  fc.record({
    kind: fc.constant('constant-arrival-rate' as const),
    rate: fc.integer({ min: 1, max: 20 }),
    durationMs,
    ...arrival,
  }),
  fc.record({
    kind: fc.constant('ramping-arrival-rate' as const),
    startRate: fc.nat(12),
    stages,
    ...arrival,
  }),
);

const answer: fc.Arbitrary<FakeAnswer> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ afterMs: fc.integer({ min: 1, max: 700 }) }) },
  { weight: 1, arbitrary: fc.record({ afterMs: fc.integer({ min: 1, max: 50 }), status: fc.constant(503) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      afterMs: fc.integer({ min: 1, max: 50 }),
      error: fc.constant({ code: 1220, reason: 'the server reset the connection' }),
    }),
  },
);

/** How many requests a parallel step has under way. */
const AT_ONCE = 3;

/** The first request of an iteration tells its scenario; what follows may be a pause and another request, or several at once. */
const rest = fc.constantFrom<PlannedStep[]>(
  [],
  [{ kind: 'think', minMs: 5, maxMs: 200 }],
  [
    { kind: 'think', minMs: 0, maxMs: 30 },
    plannedRequest(origin, { id: 1, path: '/second', name: 'second' }),
  ],
  [
    {
      kind: 'parallel',
      requests: [1, 2, 3, 4].map((id) => plannedRequest(origin, { id, path: `/p${id}`, name: `p${id}` })),
      max: AT_ONCE,
      maxPerHost: 6,
    },
  ],
);

const course: fc.Arbitrary<Course> = fc.record({
  scenarios: fc
    .array(
      fc.record({ executor, startTimeMs: fc.nat(600), gracefulStopMs: fc.constantFrom(0, 50, 400, 30_000) }),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) =>
      all.map((one, index) =>
        plannedScenario(one.executor, { ...one, name: `s${index}`, flow: `s${index}` }),
      ),
    ),
  steps: rest,
  answers: fc.array(answer, { minLength: 1, maxLength: 8 }),
  ending: fc.option(
    fc.record({
      atMs: instant,
      mode: fc.constantFrom('graceful' as const, 'now' as const),
      thenNowMs: fc.option(fc.nat(600)),
    }),
  ),
  alarmLateMs: fc.constantFrom(0, 0, 3, 70),
  threads: fc.constant(1),
});

function planFor({ scenarios, steps }: Course): Plan {
  const [first] = scenarios;
  if (first === undefined) throw new Error('no scenario');
  const flows = scenarios.map(({ name }, index): [string, PlannedStep[]] => {
    const begin = plannedRequest(origin, { id: 10 + index, path: `/first/${name}`, name });
    return [name, [begin, ...steps]];
  });
  return { ...planOf(origin, first, []), scenarios: [...scenarios], flows: Object.fromEntries(flows) };
}

/** Takes a run through its course, to its end. */
function run(given: Course) {
  const clock = new FakeClock();
  const { answers, ending, alarmLateMs, threads: count } = given;
  const newNetwork = (of: Clock) =>
    new FakeNetwork(of, (_request, index) => answers[index % answers.length] ?? { afterMs: 1 });
  const networks: FakeNetwork[] = [];
  const network = (of: Clock) => networks[networks.push(newNetwork(of)) - 1] ?? newNetwork(of);
  const snapshots: Snapshot[] = [];
  let finished = 0;
  let endedMs = Number.POSITIVE_INFINITY;
  const plan = planFor(given);
  const threads =
    count === 1
      ? null
      : fakeThreads({ clock, plan, count, alarmLateMs, requesters: (_, own) => network(own) });
  clock.advance(0);
  const options: RunLoopOptions = {
    plan,
    clock,
    requesters: network(clock),
    ...(threads ? { crew: (recorder, ports) => threads.crew.join(recorder, ports) } : {}),
    snapshotEveryMs: 250,
    alarm: () => new FakeAlarm(clock, alarmLateMs),
    health: () => ({ loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 }),
    onSnapshot: (snapshot) => snapshots.push(snapshot),
    onCheckpoint: () => undefined,
    onWarning: () => undefined,
    onFinished: (_end, snapshot) => {
      finished++;
      endedMs = clock.nowMs();
      snapshots.push(snapshot);
    },
  };
  const loop = new RunLoop(options);
  loop.begin();
  if (ending !== null) {
    clock.advance(ending.atMs);
    loop.stop(ending.mode);
    if (ending.thenNowMs !== null) {
      clock.advance(ending.thenNowMs);
      loop.stop('now');
    }
  }
  clock.advance(120_000);
  const sum = (of: (one: FakeNetwork) => number) => networks.reduce((all, one) => all + of(one), 0);
  const sent = networks.flatMap((one) => one.sent);
  return {
    clock,
    sent,
    opened: sum((one) => one.opened),
    closed: sum((one) => one.closed),
    snapshots,
    finished,
    endedMs,
  };
}

/** Starts that an open executor has planned up to `elapsedMs`, by the area under its rate. */
function plannedStarts(executor: PlannedExecutor, elapsedMs: number): number | null {
  switch (executor.kind) {
    case 'constant-arrival-rate': {
      const { rate, timeUnitMs } = executor;
      let count = 0;
      while (count * timeUnitMs < executor.durationMs * rate && (count * timeUnitMs) / rate <= elapsedMs)
        count++;
      return count;
    }
    case 'ramping-arrival-rate': {
      let area = 0;
      let from = executor.startRate;
      let leftMs = elapsedMs;
      for (const { durationMs: lengthMs, target } of executor.stages) {
        const ms = Math.max(0, Math.min(leftMs, lengthMs));
        const to = lengthMs === 0 ? target : from + ((target - from) * ms) / lengthMs;
        area += (((from + to) / 2) * ms) / executor.timeUnitMs;
        leftMs -= lengthMs;
        from = target;
      }
      return Math.floor(area + 1e-6);
    }
    case 'shared-iterations':
      return executor.iterations;
    case 'per-vu-iterations':
      return executor.iterations * executor.vus;
    default:
      return null;
  }
}

const COUNTS = [
  'requests',
  'failed',
  'iterations',
  'droppedIterations',
  'interruptedIterations',
  'bytesSent',
  'bytesReceived',
] as const;

function check(given: Course): void {
  const { clock, sent, opened, closed, snapshots, finished, endedMs } = run(given);
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('no snapshot');
  const { total } = last;
  expect(finished).toBe(1);
  expect(clock.pending, 'timers left').toBe(0);
  expect(last.vus).toBe(0);
  expect(closed, 'connections closed of those opened').toBe(opened);

  const startsOf = (name: string) => sent.filter(({ path }) => path === `/first/${name}`).length;
  const started = given.scenarios.reduce((sum, { name }) => sum + startsOf(name), 0);
  expect(started, 'started = finished + interrupted').toBe(total.iterations + total.interruptedIterations);

  // Each user has so many requests under way at the most, so no more were cut with an iteration.
  const atOnce = given.steps.some((step) => step.kind === 'parallel') ? AT_ONCE : 1;
  const cut = total.unansweredRequests ?? 0;
  expect(sent.length, 'sent = answered + unanswered').toBe(total.requests + cut);
  expect(cut).toBeLessThanOrEqual(total.interruptedIterations * atOnce);
  if (total.interruptedIterations === 0) expect(total.requests).toBe(sent.length);
  expect(total.latencyMs.count).toBe(total.requests);
  expect(total.serviceMs.count).toBe(total.requests);

  const leadMs = given.threads > 1 ? LEAD_MS : 0;
  const stopMs = (given.ending?.atMs ?? Number.POSITIVE_INFINITY) - leadMs;
  let owed = 0;
  for (const { executor: how, startTimeMs, name } of given.scenarios) {
    const never = stopMs < startTimeMs && startTimeMs > 0;
    const planned = plannedStarts(how, never ? Number.NEGATIVE_INFINITY : stopMs - startTimeMs);
    if (planned !== null) owed += planned - startsOf(name);
  }
  expect(total.droppedIterations, 'planned = started + dropped').toBe(owed);

  for (const key of COUNTS) {
    expect(
      snapshots.reduce((sum, { interval }) => sum + interval[key], 0),
      `the intervals' ${key}`,
    ).toBe(total[key]);
  }
  expect(last.endpoints.reduce((sum, { requests }) => sum + requests, 0)).toBe(total.requests);
  if (given.ending?.mode === 'now') expect(endedMs).toBeLessThanOrEqual(Math.max(stopMs + leadMs, 0) + 1e-9);
}

describe('whatever happens to a run, its counts add up', () => {
  it('with all executors, alone and together, to the end and stopped at any instant', () => {
    fc.assert(fc.property(course, check), { numRuns: 400 });
  }, 60_000);

  it('in several threads too', () => {
    const several = fc.tuple(course, fc.integer({ min: 2, max: 4 }));
    fc.assert(
      fc.property(several, ([given, threads]) => check({ ...given, threads })),
      { numRuns: 100 },
    );
  }, 60_000);
});
