import type { ParallelInstruction } from '../program/instruction.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { OutgoingRequest } from '../transport/requester.ts';
import type { FlowState } from './flowState.ts';
import { Lane, type LaneEnd, type LaneOptions } from './parallelLane.ts';
import type { Route } from './route.ts';
import type { UserLogins } from './userLogins.ts';
import type { UserValues } from './userValues.ts';

/** How the requests of a parallel step went, all together. */
export interface ParallelOutcome {
  /** Why the iteration is to end; null where it goes on. */
  readonly failure: string | null;
  /** Of that failure. */
  readonly kind: string;
  /** Whether none of them met a server. */
  readonly isUnreachable: boolean;
  /** Where the step's logins are, where a token was refused and is to be fetched again; else null. */
  readonly againFrom: number | null;
}

/** What a user shares with the requests that it sends at once. */
export interface ParallelParts {
  readonly values: UserValues;
  readonly flow: FlowState;
  /** The user's own, for the first of them. */
  readonly route: Route;
  readonly logins: UserLogins | null;
  onDone(outcome: ParallelOutcome): void;
}

interface Queued {
  readonly instruction: RequestInstruction;
  readonly outgoing: OutgoingRequest;
}

/** Sends the requests of a `parallel` step of one user, so many at once, each over a connection of its own. */
export class Parallel {
  readonly #options: LaneOptions;
  readonly #parts: ParallelParts;
  /** Each is made when it is first needed, and kept with its connections. */
  readonly #lanes: Lane[] = [];
  /** Those of all lanes but the first, which has the user's. */
  readonly #routes: Route[] = [];
  #queue: Queued[] = [];
  #busy: Lane[] = [];
  #max = 0;
  #maxPerHost = 0;
  #isOpen = false;
  #failure: string | null = null;
  #kind = '';
  #isUnreachable = true;
  /** By step, those whose token was refused: they are sent once more, in place of all. A login may have steps too. */
  readonly #again = new Map<ParallelInstruction, RequestInstruction[]>();
  /** The one under way. */
  #step: ParallelInstruction | null = null;
  /** Whether what is sent now was refused before. */
  #isRetry = false;

  constructor(options: LaneOptions, parts: ParallelParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** How many requests are under way. */
  get busy(): number {
    return this.#busy.length;
  }

  /** A new iteration. */
  forget(): void {
    this.#again.clear();
  }

  /**
   * Sends them; `onDone` is called when all have ended, never before this has returned.
   * @param fromMs from where their latency counts in the open model; else null
   */
  begin(step: ParallelInstruction, fromMs: number | null): void {
    const { requests, max, maxPerHost } = step;
    const again = this.#again.get(step) ?? null;
    this.#again.delete(step);
    this.#step = step;
    this.#max = max;
    this.#maxPerHost = maxPerHost;
    this.#isOpen = fromMs !== null;
    this.#failure = null;
    this.#isUnreachable = true;
    this.#isRetry = again !== null;
    // All are made before the first answer comes, so that it does not change the others.
    this.#queue = (again ?? requests).map((instruction) => {
      const outgoing = instruction.outgoing(this.#parts.values);
      return { instruction, outgoing: outgoing.constant === true ? outgoing : { ...outgoing } };
    });
    this.#fill(fromMs);
  }

  /** Nothing is told any more; the connections are closed. */
  close(): void {
    this.#queue = [];
    this.#busy = [];
    for (const lane of this.#lanes) lane.forget();
    for (const route of this.#routes) route.close();
  }

  /** Sends as many more as may be under way at once; a host that is full does not hold up the others. */
  #fill(fromMs: number | null): void {
    for (let at = 0; at < this.#queue.length && this.#busy.length < this.#max; ) {
      const next = this.#queue[at];
      if (next === undefined) return;
      const { origin } = next.instruction;
      if (this.#busy.filter((lane) => lane.origin === origin).length >= this.#maxPerHost) {
        at++;
        continue;
      }
      this.#queue.splice(at, 1);
      const lane = this.#freeLane(origin);
      this.#busy.push(lane);
      lane.send(next.instruction, next.outgoing, fromMs, this.#isRetry);
    }
  }

  /** One that has a connection to there already, if any is free. */
  #freeLane(origin: number): Lane {
    const free = this.#lanes.filter((lane) => !this.#busy.includes(lane));
    const lane = free.find((one) => one.origin === origin) ?? free[0];
    if (lane !== undefined) return lane;
    const { id } = this.#options;
    const { route } = this.#parts;
    const index = this.#lanes.length;
    // As if it were another user, so that its traces are not those of this one.
    const own = index === 0 ? null : route.beside(id + index * LANE_STREAMS);
    const made = new Lane(this.#options, own ?? route, this.#parts, (end) => this.#onEnd(made, end));
    this.#lanes.push(made);
    if (own !== null) this.#routes.push(own);
    return made;
  }

  #onEnd(lane: Lane, { failure, kind, isUnreachable, refused }: LaneEnd): void {
    this.#busy = this.#busy.filter((one) => one !== lane);
    if (this.#failure === null) this.#kind = kind;
    this.#failure ??= failure;
    if (!isUnreachable) this.#isUnreachable = false;
    if (refused !== null) {
      this.#sendAgain(refused);
      this.#parts.logins?.distrust(refused.login);
    }
    if (this.#queue.length > 0) this.#fill(this.#isOpen ? this.#options.ports.clock.nowMs() : null);
    if (this.#busy.length > 0) return;
    const step = this.#step;
    const againFrom = step !== null && this.#again.has(step) ? step.from : null;
    this.#parts.onDone({
      failure: this.#failure,
      kind: this.#kind,
      isUnreachable: this.#isUnreachable,
      againFrom,
    });
  }

  #sendAgain(refused: RequestInstruction): void {
    if (this.#step === null) return;
    const again = this.#again.get(this.#step);
    if (again === undefined) this.#again.set(this.#step, [refused]);
    else again.push(refused);
  }
}

const LANE_STREAMS = 1_000_000;
