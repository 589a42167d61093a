import type { Clock } from '../../base/clock.ts';
import type { Protocol } from '../../metrics/sample.ts';
import type { RequestBody } from '../body/bodySource.ts';
import type { PinnedOrigin } from './pinnedOrigin.ts';
import type { Transport } from './transport.ts';

/**
 * The port to the network: one requester is one connection of one virtual user to one origin, with one
 * request under way at a time. Made so that an implementation needs no promise and no closure per request.
 */

/** What is kept of every response body, so that a failure can show how it began. */
export const EXCERPT_BYTES = 1600;
/** A longer body is cut off, and the request failed: nobody's API means to send it. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** How long an idle connection is kept where the server names no time; the server's own time wins. */
export const KEEP_ALIVE_MS = 90_000;
/** A server that closes after 5 s of silence may be doing so just as the next request comes. */
export const KEEP_ALIVE_MARGIN_MS = 1000;

export function bodyTooLarge(): ExchangeError {
  return {
    code: 1000,
    reason: `the response body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB: cut off`,
  };
}

/** How long phases of an exchange may take, in milliseconds. */
export interface PhaseLimits {
  /** Until there is a connection, TLS included. */
  readonly connectMs: number;
  /** From the last byte of the request to the first of the response: k6's waiting. */
  readonly firstByteMs: number;
}

/** A request that is ready to go. The object is used again: a requester takes what it needs before `send` returns. */
export interface OutgoingRequest {
  method: string;
  /** Path and query, already encoded. */
  path: string;
  /** Name, value, name, value … */
  headers: readonly string[];
  body: RequestBody | null;
  /** From `send` to the last byte of the response, connecting included. */
  timeoutMs: number;
  /** Of phases of it; left out, none but the whole. */
  limits?: PhaseLimits;
  /** How much of the response body the checks need; a short beginning is always kept. */
  keepBodyBytes: number;
  /** Whether this object says the same each time that it is sent, so that what was made of it can be kept. */
  readonly constant?: boolean;
}

/** What kept a response from coming, whole. */
export interface ExchangeError {
  /** k6's error code. */
  readonly code: number;
  /** In one line, for a person. */
  readonly reason: string;
}

/**
 * How one request went. Valid until the handler that got it returns or sends again. Times are of the clock's
 * monotonic milliseconds; -1 where that point was not reached.
 */
export interface Exchange {
  /** 0 where no response came. */
  readonly status: number;
  /** What the response was spoken in; '' where none came. */
  readonly proto: Protocol;
  /** Null where the response came whole; set too by what stands between, where it may not be used. */
  error: ExchangeError | null;
  /** When `send` was called; set back by what stands between, where it had to wait there. */
  readyMs: number;
  /** When its first byte was handed to the system. */
  readonly sentMs: number;
  /** When its last byte was. */
  readonly writtenMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  /** 0 where the connection was there already. */
  readonly connectingMs: number;
  readonly tlsHandshakingMs: number;
  readonly bytesSent: number;
  /** Heads and bodies, as they came over the wire. */
  readonly bytesReceived: number;
  /** Whether the response has a `Set-Cookie`. */
  readonly setsCookie: boolean;
  /**
   * The value of a response header, several joined by a comma, those of `set-cookie` by a line feed; `name` in
   * lower case.
   */
  header(name: string): string | undefined;
  /** The part of the body that was kept, as UTF-8, decompressed. */
  bodyText(): string;
}

export interface ExchangeHandler {
  /** Called once for each `send`, never before `send` has returned; may send again. */
  onExchange(exchange: Exchange): void;
}

export interface Requester {
  /** Sends; the handler is told when the response has come whole or cannot come. Never throws. */
  send(request: OutgoingRequest, handler: ExchangeHandler): void;
  /** Closes the connection at once; the handler of a request under way is not called any more. */
  close(): void;
}

/** What every implementation needs to know. */
export interface RequesterOptions {
  /** By origin. */
  readonly pins: Readonly<Record<string, PinnedOrigin>>;
  readonly clock: Clock;
  /** Left out: as Node makes connections. */
  readonly transport?: Transport;
  /** The first answer of an origin was not HTTP. Called once an origin at most. */
  onNotHttp(error: ExchangeError, pin: PinnedOrigin): void;
  /** Where HTTP/2 is wanted: an origin does not offer it. Called once an origin at most. */
  onNoHttp2?(pin: PinnedOrigin): void;
}

/** Makes requesters: one call, one connection-to-be. */
export interface RequesterFactory {
  /** @param origin one that it {@link reaches} */
  open(origin: string): Requester;
  /** Whether load may go there: an origin of the plan, one of a host of the plan, or of this machine. */
  reaches(origin: string): boolean;
}
