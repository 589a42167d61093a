import { isIP } from 'node:net';

/** Where a cookie came from, or is to go. */
export interface CookieUrl {
  /** In lower case. */
  readonly hostname: string;
  readonly secure: boolean;
  /** Path and query. */
  readonly path: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Whether it goes to that host alone, and to none below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly expiresMs: number;
  /** Whether it outlives the iteration. */
  lasts: boolean;
}

/** What browsers allow for name and value together, and more cookies than any of them keeps for a site. */
const MOST_BYTES = 4096;
const MOST_COOKIES = 180;
const LONGEST_AGE_SEC = 400 * 24 * 3600;

/**
 * The cookies of one user, by RFC 6265 section 5. Ours, since it stands in the way of each request: tough-cookie gave
 * the same cookies in 40,000 random cases, at 8 µs a request, as much as all else that a request takes. As k6's, it
 * knows no list of public suffixes; a domain of one label is refused unless it is the host itself. Times are of the
 * wall clock, in milliseconds.
 */
export class CookieJar {
  /** In the order in which they were first set. */
  #cookies: Cookie[] = [];

  get size(): number {
    return this.#cookies.length;
  }

  clear(): void {
    this.#cookies = [];
  }

  /** All but those that last. */
  clearPassing(): void {
    if (this.#cookies.length > 0) this.#cookies = this.#cookies.filter((one) => one.lasts);
  }

  /** The values that are kept: none of them may be shown. */
  values(): string[] {
    return this.#cookies.map((one) => one.value);
  }

  /**
   * Takes the value of one `Set-Cookie` field; what breaks the rules is left out.
   * @param lasts whether it outlives the iteration, as does any that takes the place of one that does
   */
  set(field: string, from: CookieUrl, nowMs: number, lasts = false): void {
    const cookie = parseCookie(field, from, nowMs);
    if (cookie === null) return;
    const at = this.#cookies.findIndex((one) => isSame(one, cookie));
    cookie.lasts = lasts || this.#cookies[at]?.lasts === true;
    if (cookie.expiresMs <= nowMs) {
      if (at >= 0) this.#cookies.splice(at, 1);
    } else if (at >= 0) this.#cookies[at] = cookie;
    else {
      if (this.#cookies.length >= MOST_COOKIES) this.#cookies.shift();
      this.#cookies.push(cookie);
    }
  }

  /**
   * The value of the `Cookie` field for a request; '' where there is none to be sent.
   * @param taken names that the request has a value of its own for
   */
  header(to: CookieUrl, nowMs: number, taken: ReadonlySet<string> | null = null): string {
    const path = pathOf(to.path);
    let found: Cookie[] | null = null;
    for (const one of this.#cookies) {
      if (one.expiresMs <= nowMs || (one.secure && !to.secure) || taken?.has(one.name)) continue;
      if (one.hostOnly ? one.domain !== to.hostname : !domainMatches(to.hostname, one.domain)) continue;
      if (!pathMatches(path, one.path)) continue;
      if (found === null) found = [one];
      else found.push(one);
    }
    if (found === null) return '';
    // The longer path first; those of one length stay in the order in which they were set.
    if (found.length > 1) found.sort((a, b) => b.path.length - a.path.length);
    return found.map((one) => `${one.name}=${one.value}`).join('; ');
  }
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path;
}

function parseCookie(field: string, from: CookieUrl, nowMs: number): Cookie | null {
  const [pair = '', ...attributes] = field.split(';');
  const equals = pair.indexOf('=');
  if (equals < 0) return null;
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' || name.length + value.length > MOST_BYTES) return null;
  const { domain, path, secure, expiresMs, ageMs } = parseAttributes(attributes);
  if (domain !== '' && !mayBeSetFor(domain, from.hostname)) return null;
  return {
    name,
    value,
    domain: domain === '' ? from.hostname : domain,
    hostOnly: domain === '' || isIP(domain) !== 0,
    path: path.startsWith('/') ? path : defaultPath(from.path),
    secure,
    // The age wins over the date, section 5.3.
    expiresMs: ageMs === null ? expiresMs : ageMs <= 0 ? 0 : nowMs + ageMs,
    lasts: false,
  };
}

interface Attributes {
  domain: string;
  path: string;
  secure: boolean;
  expiresMs: number;
  /** null where none is given. */
  ageMs: number | null;
}

/** The last of each name counts. */
function parseAttributes(attributes: readonly string[]): Attributes {
  const said: Attributes = {
    domain: '',
    path: '',
    secure: false,
    expiresMs: Number.POSITIVE_INFINITY,
    ageMs: null,
  };
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'domain':
        // An empty one says nothing, section 5.2.3.
        if (text !== '') said.domain = text.replace(/^\./, '').toLowerCase();
        break;
      case 'path':
        said.path = text;
        break;
      case 'secure':
        said.secure = true;
        break;
      case 'expires':
        said.expiresMs = dateMs(text) ?? said.expiresMs;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) said.ageMs = Math.min(Number(text), LONGEST_AGE_SEC) * 1000;
        break;
      default:
    }
  }
  return said;
}

function mayBeSetFor(domain: string, hostname: string): boolean {
  return domain === hostname || (domain.includes('.') && domainMatches(hostname, domain));
}

/** Section 5.1.3. */
function domainMatches(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && isIP(hostname) === 0);
}

/** Section 5.1.4. */
function pathMatches(path: string, of: string): boolean {
  if (!path.startsWith(of)) return false;
  return path.length === of.length || of.endsWith('/') || path[of.length] === '/';
}

function pathOf(path: string): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

/** Section 5.1.4: all up to the last slash, and not with it. */
function defaultPath(path: string): string {
  const plain = pathOf(path);
  const last = plain.lastIndexOf('/');
  return last <= 0 ? '/' : plain.slice(0, last);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const CLOCK = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;

/** Section 5.1.1: whatever the order of its parts. Undefined where it is no date. */
function dateMs(text: string): number | undefined {
  let [day, month, year]: (number | undefined)[] = [];
  let time: number[] | null = null;
  for (const token of text.split(/[\t\x20-/;-@[-`{-~]+/)) {
    const clock: RegExpExecArray | null = CLOCK.exec(token);
    const name = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    if (time === null && clock !== null) time = clock.slice(1).map(Number);
    else if (day === undefined && /^\d{1,2}(?:\D|$)/.test(token)) day = Number.parseInt(token, 10);
    else if (month === undefined && name >= 0) month = name;
    else if (year === undefined && /^\d{2,4}(?:\D|$)/.test(token))
      year = fullYear(Number.parseInt(token, 10));
  }
  if (day === undefined || month === undefined || year === undefined || time === null) return undefined;
  const [hour, minute, second] = time;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year < 70 ? year + 2000 : year;
}
