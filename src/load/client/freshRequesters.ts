import type {
  Exchange,
  ExchangeHandler,
  OutgoingRequest,
  Requester,
  RequesterFactory,
} from '../transport/requester.ts';

/** Requesters that make a new connection for each request, and tell the server so, as k6's `noConnectionReuse`. */
export class FreshRequesters implements RequesterFactory {
  readonly #inner: RequesterFactory;
  readonly #tells: (origin: string) => boolean;

  /** @param tells whether an origin is spoken to in HTTP/1.1, which has a header for it */
  constructor(inner: RequesterFactory, tells: (origin: string) => boolean) {
    this.#inner = inner;
    this.#tells = tells;
  }

  open(origin: string): Requester {
    return new FreshRequester(() => this.#inner.open(origin), this.#tells(origin));
  }

  reaches(origin: string): boolean {
    return this.#inner.reaches(origin);
  }
}

class FreshRequester implements Requester, ExchangeHandler {
  readonly #open: () => Requester;
  readonly #tells: boolean;
  #current: Requester | null = null;
  #handler: ExchangeHandler | null = null;

  constructor(open: () => Requester, tells: boolean) {
    this.#open = open;
    this.#tells = tells;
  }

  send(request: OutgoingRequest, handler: ExchangeHandler): void {
    this.#handler = handler;
    this.#current = this.#open();
    const headers = this.#tells ? withClose(request.headers) : request.headers;
    this.#current.send({ ...request, headers }, this);
  }

  onExchange(exchange: Exchange): void {
    const used = this.#current;
    const handler = this.#handler;
    this.#current = null;
    this.#handler = null;
    handler?.onExchange(exchange);
    // Not before: the exchange is the connection's.
    used?.close();
  }

  close(): void {
    this.#handler = null;
    this.#current?.close();
    this.#current = null;
  }
}

function withClose(headers: readonly string[]): readonly string[] {
  const hasOwn = headers.some((one, index) => index % 2 === 0 && one.toLowerCase() === 'connection');
  return hasOwn ? headers : [...headers, 'Connection', 'close'];
}
