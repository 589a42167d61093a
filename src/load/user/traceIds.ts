import { seededRandom } from '../../base/seededRandom.ts';

/** Another stream than that of the user's own random numbers, so that these stay what they are. */
const STREAM = -1_000_000_000;
const OWN = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/i;

/** The trace of each request of one user, as W3C's Trace Context has it. */
export class TraceIds {
  /** That of the last step: 32 hexadecimal digits; '' where its own header has none. */
  traceId = '';
  readonly #random: () => number;
  /** Not by the seed: the traces of two runs, or of two steps of one, are never the same. */
  readonly #prefix: string;

  /**
   * @param seed decides all but the first half of the trace ids; null where `random` decides all
   * @param random at least 0, below 1
   */
  constructor(seed: number | null, vu: number, random: () => number) {
    this.#random = random;
    this.#prefix = this.#word() + this.#word();
    this.#random = seed === null ? random : seededRandom(seed, STREAM + vu);
  }

  /** Begins another trace, where the step does not bring its own. @returns the headers with it */
  begin(headers: readonly string[]): readonly string[] {
    const own = ownTrace(headers);
    this.traceId = own ?? this.#prefix + this.#word() + this.#word();
    return own === null ? this.#added(headers) : headers;
  }

  /** The headers with another span of the same trace, where the step does not bring its own. */
  addTo(headers: readonly string[]): readonly string[] {
    return ownTrace(headers) === null ? this.#added(headers) : headers;
  }

  #added(headers: readonly string[]): readonly string[] {
    // 01: sampled. A generator's requests are what one wants to see.
    return [...headers, 'traceparent', `00-${this.traceId}-${this.#word()}${this.#word()}-01`];
  }

  /** 32 bits; never 0, since an id of noughts alone is none. */
  #word(): string {
    return (Math.floor(this.#random() * 2 ** 32) || 1).toString(16).padStart(8, '0');
  }
}

/** The trace in the headers: '' where it is none by the standard; null where there is no such header. */
function ownTrace(headers: readonly string[]): string | null {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.length !== 11 || headers[i]?.toLowerCase() !== 'traceparent') continue;
    return OWN.exec(headers[i + 1] ?? '')?.[1]?.toLowerCase() ?? '';
  }
  return null;
}
