import type { PlannedData } from '../scenario/plan.ts';

/** Deals the rows of a data file to the virtual users of a run. */
export class DataFeed {
  readonly name: string;
  /** Whether a user keeps its row from one iteration to the next. */
  readonly isPerUser: boolean;
  /** The slots that a row fills. */
  readonly slots: readonly number[];
  readonly #rows: PlannedData['rows'];
  readonly #isRandom: boolean;
  readonly #recycles: boolean;
  /** Of unique rows that are used again: those that are free, the one that waited longest at `#next`. */
  readonly #free: number[] | null;
  #freeCount: number;
  #next = 0;

  constructor({ name, order, per, atEnd, slots, rows }: PlannedData) {
    this.name = name;
    this.isPerUser = per === 'vu';
    this.slots = slots;
    this.#rows = rows;
    this.#isRandom = order === 'random';
    this.#recycles = atEnd === 'recycle';
    this.#free = order === 'unique' && this.#recycles ? rows.map((_, index) => index) : null;
    this.#freeCount = rows.length;
  }

  /** Whether there will never be a row again for who has none. */
  get isOver(): boolean {
    return !this.#isRandom && !this.#recycles && this.#next >= this.#rows.length;
  }

  /**
   * The number of the next row, or -1 where there is none (now).
   * @param random at least 0, below 1
   */
  take(random: () => number): number {
    const count = this.#rows.length;
    if (this.#isRandom) return Math.floor(random() * count);
    if (this.#free !== null) {
      if (this.#freeCount === 0) return -1;
      const row = this.#free[this.#next] ?? -1;
      this.#next = (this.#next + 1) % count;
      this.#freeCount--;
      return row;
    }
    if (this.#next >= count) {
      if (!this.#recycles) return -1;
      this.#next = 0;
    }
    return this.#next++;
  }

  /** Gives a row back that nobody else may have had meanwhile. @returns whether it was one of those */
  giveBack(row: number): boolean {
    if (this.#free === null) return false;
    this.#free[(this.#next + this.#freeCount) % this.#rows.length] = row;
    this.#freeCount++;
    return true;
  }

  /** Puts the values of a row into a user's slots; what is null there is nothing. */
  fill(row: number, into: unknown[]): void {
    const values = this.#rows[row];
    if (values === undefined) return;
    for (let column = 0; column < this.slots.length; column++) {
      into[this.slots[column] ?? 0] = values[column] ?? undefined;
    }
  }
}
