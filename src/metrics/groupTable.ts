import { type HistogramPart, TimeHistogram } from './histogram.ts';
import { type Latency, NO_LATENCY } from './latency.ts';
import { type Mergeable, MergeableList } from './mergeable.ts';
import type { GroupStats } from './rows.ts';

/** Rows that a snapshot has room for: the first ones of the plan. */
export const GROUP_LIMIT = 50;

/** The times of a group, whichever scenario goes through it. */
class GroupTally implements Mergeable<HistogramPart | null> {
  readonly path: string;
  /** Made when the group first ends. */
  #times: TimeHistogram | null = null;

  constructor(path: string) {
    this.path = path;
  }

  record(durationUs: number): void {
    this.#times ??= new TimeHistogram();
    this.#times.record(durationUs);
  }

  drain(): HistogramPart | null {
    return this.#times?.drain() ?? null;
  }

  absorb(part: HistogramPart | null): void {
    if (part === null) return;
    this.#times ??= new TimeHistogram();
    this.#times.absorb(part);
  }

  latency(): Latency {
    return this.#times?.latency() ?? NO_LATENCY;
  }
}

/** How long each group took; those of one path are one row. */
export class GroupTable implements Mergeable<readonly unknown[]> {
  readonly #tallies: readonly GroupTally[];
  readonly #all: MergeableList;
  /** Index of a group to its row; those beyond the limit have none. */
  readonly #rowOf: readonly number[];

  constructor(groups: readonly { readonly path: string }[]) {
    const paths = [...new Set(groups.map((group) => group.path))].slice(0, GROUP_LIMIT);
    this.#tallies = paths.map((path) => new GroupTally(path));
    this.#all = new MergeableList(this.#tallies);
    this.#rowOf = groups.map((group) => paths.indexOf(group.path));
  }

  record(group: number, durationUs: number): void {
    this.#tallies[this.#rowOf[group] ?? -1]?.record(durationUs);
  }

  rows(): GroupStats[] {
    return this.#tallies.map((one) => ({ path: one.path, durationMs: one.latency() }));
  }

  drain(): readonly unknown[] {
    return this.#all.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#all.absorb(part);
  }
}
