import { DEFAULT_REDIRECTS, followRedirect, isRedirect, type SentRequest } from './redirect.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  OutgoingRequest,
  RequestBody,
  Requester,
  RequesterFactory,
} from './requester.ts';
import type { RequestInstruction } from './requestInstruction.ts';
import type { UserCookies } from './userCookies.ts';

const NOTHING_SENT: SentRequest = { method: '', origin: '', path: '', headers: [], body: null };

/**
 * The way that one user's requests take: over its own connection to each origin, and on from a redirect to
 * where it leads. One request at a time.
 */
export class Route {
  readonly #requesters: RequesterFactory;
  readonly #origins: readonly string[];
  readonly #connections: (Requester | undefined)[] = [];
  /** To origins that are none of the plan's. */
  readonly #others = new Map<string, Requester>();
  #request: OutgoingRequest | null = null;
  #method = '';
  #path = '';
  #headers: readonly string[] = [];
  #body: RequestBody | null = null;
  #origin = '';
  /** How many redirects more are followed. */
  #left = 0;
  #beganMs = -1;
  #next: SentRequest = NOTHING_SENT;
  /** null where none are kept. */
  readonly #cookies: UserCookies | null;

  /** @param origins the plan's */
  constructor(requesters: RequesterFactory, origins: readonly string[], cookies: UserCookies | null) {
    this.#cookies = cookies;
    this.#requesters = requesters;
    this.#origins = origins;
  }

  /** Where the last request went: path and query. */
  get path(): string {
    return this.#path;
  }

  /** Where the last request went: scheme, host and port. */
  get origin(): string {
    return this.#origin;
  }

  send(request: OutgoingRequest, { origin, planned }: RequestInstruction, handler: ExchangeHandler): void {
    this.#request = request;
    this.#method = request.method;
    this.#path = request.path;
    this.#headers = request.headers;
    this.#body = request.body;
    this.#origin = planned.origin;
    this.#left = planned.redirects ?? DEFAULT_REDIRECTS;
    this.#beganMs = -1;
    const cookies = this.#cookies;
    if (cookies === null || cookies.empty) this.#connection(origin).send(request, handler);
    else {
      const headers = cookies.addTo(request.headers, planned.origin, request.path);
      this.#connection(origin).send({ ...request, headers }, handler);
    }
  }

  /** Takes the cookies that a response sets. */
  keepCookies(exchange: Exchange): void {
    this.#cookies?.keep(exchange, this.#origin, this.#path);
  }

  /**
   * Whether a response leads on to another place, to which {@link goOn} then goes. One that may not be followed
   * has its error set. Those beyond the number that is allowed are answers themselves, as in k6.
   */
  leadsOn(exchange: Exchange): boolean {
    if (!isRedirect(exchange.status) || exchange.error !== null || this.#left <= 0) return false;
    const location = exchange.header('location');
    if (location === undefined) return false;
    const next = followRedirect(exchange.status, location, this.#sent());
    if ('reason' in next) {
      exchange.error = next;
      return false;
    }
    if (!this.#origins.includes(next.origin) && !this.#requesters.reaches(next.origin)) {
      exchange.error = notAllowed(next.origin);
      return false;
    }
    this.#next = next;
    if (this.#beganMs < 0) this.#beganMs = exchange.readyMs;
    return true;
  }

  /** Sends the request that the last response led to. @param nowMs of the clock */
  goOn(nowMs: number, handler: ExchangeHandler): void {
    const first = this.#request;
    if (first === null) return;
    this.#left--;
    const { method, origin, path, headers, body } = this.#next;
    this.#next = NOTHING_SENT;
    this.#method = method;
    this.#origin = origin;
    this.#path = path;
    this.#headers = headers;
    this.#body = body;
    // The time is for the step, as in k6, however many requests it takes.
    const timeoutMs = Math.max(1, first.timeoutMs - (nowMs - this.#beganMs));
    const { keepBodyBytes, limits } = first;
    const withCookies = this.#cookies?.addTo(headers, origin, path) ?? headers;
    const next = { method, path, headers: withCookies, body, timeoutMs, keepBodyBytes };
    this.#to(origin).send(limits === undefined ? next : { ...next, limits }, handler);
  }

  /** Closes all connections at once; the handler of a request under way is not called any more. */
  close(): void {
    for (const connection of this.#connections) connection?.close();
    this.#connections.length = 0;
    for (const connection of this.#others.values()) connection.close();
    this.#others.clear();
  }

  #sent(): SentRequest {
    return {
      method: this.#method,
      origin: this.#origin,
      path: this.#path,
      headers: this.#headers,
      body: this.#body,
    };
  }

  #connection(origin: number): Requester {
    const open = this.#connections[origin];
    if (open !== undefined) return open;
    const connection = this.#requesters.open(this.#origins[origin] ?? '');
    this.#connections[origin] = connection;
    return connection;
  }

  #to(origin: string): Requester {
    const known = this.#origins.indexOf(origin);
    if (known >= 0) return this.#connection(known);
    const connection = this.#others.get(origin) ?? this.#requesters.open(origin);
    this.#others.set(origin, connection);
    return connection;
  }
}

/** k6's 1111: a host that is blocked. */
function notAllowed(origin: string): ExchangeError {
  const reason = `redirected to ${origin}, which is neither this machine nor a host of the file: not followed. If you may load it, write redirects: { to: [${origin}] } and you are asked`;
  return { code: 1111, reason };
}
