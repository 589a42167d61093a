import { hideSecrets } from '../../base/redact.ts';
import type { RequestBody } from '../body/bodySource.ts';
import type { Program } from '../program/program.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  OutgoingRequest,
  Requester,
  RequesterFactory,
} from '../transport/requester.ts';
import type { LoadPorts } from './loadPorts.ts';
import { DEFAULT_REDIRECTS, followRedirect, isRedirect, type SentRequest } from './redirect.ts';
import { TraceIds } from './traceIds.ts';
import { UserCookies } from './userCookies.ts';

const NOTHING_SENT: SentRequest = { method: '', origin: '', path: '', headers: [], body: null };

/** What a route has to know of the user whose requests take it. */
export interface RouteUser {
  /** The values that no other origin may see. */
  secrets(): readonly string[];
  /** Whether the responses are those of a login that is the user's alone. */
  logsIn(): boolean;
  /** Whether such a login is good still. */
  isLoggedIn(): boolean;
}

export interface RouteOptions {
  /** The user's. */
  readonly id: number;
  readonly ports: Pick<LoadPorts, 'clock' | 'requesters' | 'random'>;
  readonly program: Pick<Program, 'origins' | 'cookies' | 'traceparent' | 'seed'>;
  readonly user: RouteUser;
}

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
  #instruction: RequestInstruction | null = null;
  #request: OutgoingRequest | null = null;
  #method = '';
  #path = '';
  #headers: readonly string[] = [];
  #body: RequestBody | null = null;
  #origin = '';
  #isAway = false;
  /** How many redirects more are followed. */
  #left = 0;
  #beganMs = -1;
  #next: SentRequest = NOTHING_SENT;
  /** null where none are kept. */
  readonly #cookies: UserCookies | null;

  readonly #keepsCookies: boolean;
  /** null where requests carry no trace. */
  readonly #traces: TraceIds | null;

  readonly #options: RouteOptions;

  /** @param cookies of the route that this one is beside; undefined for one with its own */
  constructor(options: RouteOptions, shared?: UserCookies | null) {
    const { id, ports, program } = options;
    const { origins, cookies, traceparent, seed } = program;
    this.#options = options;
    this.#requesters = ports.requesters;
    this.#origins = origins;
    this.#cookies = shared ?? (cookies === 'off' ? null : new UserCookies(ports.clock));
    this.#keepsCookies = cookies === 'vu';
    this.#traces = traceparent ? new TraceIds(seed, id, ports.random) : null;
  }

  /** Another of the same user, for a request at the same time: with connections of its own, and the same cookies. */
  beside(id: number): Route {
    return new Route({ ...this.#options, id }, this.#cookies);
  }

  /** The last step's; '' for none. */
  get traceId(): string {
    return this.#traces === null ? '' : this.#traces.traceId;
  }

  /** The values that no failure may show. */
  get secrets(): string[] {
    return this.#cookies?.secrets ?? [];
  }

  /** A new iteration. The cookies of a login last as long as its token. */
  begin(): void {
    if (this.#keepsCookies || this.#cookies === null) return;
    if (this.#options.user.isLoggedIn()) this.#cookies.forgetIteration();
    else this.#cookies.forget();
  }

  /** Where the last request went: path and query. */
  get path(): string {
    return this.#path;
  }

  /** Where the last request went: scheme, host and port. */
  get origin(): string {
    return this.#origin;
  }

  /** Whether the last step has been led to another origin, so that what is secret is left behind. */
  get isAway(): boolean {
    return this.#isAway;
  }

  send(request: OutgoingRequest, instruction: RequestInstruction, handler: ExchangeHandler): void {
    const { origin, planned } = instruction;
    this.#instruction = instruction;
    this.#request = request;
    this.#method = request.method;
    this.#path = request.path;
    this.#headers = request.headers;
    this.#body = request.body;
    this.#origin = planned.origin;
    this.#isAway = false;
    this.#left = planned.redirects ?? DEFAULT_REDIRECTS;
    this.#beganMs = -1;
    const cookies = this.#cookies;
    if (this.#traces === null && (cookies === null || cookies.empty)) {
      this.#connection(origin).send(request, handler);
      return;
    }
    const traced = this.#traces?.begin(request.headers) ?? request.headers;
    const headers = cookies?.addTo(traced, planned.origin, request.path) ?? traced;
    this.#connection(origin).send({ ...request, headers, constant: false }, handler);
  }

  /** Takes the cookies that a response sets. */
  keepCookies(exchange: Exchange): void {
    this.#cookies?.keep(exchange, this.#origin, this.#path, this.#options.user.logsIn());
  }

  /**
   * Whether a response leads on to another place, to which {@link goOn} then goes. One that may not be followed
   * has its error set. Those beyond the number that is allowed are answers themselves, as in k6.
   */
  leadsOn(exchange: Exchange): boolean {
    if (!isRedirect(exchange.status) || exchange.error !== null || this.#left <= 0) return false;
    const location = exchange.header('location');
    if (location === undefined) return false;
    const next = followRedirect(exchange.status, location, this.#sent(), this.#isSecret);
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
    if (origin !== this.#origin) this.#isAway = true;
    this.#origin = origin;
    this.#path = path;
    this.#headers = headers;
    this.#body = body;
    // The time is for the step, as in k6, however many requests it takes.
    const timeoutMs = Math.max(1, first.timeoutMs - (nowMs - this.#beganMs));
    const { keepBodyBytes, limits } = first;
    const traced = this.#traces?.addTo(headers) ?? headers;
    const withCookies = this.#cookies?.addTo(traced, origin, path) ?? traced;
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

  /** A header that auth sets, or one with a known secret in it. */
  readonly #isSecret = (name: string, value: string): boolean => {
    const { authHeader, secrets } = this.#instruction ?? { authHeader: '', secrets: [] };
    if (name.toLowerCase() === authHeader) return true;
    return hideSecrets(value, [...secrets, ...this.#options.user.secrets()]) !== value;
  };

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
  const reason = `redirected to ${origin}, which is no host of the file: not followed. If you may load it, allow it with redirects: { to: [${origin}] }`;
  return { code: 1111, reason };
}
