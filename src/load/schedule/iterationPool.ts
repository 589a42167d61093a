import type { IterationsExecutor } from './pacer.ts';
import { ownUsers, type Share } from './share.ts';

/** Iterations that were not begun yet. `user` is the own number of one of the scheduler's users, from 0. */
export interface IterationPool {
  /** Takes one of those that are left. @returns whether there was one */
  take(user: number): boolean;
  /** One that was taken is left to others. */
  giveBack(user: number): void;
  /** Its scheduler takes none any more. @returns how many will never begin: told by the last of all threads */
  close(): number;
}

/** @param scenario index in the plan */
export function iterationPool(executor: IterationsExecutor, share: Share, scenario: number): IterationPool {
  if (executor.kind === 'per-vu-iterations') return new EachPool(executor, ownUsers(share, executor.vus));
  const { iterations } = share;
  return iterations === null ? new CommonPool(executor.iterations) : new SharedPool(iterations, scenario);
}

/** So many for each user. */
class EachPool implements IterationPool {
  readonly #left: number[];

  constructor({ iterations }: IterationsExecutor, users: number) {
    this.#left = Array.from({ length: users }, () => iterations);
  }

  take(user: number): boolean {
    const left = this.#left[user] ?? 0;
    if (left === 0) return false;
    this.#left[user] = left - 1;
    return true;
  }

  giveBack(user: number): void {
    this.#left[user] = (this.#left[user] ?? 0) + 1;
  }

  close(): number {
    return this.#left.reduce((sum, one) => sum + one, 0);
  }
}

/** So many for all users of this thread. */
class CommonPool implements IterationPool {
  #left: number;

  constructor(iterations: number) {
    this.#left = iterations;
  }

  take(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  giveBack(): void {
    this.#left++;
  }

  close(): number {
    return this.#left;
  }
}

/** So many for the users of all threads: two numbers for each scenario in memory that they share. */
class SharedPool implements IterationPool {
  readonly #numbers: BigInt64Array;
  readonly #left: number;
  readonly #open: number;

  constructor(numbers: BigInt64Array, scenario: number) {
    this.#numbers = numbers;
    this.#left = scenario * 2;
    this.#open = scenario * 2 + 1;
  }

  take(): boolean {
    // Not below 0, not even for a moment in which another thread might look.
    for (;;) {
      const left = Atomics.load(this.#numbers, this.#left);
      if (left <= 0n) return false;
      if (Atomics.compareExchange(this.#numbers, this.#left, left, left - 1n) === left) return true;
    }
  }

  giveBack(): void {
    Atomics.add(this.#numbers, this.#left, 1n);
  }

  close(): number {
    const isLast = Atomics.sub(this.#numbers, this.#open, 1n) === 1n;
    return isLast ? Number(Atomics.load(this.#numbers, this.#left)) : 0;
  }
}

/** The memory of {@link SharedPool}s, for so many threads. */
export function sharedIterations(
  executors: readonly { readonly kind: string; readonly iterations?: number }[],
  threads: number,
): BigInt64Array {
  const numbers = new BigInt64Array(new SharedArrayBuffer(16 * executors.length));
  for (const [index, { kind, iterations }] of executors.entries()) {
    if (kind !== 'shared-iterations') continue;
    numbers[index * 2] = BigInt(iterations ?? 0);
    numbers[index * 2 + 1] = BigInt(threads);
  }
  return numbers;
}
