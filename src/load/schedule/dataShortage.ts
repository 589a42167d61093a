import type { DataFeed } from '../program/dataFeed.ts';

/** Tells once that a scenario has run out of rows. */
export class DataShortage {
  readonly #scenario: string;
  readonly #warn: (message: string) => void;
  #isTold = false;
  #isOver = false;

  constructor(options: { readonly scenario: { readonly name: string }; onWarning(message: string): void }) {
    this.#scenario = options.scenario.name;
    this.#warn = (message) => options.onWarning(message);
  }

  /** Whether users lack rows of a kind that will never come again. */
  get isOver(): boolean {
    return this.#isOver;
  }

  tell(lacking: DataFeed): void {
    if (lacking.isOver) this.#isOver = true;
    if (this.#isTold) return;
    this.#isTold = true;
    const why = lacking.isOver
      ? 'all rows are used, so users that need another one stop'
      : 'all rows are in use, so users that need one do not start';
    this.#warn(`scenario ${this.#scenario}: data ${lacking.name}: ${why}`);
  }
}
