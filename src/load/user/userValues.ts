import type { Clock } from '../../base/clock.ts';
import { seededRandom } from '../../base/seededRandom.ts';
import { slotText } from '../../scenario/expression/encoding.ts';
import type { EvaluationContext } from '../../scenario/expression/evaluate.ts';
import type { Capture } from '../check/capture.ts';
import type { CheckedResponse } from '../check/checkedResponse.ts';
import type { DataFeed } from '../program/dataFeed.ts';
import type { Program } from '../program/program.ts';
import type { LoadPorts } from './loadPorts.ts';
import type { Meter } from './meter.ts';

/** What a virtual user has for itself: its captured values, its rows of data and its random numbers. */
export class UserValues implements EvaluationContext {
  readonly vu: number;
  iter = 0;
  /** By the plan's slots; undefined where there is no value yet. */
  readonly slots: unknown[] = [];
  /** At least 0, below 1; by the seed where there is one. */
  readonly random: () => number;
  readonly #program: Program;
  readonly #clock: Clock;
  /** Of each of the program's feeds the number of the row that is held; -1 for none. */
  readonly #rows: number[] = [];

  constructor({
    id,
    program,
    ports,
  }: { readonly id: number; readonly program: Program; readonly ports: LoadPorts }) {
    this.vu = id;
    this.#program = program;
    this.#clock = ports.clock;
    this.random = program.seed === null ? ports.random : seededRandom(program.seed, id);
    for (let slot = 0; slot < program.slots; slot++) this.slots.push(undefined);
    for (const _ of program.feeds) this.#rows.push(-1);
  }

  nowMs(): number {
    return this.#clock.wallMs();
  }

  /**
   * A new iteration knows nothing of the last one's responses, but what setup captured, and takes its rows.
   * @returns the data that has no row for it, so that it cannot begin; null where it can
   */
  begin(): DataFeed | null {
    const { captured, feeds, given } = this.#program;
    for (const slot of captured) this.slots[slot] = given[slot];
    for (let index = 0; index < feeds.length; index++) {
      const feed = feeds[index];
      if (feed === undefined || (feed.isPerUser && (this.#rows[index] ?? -1) >= 0)) continue;
      const row = feed.take(this.random);
      if (row < 0) {
        this.endIteration();
        return feed;
      }
      this.#rows[index] = row;
      feed.fill(row, this.slots);
    }
    return null;
  }

  /** Gives back the rows that others may have now. */
  endIteration(): void {
    this.#giveBack(false);
  }

  /** The user takes a rest, and others may have its rows. */
  leave(): void {
    this.#giveBack(true);
  }

  #giveBack(all: boolean): void {
    const { feeds } = this.#program;
    for (let index = 0; index < feeds.length; index++) {
      const feed = feeds[index];
      const row = this.#rows[index] ?? -1;
      if (feed === undefined || row < 0 || (feed.isPerUser && !all)) continue;
      if (feed.giveBack(row) || !feed.isPerUser) this.#rows[index] = -1;
    }
  }

  /**
   * Takes the values out of a response, each a check.
   * @param response null where none came
   * @returns what was not found, in one line; null where all was
   */
  capture(captures: readonly Capture[], response: CheckedResponse | null, meter: Meter): string | null {
    let missing: string | null = null;
    for (const capture of captures) {
      const value = response === null ? undefined : capture.find(response);
      this.slots[capture.slot] = value;
      meter.check(capture.check, value !== undefined);
      if (value === undefined) missing ??= capture.missing(response);
    }
    return missing;
  }

  /** The values that no failure may show. */
  secrets(): string[] {
    return this.#program.secretSlots.flatMap((slot) => {
      const value = this.slots[slot];
      return value === undefined ? [] : [slotText(value)];
    });
  }
}
