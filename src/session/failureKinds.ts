import type { Failure, FailureCount } from '../metrics/failure.ts';

/** Failures that are alike. */
export interface FailureKind {
  readonly first: Failure;
  /** The others of them that were kept. */
  readonly more: readonly Failure[];
  /** How many there were in all. */
  readonly count: number;
}

/**
 * The failures by kind, the most frequent first.
 * @param counts how many there were of each; what is not among them was counted by nobody but here
 */
export function failureKinds(
  failures: readonly Failure[],
  counts: readonly FailureCount[] = [],
): FailureKind[] {
  const counted = new Map(counts.map(({ kind, count }) => [kind, count]));
  const kinds = new Map<string, Failure[]>();
  for (const one of failures) {
    const key = one.kind === '' ? [one.name, one.status, one.reason].join('\n') : one.kind;
    const alike = kinds.get(key);
    if (alike) alike.push(one);
    else kinds.set(key, [one]);
  }
  return [...kinds]
    .flatMap(([kind, [first, ...more]]): FailureKind[] =>
      first ? [{ first, more, count: Math.max(counted.get(kind) ?? 0, more.length + 1) }] : [],
    )
    .sort((a, b) => b.count - a.count || a.first.elapsedMs - b.first.elapsedMs);
}

/** How many failures there were of kinds that are not told one by one, being too many. */
export function otherFailures(counts: readonly FailureCount[] = []): number {
  return counts.find(({ kind }) => kind === '')?.count ?? 0;
}
