import type { Clock } from '../../base/clock.ts';
import { Http1Requesters } from '../http1/requesters.ts';
import type { Requester, RequesterFactory, RequesterOptions } from '../transport/requester.ts';
import { PhasedRequester } from './phasedRequester.ts';
import { UndiciRequesters } from './undiciRequesters.ts';

/**
 * Our own client for HTTP/1.1, over TCP or TLS; undici for HTTP/2, which is spoken over TLS alone and only where
 * the plan asks for it. Chosen by plan and origin, never on the way.
 */
export class RequestersByOrigin implements RequesterFactory {
  readonly #http1: Http1Requesters;
  readonly #undici: UndiciRequesters | null;
  readonly #clock: Clock;
  readonly #isPhased: boolean;

  /** @param options.phased whether some request has limits for its phases */
  constructor(options: RequesterOptions & { readonly http2: boolean; readonly phased?: boolean }) {
    this.#clock = options.clock;
    this.#isPhased = options.phased === true;
    this.#http1 = new Http1Requesters(options);
    this.#undici = options.http2 ? new UndiciRequesters(options) : null;
  }

  open(origin: string): Requester {
    const client = this.#clientOf(origin).open(origin);
    return this.#isPhased ? new PhasedRequester(client, this.#clock) : client;
  }

  #clientOf(origin: string): UndiciRequesters | Http1Requesters {
    return this.#undici !== null && origin.startsWith('https://') ? this.#undici : this.#http1;
  }

  reaches(origin: string): boolean {
    return this.#http1.reaches(origin);
  }
}
