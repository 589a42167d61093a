import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { cpus, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Latency } from '../../src/metrics/latency.ts';

/** What the server of known latencies does. */
export interface TruthOptions {
  /** By request number, again and again; 0 answers at once. */
  readonly delaysMs: readonly number[];
  /** Stretches in which nothing is answered, counted from the first request. */
  readonly freeze?: {
    readonly firstAfterMs: number;
    readonly everyMs: number;
    readonly forMs: number;
  } | null;
  /** Every so many requests, a reset of the connection in place of the answer. */
  readonly resetEvery?: number;
}

/** What it has seen, by its own clock in milliseconds, in the order in which the requests came. */
export interface TruthReport {
  readonly arrivedMs: number[];
  /** -1: not answered so far. */
  readonly answeredMs: number[];
  readonly freezes: { readonly fromMs: number; readonly toMs: number }[];
  connections: number;
}

export interface TruthServer {
  readonly origin: string;
  /** Requests so far. */
  seen(): Promise<number>;
  report(): Promise<TruthReport>;
  close(): Promise<void>;
}

/**
 * Has the system run this process, and those that it starts from now on, before others, where it lets us: what
 * is measured here is milliseconds, and on a busy machine a process may wait longer for its turn.
 * @returns sets it back
 */
export function hurry(): () => void {
  const before = getPriority();
  try {
    setPriority(-15);
  } catch {
    // Not allowed to: the measuring then needs a machine with nothing else to do.
  }
  return () => {
    if (getPriority() !== before) setPriority(before);
  };
}

/** Waits until the processors have been idle for most of a tenth of a second; after `limitMs` no longer. */
export async function calm(limitMs: number): Promise<void> {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const before = processorTimes();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = processorTimes();
    const idle = (after.idleMs - before.idleMs) / Math.max(1, after.allMs - before.allMs);
    if (idle > 0.7 || performance.now() > untilMs) return;
  }
}

function processorTimes(): { readonly idleMs: number; readonly allMs: number } {
  const times = cpus().map((one) => one.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const allMs = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { idleMs, allMs };
}

/** Starts the server in a process of its own. */
export async function startTruthServer(options: TruthOptions): Promise<TruthServer> {
  const child = fork(join(import.meta.dirname, 'truthServer.ts'), [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const origin = `http://127.0.0.1:${port}`;
  await warm(origin);
  const ask = async (question: string): Promise<unknown> => {
    const answer = once(child, 'message');
    child.send(question);
    return (await answer)[0];
  };
  return {
    origin,
    seen: async () => ((await ask('seen')) as { seen: number }).seen,
    report: async () => (await ask('report')) as TruthReport,
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** A server that meets its first thirty connections at once takes milliseconds to look at its clock. */
async function warm(origin: string): Promise<void> {
  const probes = await Promise.all(Array.from({ length: 30 }, () => probe(origin, 1)));
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const end of probes) end();
}

/** Response times of the closed model as the server gave them. */
export function serviceTimes({ arrivedMs, answeredMs }: TruthReport): number[] {
  return arrivedMs.map((fromMs, index) => (answeredMs[index] ?? 0) - fromMs);
}

/**
 * Response times of the open model: from when each request was due. When the load began is not known to the
 * server, but no request comes before it is due, so the most punctual one tells it, to a tenth of a millisecond.
 * @param dueMs when request number `index` is due, from the beginning of the load
 */
export function responseTimes(report: TruthReport, dueMs: (index: number) => number): number[] {
  const { arrivedMs, answeredMs } = report;
  const beganMs = beginning(report, dueMs);
  return arrivedMs.map((_, index) => (answeredMs[index] ?? 0) - beganMs - dueMs(index));
}

/** When the load began, on the server's clock. */
export function beginning({ arrivedMs }: TruthReport, dueMs: (index: number) => number): number {
  return arrivedMs.reduce(
    (least, atMs, index) => Math.min(least, atMs - dueMs(index)),
    Number.POSITIVE_INFINITY,
  );
}

/**
 * What a queue before `users` servers must give, computed and not measured: each request waits for the first
 * user who is free, is answered at once, or at the end of the freeze that it falls into.
 * @param freezes from the beginning of the load
 */
export function queueTimes(
  count: number,
  dueMs: (index: number) => number,
  users: number,
  freezes: TruthReport['freezes'],
): number[] {
  const freeMs = Array.from({ length: users }, () => 0);
  return Array.from({ length: count }, (_, index) => {
    const user = freeMs.indexOf(Math.min(...freeMs));
    const startMs = Math.max(dueMs(index), freeMs[user] ?? 0);
    const freeze = freezes.find(({ fromMs, toMs }) => startMs >= fromMs && startMs < toMs);
    const endMs = freeze?.toMs ?? startMs;
    freeMs[user] = endMs;
    return endMs - dueMs(index);
  });
}

export type Percentiles = Pick<Latency, 'med' | 'p90' | 'p95' | 'p99' | 'max'>;

/** By nearest rank. */
export function percentilesOf(timesMs: readonly number[]): Percentiles {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (percent: number) => sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1] ?? 0;
  return { med: at(50), p90: at(90), p95: at(95), p99: at(99), max: at(100) };
}

/**
 * What lies between a client and the server's own clock readings while a load runs: the time that the system
 * takes to wake the one and the other. A tenth of a millisecond, or many where the machine is busy.
 * @returns ends the probing, with what it took each time
 */
export async function probe(origin: string, everyMs = 7): Promise<() => number[]> {
  const timesMs: number[] = [];
  const socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let sentMs = -1;
  const send = () => {
    if (sentMs >= 0) return;
    sentMs = performance.now();
    socket.write('GET /probe HTTP/1.1\r\n\r\n');
  };
  socket.on('data', () => {
    timesMs.push(performance.now() - sentMs);
    sentMs = -1;
  });
  const timer = setInterval(send, everyMs);
  return () => {
    clearInterval(timer);
    socket.destroy();
    return timesMs;
  };
}

/**
 * Those that are further from the truth than 1 % and 1 ms, in words; none where all is right. What a client
 * measures is what the server knows and what lies between, so on a busy machine it may be longer, by as much as
 * the probes were; shorter it may never be.
 */
export function untrue(
  measured: Percentiles,
  trueMs: readonly number[],
  probesMs: readonly number[],
  names: readonly (keyof Percentiles)[] = ['med', 'p90', 'p95', 'p99', 'max'],
): string[] {
  const least = percentilesOf(trueMs);
  const most = percentilesOf(trueMs.flatMap((ms) => probesMs.map((between) => ms + between)));
  return names
    .filter((name) => measured[name] < least[name] * 0.99 - 1 || measured[name] > most[name] * 1.01 + 1)
    .map(
      (name) =>
        `${name}: measured ${measured[name]}, true ${least[name].toFixed(2)} to ${most[name].toFixed(2)}`,
    );
}
