import { pinFor } from '../transport/pinnedOrigin.ts';
import type { RequesterFactory, RequesterOptions } from '../transport/requester.ts';
import { PLAIN_TRANSPORT } from '../transport/transport.ts';
import { Http1Connection, type Http1Origin } from './connection.ts';

/** As much as the system hands over at once on loopback. */
const READ_BUFFER_BYTES = 64 * 1024;

/** Requesters over our own HTTP/1.1 client: the hot path, for an origin that is spoken to in plain HTTP/1.1. */
export class Http1Requesters implements RequesterFactory {
  readonly #options: RequesterOptions;
  readonly #origins = new Map<string, Http1Origin>();
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

  constructor(options: RequesterOptions) {
    this.#options = options;
  }

  open(origin: string): Http1Connection {
    let state = this.#origins.get(origin);
    if (state === undefined) {
      state = this.#stateOf(origin);
      this.#origins.set(origin, state);
    }
    return new Http1Connection(state);
  }

  reaches(origin: string): boolean {
    return pinFor(this.#options.pins, origin) !== null;
  }

  #stateOf(origin: string): Http1Origin {
    const { pins, clock, transport = PLAIN_TRANSPORT, onNotHttp } = this.#options;
    const pin = pinFor(pins, origin);
    if (pin === null) throw new Error(`no address was pinned for ${origin}`);
    const { host } = new URL(origin);
    // Where a redirect leads, any answer is that of one request: only the plan's own origins can end the run.
    const known = pins[origin] === undefined;
    return { pin, transport, host, clock, readBuffer: this.#readBuffer, known, onNotHttp };
  }
}
