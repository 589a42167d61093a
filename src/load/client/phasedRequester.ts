import type { Clock } from '../../base/clock.ts';
import { formatDurationMs } from '../../base/duration.ts';
import { Deadline } from '../transport/deadline.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  OutgoingRequest,
  PhaseLimits,
  Requester,
} from '../transport/requester.ts';

/** A requester whose exchange can be looked at while it is under way, and ended from outside. */
export interface OpenRequester extends Requester, Pick<Exchange, 'sentMs' | 'writtenMs' | 'firstByteMs'> {
  /** Ends the exchange under way with an error; the connection goes with it. */
  abort(error: ExchangeError): void;
}

/**
 * Holds each phase of a request to its own limit. It looks when a limit may have run out, and costs nothing in
 * between.
 */
export class PhasedRequester implements Requester, ExchangeHandler {
  readonly #inner: OpenRequester;
  readonly #clock: Clock;
  readonly #deadline: Deadline;
  #handler: ExchangeHandler | null = null;
  #limits: PhaseLimits | null = null;
  #readyMs = 0;

  constructor(inner: OpenRequester, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#deadline = new Deadline(clock, () => this.#look());
  }

  send(request: OutgoingRequest, handler: ExchangeHandler): void {
    const { limits } = request;
    if (limits === undefined) {
      this.#inner.send(request, handler);
      return;
    }
    this.#handler = handler;
    this.#limits = limits;
    this.#readyMs = this.#clock.nowMs();
    this.#inner.send(request, this);
    this.#deadline.set(this.#readyMs, Math.min(limits.connectMs, limits.firstByteMs));
  }

  onExchange(exchange: Exchange): void {
    const handler = this.#handler;
    this.#handler = null;
    this.#deadline.lift();
    handler?.onExchange(exchange);
  }

  close(): void {
    this.#handler = null;
    this.#deadline.dispose();
    this.#inner.close();
  }

  #look(): void {
    const limits = this.#limits;
    if (this.#handler === null || limits === null) return;
    const { sentMs, writtenMs, firstByteMs } = this.#inner;
    if (firstByteMs >= 0) return;
    const nowMs = this.#clock.nowMs();
    const { connectMs, firstByteMs: waitMs } = limits;
    if (sentMs < 0) this.#hold(nowMs, this.#readyMs + connectMs, waitMs, connectTimeout(connectMs));
    else if (writtenMs < 0) this.#deadline.set(nowMs, waitMs);
    else this.#hold(nowMs, writtenMs + waitMs, Number.POSITIVE_INFINITY, firstByteTimeout(waitMs));
  }

  /** Ends the exchange where the time is up, else looks again then, or once the next phase may have run out. */
  #hold(nowMs: number, dueMs: number, nextMs: number, error: ExchangeError): void {
    if (nowMs >= dueMs) this.#inner.abort(error);
    else {
      const waitMs = Math.min(dueMs - nowMs, nextMs);
      if (waitMs < Number.POSITIVE_INFINITY) this.#deadline.set(nowMs, waitMs);
    }
  }
}

/** k6's code for a dial that took too long. */
function connectTimeout(limitMs: number): ExchangeError {
  return { code: 1211, reason: `no connection within ${formatDurationMs(limitMs)} (timeout: connect)` };
}

function firstByteTimeout(limitMs: number): ExchangeError {
  const reason = `no byte of a response within ${formatDurationMs(limitMs)} after the request was sent (timeout: firstByte)`;
  return { code: 1050, reason };
}
