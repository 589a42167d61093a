/** The loops that a virtual user is in: a few numbers each, kept for the next time. */
export class Loops {
  readonly #turns: number[];
  readonly #beganMs: number[];
  readonly #turnBeganMs: number[];
  /** How often the user had given way when the turn began. */
  readonly #yields: number[];

  constructor(count: number) {
    this.#turns = new Array<number>(count).fill(0);
    this.#beganMs = new Array<number>(count).fill(0);
    this.#turnBeganMs = new Array<number>(count).fill(0);
    this.#yields = new Array<number>(count).fill(0);
  }

  begin(loop: number, nowMs: number, yields: number): void {
    this.#turns[loop] = 0;
    this.#beganMs[loop] = nowMs;
    this.#turnBeganMs[loop] = nowMs;
    this.#yields[loop] = yields;
  }

  /** Counts a turn that has ended. @returns how many there were */
  turn(loop: number): number {
    const turns = (this.#turns[loop] ?? 0) + 1;
    this.#turns[loop] = turns;
    return turns;
  }

  /**
   * How long to wait for the next turn. One that gave way to nobody is made to: else a loop with nothing to
   * wait for would never let anything happen.
   */
  waitMs(loop: number, everyMs: number, nowMs: number, yields: number): number {
    const dueMs = everyMs > 0 ? Math.max(0, (this.#turnBeganMs[loop] ?? 0) + everyMs - nowMs) : 0;
    return this.#yields[loop] === yields ? Math.max(1, dueMs) : dueMs;
  }

  /** Begins the next turn, at `atMs`. */
  next(loop: number, atMs: number, yields: number): void {
    this.#turnBeganMs[loop] = atMs;
    this.#yields[loop] = yields;
  }

  /** How long after the loop began `atMs` is. */
  sinceMs(loop: number, atMs: number): number {
    return atMs - (this.#beganMs[loop] ?? 0);
  }
}
