import type { Clock } from '../../src/base/clock.ts';
import type { HotlapError } from '../../src/base/errors.ts';
import { LoadThread } from '../../src/load/engine/loadThread.ts';
import { ThreadCrew, type ThreadPort } from '../../src/load/engine/threadCrew.ts';
import type { FromThread, ToThread } from '../../src/load/engine/threadMessages.ts';
import type { RequesterFactory } from '../../src/load/transport/requester.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import { FakeAlarm } from './fakeLoad.ts';

export interface FakeThreadsOptions {
  readonly clock: Clock;
  readonly plan: Plan;
  readonly count: number;
  readonly given?: readonly unknown[];
  readonly alarmLateMs?: number;
  /** @param clock the thread's own */
  requesters(thread: number, clock: Clock): RequesterFactory;
}

/** One of them, as a test sees it. */
export interface FakeThread {
  readonly port: ThreadPort;
  terminated: boolean;
  /** It ends by itself. */
  crash(why: string): void;
}

/** Threads that send load, all in this one, by the clock of the test: what they tell each other is copied and comes a turn later. */
export function fakeThreads(options: FakeThreadsOptions): {
  readonly crew: ThreadCrew;
  readonly threads: readonly FakeThread[];
  readonly failures: readonly HotlapError[];
} {
  const { clock, plan, count, given = [] } = options;
  const failures: HotlapError[] = [];
  const threads = Array.from({ length: count }, (_, index) => fakeThread(options, index));
  const crew = new ThreadCrew({
    threads: threads.map(({ port }) => port),
    clock,
    systemMs: () => clock.nowMs(),
    onFailed: (error) => failures.push(error),
  });
  crew.prepare({ plan, given, pins: {} }).catch(() => undefined);
  return { crew, threads, failures };
}

function fakeThread({ clock, alarmLateMs = 0, requesters }: FakeThreadsOptions, index: number): FakeThread {
  const hears: ((message: FromThread) => void)[] = [];
  const ends: ((why: string) => void)[] = [];
  // The zero of its clock is another one, as that of a real thread is.
  const offMs = 1000 * (index + 1);
  const own: Clock = { ...methodsOf(clock), nowMs: () => clock.nowMs() + offMs };
  const thread = new LoadThread({
    clock: own,
    systemMs: () => clock.nowMs(),
    requesters: () => requesters(index, own),
    alarm: () => new FakeAlarm(own, alarmLateMs),
    health: () => ({ loopDelayP99Ms: index, cpuShare: 0.5 + index / 10 }),
    send: (message) =>
      later(message, (copy) => {
        for (const hear of hears) hear(copy);
      }),
  });
  const later = <T>(message: T, deliver: (copy: T) => void) => {
    const copy = structuredClone(message);
    clock.after(0, () => {
      if (!fake.terminated) deliver(copy);
    });
  };
  const fake: FakeThread = {
    terminated: false,
    crash(why) {
      this.terminated = true;
      for (const end of ends) end(why);
    },
    port: {
      post: (message: ToThread) => later(message, (copy) => thread.receive(copy)),
      onMessage: (listener) => {
        hears.push(listener);
      },
      onEnd: (listener) => {
        ends.push(listener);
      },
      terminate: () => {
        fake.terminated = true;
      },
    },
  };
  return fake;
}

function methodsOf(clock: Clock): Clock {
  return {
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    every: (periodMs, callback) => clock.every(periodMs, callback),
    timer: (callback) => clock.timer(callback),
  };
}
