import type { Clock } from '../../base/clock.ts';
import type { Exchange } from '../transport/requester.ts';
import { CookieJar, type CookieUrl } from './cookieJar.ts';

interface Site {
  readonly hostname: string;
  readonly secure: boolean;
}

/** The cookies of one virtual user: taken from its responses, added to its requests. */
export class UserCookies {
  readonly #clock: Clock;
  readonly #jar = new CookieJar();
  /** By origin. */
  readonly #sites = new Map<string, Site>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there is none. */
  get empty(): boolean {
    return this.#jar.size === 0;
  }

  /** The values that no failure may show. */
  get secrets(): string[] {
    return this.#jar.values();
  }

  forget(): void {
    this.#jar.clear();
  }

  /** All but those of the user's login. */
  forgetIteration(): void {
    this.#jar.clearPassing();
  }

  /** Takes those that a response sets. @param lasts whether they are kept beyond the iteration */
  keep(exchange: Exchange, origin: string, path: string, lasts: boolean): void {
    const fields = exchange.header('set-cookie');
    if (fields === undefined) return;
    const from = this.#url(origin, path);
    for (const field of fields.split('\n')) this.#jar.set(field, from, this.#clock.wallMs(), lasts);
  }

  /** The headers of a request with the cookies that are for it; one of the request's own goes before. */
  addTo(headers: readonly string[], origin: string, path: string): readonly string[] {
    const at = cookieHeaderAt(headers);
    const own = at < 0 ? null : (headers[at] ?? '');
    const taken =
      own === null ? null : new Set(own.split(';').map((one) => (one.split('=')[0] ?? '').trim()));
    const text = this.#jar.header(this.#url(origin, path), this.#clock.wallMs(), taken);
    if (text === '') return headers;
    if (own === null) return [...headers, 'Cookie', text];
    const joined = headers.slice();
    joined[at] = own.trim() === '' ? text : `${own}; ${text}`;
    return joined;
  }

  #url(origin: string, path: string): CookieUrl {
    let site = this.#sites.get(origin);
    if (site === undefined) {
      const { hostname, protocol } = new URL(origin);
      site = { hostname, secure: protocol === 'https:' };
      this.#sites.set(origin, site);
    }
    return { hostname: site.hostname, secure: site.secure, path };
  }
}

/** The index of the value; -1 where there is none. */
function cookieHeaderAt(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.length === 6 && headers[i]?.toLowerCase() === 'cookie') return i + 1;
  }
  return -1;
}
