import type { Clock } from '../../base/clock.ts';
import { formatDurationMs } from '../../base/duration.ts';
import { Deadline } from '../transport/deadline.ts';
import { ExchangeState } from '../transport/exchangeState.ts';
import type {
  Exchange,
  ExchangeHandler,
  OutgoingRequest,
  Requester,
  RequesterFactory,
} from '../transport/requester.ts';

/** Requesters that share so many connections to each origin; one that finds none free waits in line. */
export class SharedRequesters implements RequesterFactory {
  readonly #inner: RequesterFactory;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #pools = new Map<string, Pool>();

  constructor(inner: RequesterFactory, limit: number, clock: Clock) {
    this.#inner = inner;
    this.#limit = limit;
    this.#clock = clock;
  }

  open(origin: string): Requester {
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(() => this.#inner.open(origin), this.#limit);
      this.#pools.set(origin, pool);
    }
    return new Lease(pool, this.#clock);
  }

  reaches(origin: string): boolean {
    return this.#inner.reaches(origin);
  }
}

/** The connections to one origin. */
class Pool {
  readonly limit: number;
  readonly #open: () => Requester;
  readonly #idle: Requester[] = [];
  /** Who waits for one, the first in line first. */
  readonly #line = new Set<Lease>();
  /** Idle or in use. */
  #count = 0;
  #leases = 0;

  constructor(open: () => Requester, limit: number) {
    this.#open = open;
    this.limit = limit;
  }

  get hasLine(): boolean {
    return this.#line.size > 0;
  }

  join(): void {
    this.#leases++;
  }

  /** Where nobody is left, the connections are closed. */
  leave(): void {
    this.#leases--;
    if (this.#leases > 0) return;
    for (const one of this.#idle.splice(0)) {
      one.close();
      this.#count--;
    }
  }

  /** A connection that is free; null where all are in use, and others wait. */
  take(): Requester | null {
    if (this.#line.size > 0) return null;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count >= this.limit) return null;
    this.#count++;
    return this.#open();
  }

  wait(lease: Lease): void {
    this.#line.add(lease);
  }

  leaveLine(lease: Lease): void {
    this.#line.delete(lease);
  }

  /** @param connection null for one that was closed while it was in use */
  giveBack(connection: Requester | null): void {
    const [first] = this.#line;
    if (first !== undefined) {
      this.#line.delete(first);
      first.begin(connection ?? this.#open());
    } else if (connection !== null && this.#leases > 0) this.#idle.push(connection);
    else {
      connection?.close();
      this.#count--;
    }
  }
}

/** What one user has of the pool: a connection for as long as a request takes. */
class Lease implements Requester, ExchangeHandler {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #deadline: Deadline;
  #isMember = false;
  #connection: Requester | null = null;
  /** In use until the handler of its exchange has returned. */
  #returning: Requester | null = null;
  #handler: ExchangeHandler | null = null;
  /** While it waits. */
  #request: OutgoingRequest | null = null;
  #readyMs = -1;

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    this.#deadline = new Deadline(clock, () => this.#giveUp());
  }

  send(request: OutgoingRequest, handler: ExchangeHandler): void {
    const pool = this.#pool;
    if (!this.#isMember) pool.join();
    this.#isMember = true;
    this.#handler = handler;
    this.#readyMs = -1;
    const own = pool.hasLine ? null : this.#returning;
    if (own !== null) this.#returning = null;
    this.#connection = own ?? pool.take();
    if (this.#connection !== null) {
      this.#connection.send(request, this);
      return;
    }
    this.#readyMs = this.#clock.nowMs();
    this.#request = { ...request };
    this.#deadline.set(this.#readyMs, request.timeoutMs);
    pool.wait(this);
  }

  /** It is its turn. */
  begin(connection: Requester): void {
    const request = this.#request;
    if (request === null) return;
    this.#deadline.lift();
    this.#request = null;
    this.#connection = connection;
    const timeoutMs = Math.max(1, request.timeoutMs - (this.#clock.nowMs() - this.#readyMs));
    connection.send({ ...request, timeoutMs }, this);
  }

  onExchange(exchange: Exchange): void {
    const handler = this.#handler;
    this.#handler = null;
    this.#returning = this.#connection;
    this.#connection = null;
    // It was ready before it had a connection: the wait is k6's `http_req_blocked`.
    if (this.#readyMs >= 0) exchange.readyMs = this.#readyMs;
    handler?.onExchange(exchange);
    const used = this.#returning;
    this.#returning = null;
    if (used !== null) this.#pool.giveBack(used);
  }

  close(): void {
    const pool = this.#pool;
    this.#handler = null;
    this.#deadline.dispose();
    if (this.#request !== null) pool.leaveLine(this);
    this.#request = null;
    const cut = this.#connection;
    this.#connection = null;
    cut?.close();
    if (cut !== null) pool.giveBack(null);
    if (this.#isMember) pool.leave();
    this.#isMember = false;
  }

  #giveUp(): void {
    const request = this.#request;
    const handler = this.#handler;
    if (request === null || handler === null) return;
    this.#pool.leaveLine(this);
    this.#request = null;
    this.#handler = null;
    const reason = `none of the ${this.#pool.limit} shared connections became free within ${formatDurationMs(request.timeoutMs)}`;
    handler.onExchange(new Unsent(this.#readyMs, this.#clock.nowMs(), reason));
  }
}

/** k6's 1050 for a request that never had a connection. */
class Unsent extends ExchangeState implements Exchange {
  readonly status = 0;
  readonly setsCookie = false;

  constructor(readyMs: number, endMs: number, reason: string) {
    super();
    this.readyMs = readyMs;
    this.endMs = endMs;
    this.error = { code: 1050, reason };
  }

  header(): undefined {
    return undefined;
  }

  bodyText(): string {
    return '';
  }
}
