import {
  BACKSLASH,
  COLON,
  CR,
  EQUALS,
  FIELD_VALUE,
  HEX,
  LF,
  QUOTE,
  SEMICOLON,
  SP,
  TAB,
  TOKEN,
} from './characters.ts';

/** Takes the content as it comes; the bytes are only there during the call. */
export interface BodySink {
  onBody(buffer: Buffer, from: number, to: number): void;
}

/** Longer ones are nobody's: what a peer may make us read without a byte of content. */
const MAX_EXTRA_BYTES = 16 * 1024;

const State = {
  SizeStart: 0,
  Size: 1,
  ExtensionName: 2,
  ExtensionValueStart: 3,
  ExtensionValue: 4,
  Quoted: 5,
  QuotedPair: 6,
  QuotedEnd: 7,
  SizeLf: 8,
  Data: 9,
  DataCr: 10,
  DataLf: 11,
  TrailerStart: 12,
  TrailerName: 13,
  TrailerValue: 14,
  TrailerLf: 15,
  EndLf: 16,
  Done: 17,
} as const;

type State = (typeof State)[keyof typeof State];

/**
 * Decodes the chunked transfer coding, RFC 9112 section 7.1, cut at any byte: extensions and trailers are
 * checked and passed over.
 */
export class ChunkedDecoder {
  /** What is wrong, once {@link push} has returned -1. */
  problem = '';
  readonly #sink: BodySink;
  #state: State = State.SizeStart;
  /** Of the size that is being read, then what is left of the chunk. */
  #left = 0;
  #extraBytes = 0;

  constructor(sink: BodySink) {
    this.#sink = sink;
  }

  get done(): boolean {
    return this.#state === State.Done;
  }

  reset(): void {
    this.#state = State.SizeStart;
    this.#left = 0;
    this.#extraBytes = 0;
  }

  /** Takes bytes. @returns the index behind the last that it took, `to` unless it is done; -1 where it is broken */
  push(buffer: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && this.#state !== State.Done) {
      if (this.#state === State.Data) {
        const end = Math.min(to, at + this.#left);
        this.#sink.onBody(buffer, at, end);
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = State.DataCr;
        continue;
      }
      if (!this.#step(buffer[at] as number)) return -1;
      at++;
    }
    return at;
  }

  /** Takes one byte that is no content. @returns false where it may not stand there */
  #step(byte: number): boolean {
    const state = this.#state;
    if (state <= State.Size) return this.#size(byte);
    if (state <= State.SizeLf) return this.#extension(byte);
    if (state === State.DataCr)
      return this.#expect(byte, CR, State.DataLf, 'a chunk is longer than its size');
    if (state === State.DataLf)
      return this.#expect(byte, LF, State.SizeStart, 'a chunk does not end its line');
    return this.#trailer(byte);
  }

  #size(byte: number): boolean {
    const digit = HEX[byte] as number;
    if (digit < 16) {
      this.#left = this.#state === State.SizeStart ? digit : this.#left * 16 + digit;
      if (this.#left > Number.MAX_SAFE_INTEGER) return this.#fail('the size of a chunk is too large');
      this.#state = State.Size;
      return true;
    }
    if (this.#state === State.SizeStart) return this.#fail('the size of a chunk is no hexadecimal number');
    if (byte === CR) this.#state = State.SizeLf;
    else if (byte === SEMICOLON) this.#state = State.ExtensionName;
    else return this.#fail('the size of a chunk is no hexadecimal number');
    return true;
  }

  #extension(byte: number): boolean {
    if (this.#state === State.SizeLf) {
      if (byte !== LF) return this.#fail('the size of a chunk does not end its line');
      this.#state = this.#left === 0 ? State.TrailerStart : State.Data;
      return true;
    }
    if (++this.#extraBytes > MAX_EXTRA_BYTES) return this.#fail('its chunk extensions are too long');
    const next = this.#extensionAfter(byte);
    if (next === undefined) return this.#fail('a chunk extension has a character that may not stand there');
    this.#state = next;
    return true;
  }

  #extensionAfter(byte: number): State | undefined {
    const state = this.#state;
    if (state === State.Quoted) {
      if (byte === QUOTE) return State.QuotedEnd;
      if (byte === BACKSLASH) return State.QuotedPair;
      return FIELD_VALUE[byte] === 1 ? State.Quoted : undefined;
    }
    if (state === State.QuotedPair) return FIELD_VALUE[byte] === 1 ? State.Quoted : undefined;
    if (state === State.ExtensionValueStart && byte === QUOTE) return State.Quoted;
    if (TOKEN[byte] === 1 && state !== State.QuotedEnd) {
      return state === State.ExtensionName ? State.ExtensionName : State.ExtensionValue;
    }
    if (byte === CR) return State.SizeLf;
    if (byte === SEMICOLON) return State.ExtensionName;
    return byte === EQUALS && state === State.ExtensionName ? State.ExtensionValueStart : undefined;
  }

  #trailer(byte: number): boolean {
    if (++this.#extraBytes > MAX_EXTRA_BYTES) return this.#fail('its trailers are too long');
    switch (this.#state) {
      case State.TrailerStart:
        if (byte === CR) this.#state = State.EndLf;
        else if (TOKEN[byte] === 1) this.#state = State.TrailerName;
        else return this.#fail('a trailer has a character in its name that may not stand there');
        return true;
      case State.TrailerName:
        if (byte === COLON) this.#state = State.TrailerValue;
        else if (TOKEN[byte] !== 1) {
          return this.#fail('a trailer has a character in its name that may not stand there');
        }
        return true;
      case State.TrailerValue:
        if (byte === CR) this.#state = State.TrailerLf;
        else if (FIELD_VALUE[byte] !== 1 && byte !== SP && byte !== TAB) {
          return this.#fail('a trailer has a character in its value that may not stand there');
        }
        return true;
      case State.TrailerLf:
        return this.#expect(byte, LF, State.TrailerStart, 'a trailer does not end its line');
      default:
        return this.#expect(byte, LF, State.Done, 'the chunked body does not end its line');
    }
  }

  #expect(byte: number, wanted: number, next: State, problem: string): boolean {
    if (byte !== wanted) return this.#fail(problem);
    this.#state = next;
    return true;
  }

  #fail(problem: string): false {
    this.problem = problem;
    return false;
  }
}
