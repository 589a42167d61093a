import { type HistogramPart, TimeHistogram } from './histogram.ts';
import { type Latency, NO_LATENCY } from './latency.ts';
import { type Mergeable, MergeableList } from './mergeable.ts';
import type { PhaseStats } from './rows.ts';
import type { Sample } from './sample.ts';
import { perSec } from './sink.ts';

/** A phase of a scenario whose figures are told apart. */
export interface RecordedPhase {
  /** Index of its scenario. */
  readonly scenario: number;
  readonly scenarioName: string;
  readonly name: string;
  /** From the start of the load, in milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

interface PhasePart {
  readonly iterations: number;
  readonly dropped: number;
  readonly failed: number;
  readonly times: HistogramPart | null;
}

/** What a phase has counted so far. */
class PhaseTally implements Mergeable<PhasePart> {
  readonly phase: RecordedPhase;
  iterations = 0;
  dropped = 0;
  failed = 0;
  vus = 0;
  /** Made at its first request: a plan may have many phases that are still to come. */
  #times: TimeHistogram | null = null;

  constructor(phase: RecordedPhase) {
    this.phase = phase;
  }

  request(sample: Sample): void {
    this.#times ??= new TimeHistogram();
    this.#times.record(sample.durationUs);
    if (sample.failed) this.failed++;
  }

  drain(): PhasePart {
    const { iterations, dropped, failed } = this;
    this.iterations = 0;
    this.dropped = 0;
    this.failed = 0;
    return { iterations, dropped, failed, times: this.#times?.drain() ?? null };
  }

  absorb({ iterations, dropped, failed, times }: PhasePart): void {
    this.iterations += iterations;
    this.dropped += dropped;
    this.failed += failed;
    if (times === null) return;
    this.#times ??= new TimeHistogram();
    this.#times.absorb(times);
  }

  latency(): Latency {
    return this.#times?.latency() ?? NO_LATENCY;
  }
}

/** The figures of each phase, by what was to start in it. */
export class PhaseTable implements Mergeable<readonly unknown[]> {
  readonly #tallies: readonly PhaseTally[];
  readonly #all: MergeableList;
  readonly #warmupMs: number;

  /** @param warmupMs time at the start of the load that is in no figure */
  constructor(phases: readonly RecordedPhase[], warmupMs: number) {
    this.#tallies = phases.map((one) => new PhaseTally(one));
    this.#all = new MergeableList(this.#tallies);
    this.#warmupMs = warmupMs;
  }

  drain(): readonly unknown[] {
    return this.#all.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#all.absorb(part);
  }

  request(sample: Sample): void {
    this.#tallies[sample.phase]?.request(sample);
  }

  iteration(phase: number): void {
    const tally = this.#tallies[phase];
    if (tally) tally.iterations++;
  }

  dropped(phase: number, count: number): void {
    const tally = this.#tallies[phase];
    if (tally) tally.dropped += count;
  }

  /** How many users of a scenario are at work now: the most of them is told of the phase that it is in. */
  vus(scenario: number, active: number, elapsedMs: number): void {
    for (const tally of this.#tallies) {
      const { phase } = tally;
      if (phase.scenario !== scenario || elapsedMs < phase.startMs || elapsedMs >= phase.endMs) continue;
      tally.vus = Math.max(tally.vus, active);
    }
  }

  /** Those that have begun. */
  rows(elapsedMs: number): PhaseStats[] {
    return this.#tallies
      .filter(({ phase }) => phase.startMs <= elapsedMs)
      .map((tally) => this.#row(tally, elapsedMs));
  }

  #row(tally: PhaseTally, elapsedMs: number): PhaseStats {
    const { scenarioName, name, startMs, endMs } = tally.phase;
    const durationMs = Math.max(0, Math.min(elapsedMs, endMs) - Math.max(startMs, this.#warmupMs));
    const latencyMs = tally.latency();
    return {
      scenario: scenarioName,
      name,
      startMs,
      endMs,
      durationMs,
      requests: latencyMs.count,
      failed: tally.failed,
      perSec: Math.round(perSec(latencyMs.count, durationMs) * 1000) / 1000,
      iterations: tally.iterations,
      droppedIterations: tally.dropped,
      vus: tally.vus,
      latencyMs,
    };
  }
}
