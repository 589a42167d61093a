/**
 * Counts in one thread what another adds up. All that a recorder counts in is one of these, so that nothing is
 * left out where several threads send the load of a run.
 */
export interface Mergeable<Part> {
  /** What was counted since the last call, as plain data; it is no longer counted here. */
  drain(): Part;
  /** Counts what another of the same kind has drained, as if it had been counted here. */
  absorb(part: Part): void;
}

/** Those of a list, each by its place in it: both ends have them in the same order, by the same plan. */
export class MergeableList implements Mergeable<readonly unknown[]> {
  readonly #all: readonly Mergeable<unknown>[];

  constructor(all: readonly Mergeable<unknown>[]) {
    this.#all = all;
  }

  drain(): readonly unknown[] {
    return this.#all.map((one) => one.drain());
  }

  absorb(part: readonly unknown[]): void {
    for (const [index, one] of this.#all.entries()) one.absorb(part[index]);
  }
}
