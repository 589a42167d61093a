import { assertNever } from '../../base/assertNever.ts';
import type { Clock } from '../../base/clock.ts';
import type { CheckedResponse } from '../check/checkedResponse.ts';
import type { Condition } from '../check/condition.ts';
import type { CountInstruction, Instruction, UntilInstruction } from '../program/instruction.ts';
import type { Program } from '../program/program.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import { Loops } from './loops.ts';
import type { Meter } from './meter.ts';
import { micros } from './sampler.ts';

type Mark = Extract<Instruction, { kind: 'groupStart' | 'groupEnd' | 'loopStart' }>;

/** Where a turn of a loop leads: to the next at once, to the next after a pause, or out of the loop. */
export type Turn = 'next' | 'wait' | 'met' | 'given-up';

/** What a virtual user keeps of its iteration for groups, loops and conditions. */
export class FlowState {
  /** How often the iteration has given way to others; one that never does must be made to. */
  yields = 0;
  /** After a turn that said `wait`: for how long. */
  waitMs = 0;
  /** Turns of the loop that was looked at last. */
  turns = 0;
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #loops: Loops;
  readonly #values: readonly unknown[];
  /** What conditions look at in the last response, by slot; of no meaning before the first of an iteration. */
  readonly #seen: unknown[] = [];
  #answered = false;
  /** The groups that are under way, the outermost first, and when each began. */
  readonly #groups: number[] = [];
  readonly #groupsBeganMs: number[] = [];

  /** @param values captured and of data rows, by the plan's slots */
  constructor(
    { loops }: Program,
    { clock, meter }: { readonly clock: Clock; readonly meter: Meter },
    values: readonly unknown[],
  ) {
    this.#values = values;
    this.#clock = clock;
    this.#meter = meter;
    this.#loops = new Loops(loops);
  }

  /** A new iteration. */
  begin(): void {
    this.yields = 0;
    this.#answered = false;
  }

  /** Keeps what conditions will look at. */
  observe(response: CheckedResponse, { observes }: RequestInstruction): void {
    for (const { slot, read } of observes) this.#seen[slot] = read(response);
    this.#answered = true;
  }

  /** Before the first response of an iteration there is nothing of it that could be as it should. */
  holds(condition: Condition): boolean {
    return condition.holds(this.#answered ? this.#seen : null, this.#values);
  }

  /** The beginning or end of a group, or the beginning of a loop. */
  pass(mark: Mark): void {
    switch (mark.kind) {
      case 'groupStart':
        this.#groups.push(mark.group);
        this.#groupsBeganMs.push(this.#clock.nowMs());
        break;
      case 'groupEnd':
        this.#endGroup();
        break;
      case 'loopStart':
        this.#loops.begin(mark.loop, this.#clock.nowMs(), this.yields);
        break;
      default:
        assertNever(mark);
    }
  }

  #endGroup(): void {
    const group = this.#groups.pop();
    const beganMs = this.#groupsBeganMs.pop();
    if (group === undefined || beganMs === undefined) return;
    this.#meter.group(group, micros(this.#clock.nowMs() - beganMs));
  }

  /** Ends the groups under way; as in k6 they are counted where a failure ends the iteration. */
  endGroups(): void {
    while (this.#groups.length > 0) this.#endGroup();
  }

  /** Forgets the groups under way; as in k6 they are not counted where the iteration is cut. */
  cut(): void {
    this.#groups.length = 0;
    this.#groupsBeganMs.length = 0;
  }

  /** The end of a turn of a loop that is counted. */
  countTurn({ loop, count, everyMs }: CountInstruction): Turn {
    if (this.#loops.turn(loop) >= count) return 'met';
    return this.#next(loop, everyMs, this.#clock.nowMs());
  }

  /** The end of a turn of a loop that goes on until a condition holds; whether it ever did is a check. */
  untilTurn({ loop, condition, everyMs, maxTurns, maxMs, check }: UntilInstruction): Turn {
    this.turns = this.#loops.turn(loop);
    if (this.holds(condition)) {
      this.#meter.check(check, true);
      return 'met';
    }
    const nowMs = this.#clock.nowMs();
    const nextMs = nowMs + this.#loops.waitMs(loop, everyMs, nowMs, this.yields);
    if (this.turns < maxTurns && this.#loops.sinceMs(loop, nextMs) <= maxMs) {
      return this.#next(loop, everyMs, nowMs);
    }
    this.#meter.check(check, false);
    return 'given-up';
  }

  #next(loop: number, everyMs: number, nowMs: number): Turn {
    this.waitMs = this.#loops.waitMs(loop, everyMs, nowMs, this.yields);
    const waits = this.waitMs > 0;
    // The pause that comes is no giving way of the turn after it.
    this.#loops.next(loop, nowMs + this.waitMs, waits ? this.yields + 1 : this.yields);
    return waits ? 'wait' : 'next';
  }
}
