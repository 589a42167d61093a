import { encodeText, slotText } from '../scenario/encoding.ts';
import type { Capture } from './capture.ts';
import type { CheckedResponse } from './check.ts';
import type { Meter } from './meter.ts';
import type { Program } from './program.ts';
import { seededRandom } from './seededRandom.ts';

/** What a virtual user has for itself: its captured values and its random numbers. */
export class UserValues {
  /** By the plan's slots; undefined where there is no value yet. */
  readonly slots: unknown[] = [];
  /** At least 0, below 1; by the seed where there is one. */
  readonly random: () => number;
  readonly #program: Program;

  /** @param random used where the plan has no seed */
  constructor(program: Program, vu: number, random: () => number) {
    this.#program = program;
    this.random = program.seed === null ? random : seededRandom(program.seed, vu);
    for (let slot = 0; slot < program.slots; slot++) this.slots.push(undefined);
  }

  /** A new iteration knows nothing of the last one's responses. */
  begin(): void {
    for (const slot of this.#program.captured) this.slots[slot] = undefined;
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
      if (value === undefined) missing ??= capture.missing;
    }
    return missing;
  }

  /** The values that no failure may show, as they are and as they stand in a URL. */
  secrets(): string[] {
    return this.#program.secretSlots.flatMap((slot) => {
      const value = this.slots[slot];
      if (value === undefined) return [];
      const text = slotText(value);
      return [text, encodeText('query', text), Buffer.from(text).toString('base64')];
    });
  }
}
