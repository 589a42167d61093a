import type { PlannedData } from '../../scenario/plan/plan.ts';
import { DealtRows } from './dealtRows.ts';

/** Deals the rows of a data file to the virtual users of a run. */
export class DataFeed {
  readonly name: string;
  /** Whether a user keeps its row from one iteration to the next. */
  readonly isPerUser: boolean;
  /** The slots that a row fills. */
  readonly slots: readonly number[];
  readonly #rows: PlannedData['rows'];
  readonly #isRandom: boolean;
  readonly #dealt: DealtRows;

  /** @param numbers memory that it shares with the feeds of other threads */
  constructor(data: PlannedData, numbers?: Int32Array) {
    const { name, order, per, slots, rows } = data;
    this.name = name;
    this.isPerUser = per === 'vu';
    this.slots = slots;
    this.#rows = rows;
    this.#isRandom = order === 'random';
    this.#dealt = new DealtRows(data, numbers);
  }

  /** Whether there will never be a row again for who has none. */
  get isOver(): boolean {
    return !this.#isRandom && this.#dealt.isOver;
  }

  /**
   * The number of the next row, or -1 where there is none (now).
   * @param random at least 0, below 1
   */
  take(random: () => number): number {
    return this.#isRandom ? Math.floor(random() * this.#rows.length) : this.#dealt.take();
  }

  /** Gives a row back that nobody else may have had meanwhile. @returns whether it was one of those */
  giveBack(row: number): boolean {
    return this.#dealt.giveBack(row);
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
