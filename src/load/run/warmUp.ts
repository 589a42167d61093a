import { type AddressInfo, createServer } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Plan, PlannedExecutor } from '../../scenario/plan/plan.ts';
import { Http1Requesters } from '../http1/requesters.ts';
import type { Alarm } from '../schedule/alarm.ts';
import { RunLoop } from './runLoop.ts';

const ANSWER = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
);
const DURATION_MS = 80;
/** Enough to have run all code once: what a run of so few iterations can tell apart. */
const BRIEF_MS = 20;
const BRIEF_ITERATIONS = 10;
const USERS = 4;
const CLOSED: PlannedExecutor = { kind: 'constant-vus', vus: USERS, durationMs: DURATION_MS };
const OPEN: PlannedExecutor = {
  kind: 'constant-arrival-rate',
  rate: 4000,
  timeUnitMs: 1000,
  durationMs: DURATION_MS,
  preAllocatedVUs: USERS,
  maxVUs: 20,
  whenBusy: 'wait',
};
const NO_ALARM: Alarm = { set: () => undefined, dispose: () => undefined };

/** A warm-up that is under way. */
export interface WarmUp {
  readonly ended: Promise<void>;
  /** What it was for is brief: it need not be as long. */
  shorten(): void;
}

/**
 * Runs a short load against a server of its own, in this process, before the real one: the first requests of
 * a process are slow because its code is not compiled yet, and that would be measured as the API's latency.
 * Where it cannot listen it does nothing.
 * @param alarm for a load of the open model; without it, it is of the closed one
 */
export function beginWarmUp(clock: Clock, alarm?: () => Alarm): WarmUp {
  const timers = new DisposableStore();
  let loop: RunLoop | null = null;
  let beganMs = 0;
  let isShort = false;
  /** From its first request on, so that a machine that is slow to begin has its share too. */
  const cut = () => {
    timers.add(clock.after(Math.max(0, beganMs + BRIEF_MS - clock.nowMs()), () => loop?.stop('now')));
  };
  const ended = new Promise<void>((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(ANSWER));
    });
    server.once('error', () => resolve());
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      loop = warmUpLoop(port, clock, alarm, () => {
        server.close();
        timers.dispose();
        resolve();
      });
      beganMs = clock.nowMs();
      loop.begin();
      if (isShort) cut();
    });
  });
  return {
    ended,
    shorten: () => {
      if (isShort) return;
      isShort = true;
      if (loop !== null) cut();
    },
  };
}

/** A whole warm-up. @param alarm as for {@link beginWarmUp} */
export function warmUp(clock: Clock, alarm?: () => Alarm): Promise<void> {
  return beginWarmUp(clock, alarm).ended;
}

/** Whether a plan ends after so few iterations that it need not be warmed up for at length. */
export function isBrief({ scenarios }: Plan): boolean {
  const iterations = scenarios.map(({ executor }) => {
    if (executor.kind === 'shared-iterations') return executor.iterations;
    if (executor.kind === 'per-vu-iterations') return executor.iterations * executor.vus;
    return Number.POSITIVE_INFINITY;
  });
  return iterations.reduce((sum, count) => sum + count, 0) <= BRIEF_ITERATIONS;
}

function warmUpLoop(
  port: number,
  clock: Clock,
  alarm: (() => Alarm) | undefined,
  onFinished: () => void,
): RunLoop {
  const origin = `http://127.0.0.1:${port}`;
  const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port, tls: false };
  return new RunLoop({
    plan: warmUpPlan(origin, alarm === undefined ? CLOSED : OPEN),
    clock,
    requesters: new Http1Requesters({ pins: { [origin]: pin }, clock, onNotHttp: () => undefined }),
    snapshotEveryMs: DURATION_MS / 4,
    alarm: alarm ?? (() => NO_ALARM),
    health: () => ({ loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 }),
    onSnapshot: () => undefined,
    onCheckpoint: () => undefined,
    onWarning: () => undefined,
    onFinished,
  });
}

function warmUpPlan(origin: string, executor: PlannedExecutor): Plan {
  return {
    version: 1,
    name: 'warm-up',
    file: null,
    target: origin,
    origins: [origin],
    scenarios: [
      {
        name: 'warm-up',
        flow: 'warm-up',
        startTimeMs: 0,
        gracefulStopMs: 0,
        tags: {},
        executor,
        place: null,
      },
    ],
    flows: {
      'warm-up': [
        {
          kind: 'request',
          id: 0,
          method: 'GET',
          origin,
          path: '/',
          name: 'warm-up',
          headers: [['accept', '*/*']],
          body: null,
          timeoutMs: 1000,
          checks: [{ kind: 'status', name: 'status', accept: [{ from: 200, to: 299 }] }],
          stopOnFail: false,
          tags: {},
          place: null,
        },
      ],
    },
    thresholds: [],
    tags: {},
    secrets: [],
    warmupMs: 0,
    profile: false,
  };
}
