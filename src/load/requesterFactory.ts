import { Http1Requesters } from './http1/requesters.ts';
import type { Requester, RequesterFactory, RequesterOptions } from './requester.ts';
import { UndiciRequesters } from './undiciRequester.ts';

/** Our own client for what it takes, HTTP/1.1 over plain TCP; undici for the rest. Chosen by origin alone. */
export class RequestersByOrigin implements RequesterFactory {
  readonly #http1: Http1Requesters;
  readonly #undici: UndiciRequesters;

  constructor(options: RequesterOptions) {
    this.#http1 = new Http1Requesters(options);
    this.#undici = new UndiciRequesters(options);
  }

  open(origin: string): Requester {
    return (origin.startsWith('http://') ? this.#http1 : this.#undici).open(origin);
  }
}
