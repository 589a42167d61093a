import { Http1Requesters } from './http1/requesters.ts';
import type { Requester, RequesterFactory, RequesterOptions } from './requester.ts';
import { UndiciRequesters } from './undiciRequester.ts';

/**
 * Our own client for HTTP/1.1, over TCP or TLS; undici for HTTP/2, which is spoken over TLS alone and only where
 * the plan asks for it. Chosen by plan and origin, never on the way.
 */
export class RequestersByOrigin implements RequesterFactory {
  readonly #http1: Http1Requesters;
  readonly #undici: UndiciRequesters | null;

  constructor(options: RequesterOptions & { readonly http2: boolean }) {
    this.#http1 = new Http1Requesters(options);
    this.#undici = options.http2 ? new UndiciRequesters(options) : null;
  }

  open(origin: string): Requester {
    if (this.#undici !== null && origin.startsWith('https://')) return this.#undici.open(origin);
    return this.#http1.open(origin);
  }

  reaches(origin: string): boolean {
    return this.#http1.reaches(origin);
  }
}
