import { pinFor } from '../transport/pinnedOrigin.ts';
import type { RequesterFactory, RequesterOptions } from '../transport/requester.ts';
import type { OpenRequester } from './phasedRequester.ts';
import { type OriginState, UndiciConnection } from './undiciConnection.ts';

/** Requesters over undici's `Client.dispatch`: a client a connection, HTTP/2 where the server offers it. */
export class UndiciRequesters implements RequesterFactory {
  readonly #options: RequesterOptions;
  readonly #origins = new Map<string, OriginState>();

  constructor(options: RequesterOptions) {
    this.#options = options;
  }

  open(origin: string): OpenRequester {
    const { pins } = this.#options;
    const pin = pinFor(pins, origin);
    if (pin === null) throw new Error(`no address was pinned for ${origin}`);
    const state = this.#origins.get(origin) ?? { pin, known: pins[origin] === undefined, toldNoHttp2: false };
    this.#origins.set(origin, state);
    return new UndiciConnection(state, this.#options);
  }

  reaches(origin: string): boolean {
    return pinFor(this.#options.pins, origin) !== null;
  }
}
