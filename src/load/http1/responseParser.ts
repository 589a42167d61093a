import type { Protocol } from '../../metrics/sample.ts';
import { type BodySink, ChunkedDecoder } from './chunkedDecoder.ts';
import type { Framing } from './framing.ts';
import { findField, HeadReader } from './headReader.ts';

/** What came of the bytes that were pushed. */
export const Parsed = { more: 0, complete: 1, broken: 2 } as const;
export type Parsed = (typeof Parsed)[keyof typeof Parsed];

/** The largest head; Node's own limit is a quarter of it, Go's is 10 MB. */
const MAX_HEAD_BYTES = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);

/**
 * Reads HTTP/1.x responses, RFC 9112, from bytes that are cut anywhere. One object serves a connection all its
 * life; a response that comes in one piece costs it no allocation. It is strict: where a lenient reading could
 * take the rest of one response for the next, the response is broken.
 */
export class ResponseParser {
  /** Why the last response is broken, as a sentence that begins with `it`, `its` or `a`. */
  problem = '';
  /** Bytes behind the end of a response that is complete: there should be none. */
  leftoverBytes = 0;
  readonly #sink: BodySink;
  readonly #head = new HeadReader();
  readonly #chunks: ChunkedDecoder;
  /** What holds the head: the caller's bytes while a response comes in one piece, else a copy. */
  #bytes: Buffer = NO_BYTES;
  #isCopy = false;
  #framing: Framing | null = null;
  #toHead = false;
  #left = 0;

  constructor(sink: BodySink) {
    this.#sink = sink;
    this.#chunks = new ChunkedDecoder(sink);
  }

  /** 0 until the head is complete. */
  get status(): number {
    return this.#framing === null ? 0 : this.#head.status;
  }

  /** '' until the head is complete. */
  get proto(): Protocol {
    if (this.#framing === null) return '';
    return this.#head.isHttp10 ? 'HTTP/1.0' : 'HTTP/1.1';
  }

  /** Whether what came began as HTTP does: with a version and a status. */
  get isHttp(): boolean {
    return this.#head.status >= 100;
  }

  /** Whether any byte of the response has come. */
  get begun(): boolean {
    return this.#head.begun;
  }

  /** Whether the server will take another request on the connection, by its head. */
  get keepsAlive(): boolean {
    return this.#framing !== 'close' && this.#head.keepsAlive;
  }

  /** Of `Keep-Alive: timeout=…`, in seconds; -1 where there is none. */
  get keepAliveSec(): number {
    return this.#head.facts.keepAliveSec;
  }

  /** Whether its head, once complete, sets a cookie. */
  get setsCookie(): boolean {
    return this.#head.facts.setsCookie;
  }

  /** Makes ready for a response. @param toHead whether it answers a HEAD request */
  begin(toHead: boolean): void {
    this.#toHead = toHead;
    this.#framing = null;
    this.#isCopy = false;
    this.leftoverBytes = 0;
    this.#head.begin(0);
  }

  /** Lets go of the bytes. */
  release(): void {
    this.#bytes = NO_BYTES;
  }

  /** Takes `buffer[from, to)`, of which nothing is kept beyond the call but what {@link header} needs until it. */
  push(buffer: Buffer, from: number, to: number): Parsed {
    if (this.#framing !== null) return this.#body(buffer, from, to);
    if (!this.#isCopy) {
      this.#head.from = from;
      return this.#start(buffer, from, to);
    }
    const at = this.#bytes.length;
    const joined = Buffer.concat([this.#bytes, buffer.subarray(from, to)]);
    return this.#start(joined, at, joined.length);
  }

  /** The connection has ended. @returns complete where that ends the response, else broken */
  finish(): Parsed {
    if (this.#framing === 'close') return Parsed.complete;
    return this.#fail(this.begun ? 'it ended too early' : 'it never came');
  }

  /** The value of a header field, several joined by a comma; `name` in lower case. Until the next `begin`. */
  header(name: string): string | undefined {
    if (this.#framing === null) return undefined;
    return findField(this.#bytes, this.#head.from, this.#head.to, name);
  }

  #start(buffer: Buffer, from: number, to: number): Parsed {
    const head = this.#head;
    let at = from;
    for (;;) {
      at = head.read(buffer, at, to);
      if (at < 0) return this.#fail(head.problem);
      if (at - head.from > MAX_HEAD_BYTES) return this.#fail('its head is larger than 64 KB');
      if (!head.complete) {
        this.#copy(buffer, to);
        return Parsed.more;
      }
      if (head.status >= 200) break;
      if (head.status === 101) return this.#fail('it switches to another protocol, which nobody asked for');
      head.begin(at);
    }
    head.remember(buffer);
    this.#bytes = buffer;
    this.#framing = head.facts.framing(head.status, this.#toHead);
    this.#left = head.facts.contentLength;
    if (this.#framing === 'chunked') this.#chunks.reset();
    const parsed = this.#body(buffer, at, to);
    if (parsed === Parsed.more) this.#copy(buffer, head.to);
    return parsed;
  }

  #copy(buffer: Buffer, to: number): void {
    this.#bytes = Buffer.from(buffer.subarray(this.#head.from, to));
    this.#isCopy = true;
    this.#head.rebase();
  }

  #body(buffer: Buffer, from: number, to: number): Parsed {
    switch (this.#framing) {
      case 'none':
        this.leftoverBytes = to - from;
        return Parsed.complete;
      case 'length': {
        const end = Math.min(to, from + this.#left);
        if (end > from) this.#sink.onBody(buffer, from, end);
        this.#left -= end - from;
        this.leftoverBytes = to - end;
        return this.#left === 0 ? Parsed.complete : Parsed.more;
      }
      case 'chunked': {
        const end = this.#chunks.push(buffer, from, to);
        if (end < 0) return this.#fail(this.#chunks.problem);
        this.leftoverBytes = to - end;
        return this.#chunks.done ? Parsed.complete : Parsed.more;
      }
      default:
        if (to > from) this.#sink.onBody(buffer, from, to);
        return Parsed.more;
    }
  }

  #fail(problem: string): Parsed {
    this.problem = problem;
    return Parsed.broken;
  }
}
