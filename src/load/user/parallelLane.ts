import type { Program } from '../program/program.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange, ExchangeHandler, OutgoingRequest } from '../transport/requester.ts';
import { FailureTeller } from './failureTeller.ts';
import type { FlowState } from './flowState.ts';
import type { LoadPorts } from './loadPorts.ts';
import { Reception } from './reception.ts';
import type { Route } from './route.ts';
import { refusesToken } from './userLogins.ts';
import type { UserValues } from './userValues.ts';

export interface LaneOptions {
  /** The user's. */
  readonly id: number;
  readonly program: Program;
  readonly ports: LoadPorts;
}

/** How one request of it went. */
export interface LaneEnd {
  /** Why the iteration is to end; null where it goes on. */
  readonly failure: string | null;
  /** Of that failure. */
  readonly kind: string;
  readonly isUnreachable: boolean;
  readonly refused: RequestInstruction | null;
}

/** One of the requests of a user that are under way at once. */
export class Lane implements ExchangeHandler {
  /** Where its last request went first; -1 before any. */
  origin = -1;
  readonly #route: Route;
  readonly #reception: Reception;
  readonly #teller: FailureTeller;
  readonly #onEnd: (end: LaneEnd) => void;
  #instruction: RequestInstruction | null = null;
  #fromMs: number | null = null;
  #isRetry = false;

  /** @param onEnd called for each request when it has ended */
  constructor(
    options: LaneOptions,
    route: Route,
    { values, flow }: { readonly values: UserValues; readonly flow: FlowState },
    onEnd: (end: LaneEnd) => void,
  ) {
    this.#route = route;
    const teller = new FailureTeller(options, route, values);
    this.#teller = teller;
    this.#reception = new Reception(options, route, values, { flow, teller });
    this.#onEnd = onEnd;
  }

  /** @param isRetry whether it was sent before, and its token refused */
  send(
    instruction: RequestInstruction,
    outgoing: OutgoingRequest,
    fromMs: number | null,
    isRetry: boolean,
  ): void {
    this.#instruction = instruction;
    this.#fromMs = fromMs;
    this.#isRetry = isRetry;
    this.origin = instruction.origin;
    this.#route.send(outgoing, instruction, this);
  }

  /** Tells nothing any more of the request under way. */
  forget(): void {
    this.#instruction = null;
  }

  onExchange(exchange: Exchange): void {
    const instruction = this.#instruction;
    if (instruction === null) return;
    const reception = this.#reception;
    if (reception.leadsOn(exchange, instruction, this.#fromMs)) {
      if (this.#fromMs !== null) this.#fromMs = exchange.endMs;
      this.#route.goOn(exchange.endMs, this);
      return;
    }
    this.#instruction = null;
    if (this.#isRefused(exchange, instruction)) {
      reception.count();
      this.#onEnd({ failure: null, kind: '', isUnreachable: false, refused: instruction });
      return;
    }
    const isUnreachable = exchange.error !== null && exchange.status === 0;
    const failure = reception.judge(exchange, instruction);
    this.#onEnd({ failure, kind: this.#teller.lastKind, isUnreachable, refused: null });
  }

  /** As for a single request: a token is fetched again once. */
  #isRefused(exchange: Exchange, instruction: RequestInstruction): boolean {
    if (this.#isRetry || instruction.login === null) return false;
    return refusesToken(exchange, instruction, this.#route);
  }
}
