import type { PlannedData } from '../../scenario/plan/plan.ts';

/** Where the numbers lie: a lock, the next row, how many rows are free, and then those, where rows are lent out. */
const LOCK = 0;
const NEXT = 1;
const FREE = 2;
const FIRST = 3;

const OPEN = 0;
const LOCKED = 1;
/** Locked, and others wait for it. */
const AWAITED = 2;

type Deal = Pick<PlannedData, 'order' | 'atEnd' | 'rows'>;

/**
 * Which row of a data file is the next: numbers in memory that threads may share, so that a row of theirs is
 * dealt as if there were one. What belongs together is done behind a lock, which only shared memory needs.
 */
export class DealtRows {
  readonly #numbers: Int32Array;
  readonly #isShared: boolean;
  readonly #count: number;
  readonly #recycles: boolean;
  /** Whether a row is given back after use, and dealt again when all others were. */
  readonly #lends: boolean;

  /** @param numbers as {@link DealtRows.memory} makes them, for all threads the same */
  constructor(deal: Deal, numbers: Int32Array = DealtRows.memory(deal, false)) {
    this.#numbers = numbers;
    this.#isShared = numbers.buffer instanceof SharedArrayBuffer;
    this.#count = deal.rows.length;
    this.#recycles = deal.atEnd === 'recycle';
    this.#lends = lends(deal);
  }

  /** @param shared whether several threads will use it */
  static memory(deal: Deal, shared: boolean): Int32Array {
    const count = deal.rows.length;
    const bytes = 4 * (FIRST + (lends(deal) ? count : 0));
    const numbers = new Int32Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
    numbers[FREE] = count;
    for (let index = FIRST; index < numbers.length; index++) numbers[index] = index - FIRST;
    return numbers;
  }

  /** Whether all rows were dealt, for good. */
  get isOver(): boolean {
    return !this.#recycles && (this.#numbers[NEXT] ?? 0) >= this.#count;
  }

  /** The number of the next row, or -1 where there is none (now). */
  take(): number {
    if (!this.#isShared) return this.#take();
    this.#lock();
    const row = this.#take();
    this.#unlock();
    return row;
  }

  /** Gives a row back that nobody else may have had meanwhile. @returns whether it was one of those */
  giveBack(row: number): boolean {
    if (!this.#lends) return false;
    if (this.#isShared) this.#lock();
    const numbers = this.#numbers;
    const free = numbers[FREE] ?? 0;
    numbers[FIRST + (((numbers[NEXT] ?? 0) + free) % this.#count)] = row;
    numbers[FREE] = free + 1;
    if (this.#isShared) this.#unlock();
    return true;
  }

  #take(): number {
    const numbers = this.#numbers;
    const next = numbers[NEXT] ?? 0;
    if (this.#lends) {
      const free = numbers[FREE] ?? 0;
      if (free === 0) return -1;
      numbers[NEXT] = (next + 1) % this.#count;
      numbers[FREE] = free - 1;
      return numbers[FIRST + next] ?? -1;
    }
    if (next < this.#count) {
      numbers[NEXT] = next + 1;
      return next;
    }
    if (!this.#recycles || this.#count === 0) return -1;
    numbers[NEXT] = 1;
    return 0;
  }

  /** A futex: who finds it locked sleeps until it is not; it is held for some hundred nanoseconds. */
  #lock(): void {
    const numbers = this.#numbers;
    if (Atomics.compareExchange(numbers, LOCK, OPEN, LOCKED) === OPEN) return;
    while (Atomics.exchange(numbers, LOCK, AWAITED) !== OPEN) Atomics.wait(numbers, LOCK, AWAITED);
  }

  #unlock(): void {
    if (Atomics.exchange(this.#numbers, LOCK, OPEN) === AWAITED) Atomics.notify(this.#numbers, LOCK, 1);
  }
}

function lends({ order, atEnd }: Pick<Deal, 'order' | 'atEnd'>): boolean {
  return order === 'unique' && atEnd === 'recycle';
}
