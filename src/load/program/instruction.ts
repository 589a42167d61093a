import type { Condition } from '../check/condition.ts';
import type { RequestInstruction } from './requestInstruction.ts';

/**
 * What a virtual user does in turn: a flow is a flat list of these with jumps, so that a user needs only a
 * position in it, and a few numbers for each loop.
 */
export type Instruction =
  | RequestInstruction
  /** Sees to it that the user is logged in for this request, which is sent later. */
  | LoginInstruction
  | ParallelInstruction
  | { readonly kind: 'think'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'normalThink'; readonly meanMs: number; readonly deviationMs: number }
  /** Goes to the branch whose bound is the first above a random number below `total`. */
  | { readonly kind: 'pick'; readonly total: number; readonly branches: readonly Branch[] }
  | { readonly kind: 'jump'; readonly to: number }
  /** Goes on where the condition holds, else to `to`. */
  | { readonly kind: 'when'; readonly condition: Condition; readonly to: number }
  /** Waits until the iteration has taken so long; the last of a program. */
  | { readonly kind: 'pacing'; readonly leastMs: number }
  /** `group` is an index among the recorder's. */
  | { readonly kind: 'groupStart'; readonly group: number }
  | { readonly kind: 'groupEnd' }
  | { readonly kind: 'loopStart'; readonly loop: number }
  | CountInstruction
  | UntilInstruction;

export interface LoginInstruction {
  readonly kind: 'login';
  readonly request: RequestInstruction;
}

/** Sends its requests at once, and goes on when all have ended. */
export interface ParallelInstruction {
  readonly kind: 'parallel';
  readonly requests: readonly RequestInstruction[];
  /** How many are under way at once, in all and to one host. */
  readonly max: number;
  readonly maxPerHost: number;
  /** Where its logins begin, for those whose token is refused. */
  readonly from: number;
}

export interface Branch {
  readonly below: number;
  readonly to: number;
}

/** The end of a turn: back to `to` until there were `count` of them. */
export interface CountInstruction {
  readonly kind: 'count';
  readonly loop: number;
  readonly count: number;
  readonly everyMs: number;
  readonly to: number;
}

/** The end of a turn: back to `to` until the condition holds or there is no time or turn left. */
export interface UntilInstruction {
  readonly kind: 'until';
  readonly loop: number;
  readonly condition: Condition;
  readonly everyMs: number;
  readonly maxTurns: number;
  readonly maxMs: number;
  readonly to: number;
  /** Whether the condition came to hold is a check, by this index among the recorder's. */
  readonly check: number;
  readonly text: string;
  readonly stopOnFail: boolean;
  readonly place: { readonly line: number; readonly column: number } | null;
  /** The last request of a turn, for whose answer one waits; null where it is called by another flow. */
  readonly request: RequestInstruction | null;
}
