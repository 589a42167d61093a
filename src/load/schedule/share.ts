/**
 * Which part of a run's load a thread sends. Users are dealt out in turn, each with its number, and starts of the
 * open model with the users whose turn it would be: all threads together do just what one would do.
 */
export interface Share {
  /** From 0. */
  readonly thread: number;
  /** How many there are. */
  readonly threads: number;
  /** Decides random starts where the plan has no seed, so that all threads draw the same; null for one thread alone. */
  readonly arrivalSeed: number | null;
  /** By scenario: iterations that are left of shared ones, and how many schedulers may still take one; null for one thread. */
  readonly iterations: BigInt64Array | null;
  /** By the plan's data: whose rows are whose, as {@link import('../program/dataFeed.ts').DataFeed} keeps it; empty for one thread. */
  readonly rows: readonly Int32Array[];
}

/** All of the load, in one thread. */
export const WHOLE: Share = { thread: 0, threads: 1, arrivalSeed: null, iterations: null, rows: [] };

type Dealt = Pick<Share, 'thread' | 'threads'>;

/** How many of the first `count` users are this thread's. */
export function ownUsers({ thread, threads }: Dealt, count: number): number {
  return Math.max(0, Math.ceil((count - thread) / threads));
}

/** Which of all users this thread's user number `own` is; both from 0. */
export function userIndex({ thread, threads }: Dealt, own: number): number {
  return thread + own * threads;
}

/** Whether start number `start` (from 0) of `maxVus` users is this thread's: each has starts as it has users. */
export function isOwnStart({ thread, threads }: Dealt, start: number, maxVus: number): boolean {
  return threads === 1 || (start % Math.max(1, maxVus)) % threads === thread;
}
