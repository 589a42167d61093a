import type { Failure, FailureCount } from './failure.ts';
import type { Mergeable } from './mergeable.ts';

/** Kinds of failures that are told apart in a run; what is of yet another kind is counted with its like. */
export const FAILURE_KINDS = 50;
/** Failures of a kind that are kept to be shown: the first. */
export const FAILURES_PER_KIND = 3;
/** Of all kinds that are none of the first. */
const OTHER_KINDS = '';

/** What a thread has counted, and the samples that were not told yet. */
interface FailurePart {
  readonly counts: readonly FailureCount[];
  readonly ended: readonly (readonly [kind: string, count: number])[];
  readonly samples: readonly Failure[];
}

/** How many failures there were of each kind, and the first of each, told once. */
export class FailureLog implements Mergeable<FailurePart> {
  readonly #counts = new Map<string, number>();
  #others = 0;
  /** By kind, how many iterations ended early by it. */
  readonly #ended = new Map<string, number>();
  #untold: Failure[] = [];
  /** By kind, the samples that were added, and of these the ones that were told by {@link take}. */
  readonly #added = new Map<string, number>();
  readonly #told = new Map<string, number>();

  /** Counts a failure. @returns whether {@link add} would keep it, so that none need be made up in vain */
  count(kind: string): boolean {
    if (!this.#count(kind, 1)) return false;
    const added = this.#added.get(kind);
    return added === undefined ? this.#added.size < FAILURE_KINDS : added < FAILURES_PER_KIND;
  }

  /** Keeps one that {@link count} has asked for. */
  add(failure: Failure): void {
    this.#added.set(failure.kind, (this.#added.get(failure.kind) ?? 0) + 1);
    this.#untold.push(failure);
  }

  /** Counts an iteration that a failure of this kind has ended. */
  ended(kind: string, count = 1): void {
    const isTold = this.#ended.has(kind) || this.#ended.size < FAILURE_KINDS;
    const key = isTold ? kind : OTHER_KINDS;
    this.#ended.set(key, (this.#ended.get(key) ?? 0) + count);
  }

  /** Those that were not told yet, in the order of their time. */
  take(): Failure[] {
    const taken = this.#untold
      .sort((a, b) => a.elapsedMs - b.elapsedMs)
      .filter(({ kind }) => {
        const told = this.#told.get(kind) ?? 0;
        if (told >= FAILURES_PER_KIND || !this.#counts.has(kind)) return false;
        this.#told.set(kind, told + 1);
        return true;
      });
    this.#untold = [];
    return taken;
  }

  /** How many there were of each kind, in the order of their names: the same however many threads counted. */
  counts(): FailureCount[] {
    const counts = [...this.#counts]
      .map(([kind, count]) => countOf(kind, count, this.#ended.get(kind) ?? 0))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
    let ended = 0;
    for (const [kind, count] of this.#ended) if (!this.#counts.has(kind)) ended += count;
    return this.#others + ended === 0 ? counts : [...counts, countOf(OTHER_KINDS, this.#others, ended)];
  }

  drain(): FailurePart {
    const told = [...this.#counts].map(([kind, count]) => ({ kind, count }));
    const counts = this.#others === 0 ? told : [...told, { kind: OTHER_KINDS, count: this.#others }];
    const part = { samples: this.take(), counts, ended: [...this.#ended] };
    this.#counts.clear();
    this.#others = 0;
    this.#ended.clear();
    return part;
  }

  /** Each thread brings its first ones: which of them are the run's is known once all have. */
  absorb({ counts, ended, samples }: FailurePart): void {
    for (const { kind, count } of counts) this.#count(kind, count);
    for (const [kind, count] of ended) this.ended(kind, count);
    this.#untold.push(...samples);
  }

  #count(kind: string, count: number): boolean {
    const known = this.#counts.get(kind);
    const isTold = kind !== OTHER_KINDS && (known !== undefined || this.#counts.size < FAILURE_KINDS);
    if (isTold) this.#counts.set(kind, (known ?? 0) + count);
    else this.#others += count;
    return isTold;
  }
}

function countOf(kind: string, count: number, ended: number): FailureCount {
  return ended === 0 ? { kind, count } : { kind, count, ended };
}
