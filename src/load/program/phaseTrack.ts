import type { RecordedPhase } from '../../metrics/phaseTable.ts';
import type { Phase } from '../../scenario/plan/phases.ts';

/**
 * Tells which phase of its scenario an instant falls into. Asked for every request, so it keeps the bounds of the
 * phase that it told last: a search is made once where phases change.
 */
export class PhaseTrack {
  readonly #first: number;
  readonly #endsMs: readonly number[];
  #beganMs = 0;
  #current = 0;
  #fromMs = Number.POSITIVE_INFINITY;
  #untilMs = Number.NEGATIVE_INFINITY;

  /**
   * @param first index of the first phase among all that are recorded; the others follow it
   * @param endsMs when each ends, from the start of the load, in rising order
   */
  constructor(first: number, endsMs: readonly number[]) {
    this.#first = first;
    this.#endsMs = endsMs;
    this.#current = first;
  }

  /** The load begins, by the clock that {@link at} is asked by. */
  begin(beganMs: number): void {
    this.#beganMs = beganMs;
  }

  /** The phase's index; what comes before the first belongs to the first, what comes after the last to the last. */
  at(ms: number): number {
    return ms >= this.#fromMs && ms < this.#untilMs ? this.#current : this.#seek(ms);
  }

  #seek(ms: number): number {
    const last = this.#endsMs.length - 1;
    let index = 0;
    while (index < last && ms >= this.#beganMs + (this.#endsMs[index] ?? 0)) index++;
    this.#current = this.#first + index;
    this.#fromMs = index === 0 ? Number.NEGATIVE_INFINITY : this.#beganMs + (this.#endsMs[index - 1] ?? 0);
    this.#untilMs = index === last ? Number.POSITIVE_INFINITY : this.#beganMs + (this.#endsMs[index] ?? 0);
    return this.#current;
  }
}

/** Puts a scenario's phases among all that are recorded. @returns null where it has none */
export function trackPhases(
  recorded: RecordedPhase[],
  phases: readonly Phase[],
  { index, name }: { readonly index: number; readonly name: string },
): PhaseTrack | null {
  if (phases.length === 0) return null;
  const first = recorded.length;
  for (const { label, startMs, endMs } of phases) {
    recorded.push({ scenario: index, scenarioName: name, name: label, startMs, endMs });
  }
  const endsMs = phases.map((one) => one.endMs);
  return new PhaseTrack(first, endsMs);
}
