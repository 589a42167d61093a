import { COLON, CR, FIELD_VALUE, isDigit, isWord, LF, SP, TAB, TOKEN } from './characters.ts';
import { FieldFacts } from './framing.ts';

const State = {
  Broken: -1,
  Start: 0,
  StatusLine: 1,
  AfterStatus: 2,
  Reason: 3,
  LineLf: 4,
  FieldStart: 5,
  FieldName: 6,
  ValueStart: 7,
  Value: 8,
  ValueLf: 9,
  HeadLf: 10,
  Complete: 11,
} as const;
type State = (typeof State)[keyof typeof State];

const NOT_HTTP = 'it does not begin with HTTP/1.1 or HTTP/1.0 and a status';
const BAD_NAME = 'it has a header name with a character that may not stand there';
const BAD_VALUE = 'it has a header value with a character that may not stand there';
const BAD_LINE = 'its head has a line that does not end with CR LF';

/** The start of a status line: d for a digit, all else as it stands. */
const STATUS_LINE = 'HTTP/1.d ddd';
const MINOR_AT = STATUS_LINE.indexOf('d');
const STATUS_AT = STATUS_LINE.indexOf('ddd');

/** A longer head is not remembered. */
const MOST_REMEMBERED = 1024;
const NO_BYTES = Buffer.alloc(0);

/**
 * Reads the head of an HTTP/1.x response, RFC 9112 sections 4 and 5, byte by byte: it knows only offsets into
 * the caller's buffer, in which all of the head so far must stand in one piece. A server that is asked the same
 * again mostly answers with the very same head, but for a date that changes once a second: what says the same
 * bytes as the last one is not read again.
 */
export class HeadReader {
  status = 0;
  /** What is wrong, once {@link read} has returned -1. */
  problem = '';
  readonly facts = new FieldFacts();
  /** Where the head begins; its first byte. */
  from = 0;
  /** Behind the empty line, once it is complete. */
  to = 0;
  #state: State = State.Start;
  #matched = 0;
  #minor = 0;
  #nameFrom = 0;
  #nameTo = 0;
  #valueFrom = 0;
  /** The last complete head, to which status and facts belong until the next one is read. */
  #last: Buffer = NO_BYTES;
  #lastLength = 0;

  /** Whether its first byte has come. */
  get begun(): boolean {
    return this.#state !== State.Start;
  }

  get complete(): boolean {
    return this.#state === State.Complete;
  }

  /** Whether the server means to keep the connection, RFC 9112 section 9.3. */
  get keepsAlive(): boolean {
    return !this.facts.close && (this.#minor > 0 || this.facts.keepAlive);
  }

  /** Of a head whose status is known. */
  get isHttp10(): boolean {
    return this.#minor === 0;
  }

  begin(from: number): void {
    this.from = from;
    this.to = from;
    this.#state = State.Start;
    this.#matched = 0;
  }

  /** Keeps a copy of the head that is complete, to know it again. */
  remember(buffer: Buffer): void {
    const length = this.to - this.from;
    if (this.#lastLength > 0 || length > MOST_REMEMBERED) return;
    if (this.#last.length < length) this.#last = Buffer.allocUnsafeSlow(length);
    buffer.copy(this.#last, 0, this.from, this.to);
    this.#lastLength = length;
  }

  /** Whether the next head is the last one again, to the byte; then it is complete. */
  #knows(buffer: Buffer, from: number, to: number): boolean {
    const length = this.#lastLength;
    if (length === 0 || to - from < length) return false;
    // From its end: dates, lengths and numbers of requests stand nearer to it than to the beginning.
    for (let at = length - 1; at >= 0; at--) if (buffer[from + at] !== this.#last[at]) return false;
    this.#state = State.Complete;
    this.to = from + length;
    return true;
  }

  #forget(): void {
    this.#lastLength = 0;
    this.status = 0;
    this.facts.reset();
  }

  /** The bytes have moved: they now begin at 0. */
  rebase(): void {
    const by = this.from;
    this.from = 0;
    this.to -= by;
    this.#nameFrom -= by;
    this.#nameTo -= by;
    this.#valueFrom -= by;
  }

  /** @returns the index behind the head, or `to` where it is not complete; -1 where it is broken */
  read(buffer: Buffer, from: number, to: number): number {
    let at = from;
    let state: State = this.#state;
    if (state === State.Start && from === this.from) {
      if (this.#knows(buffer, from, to)) return this.to;
      this.#forget();
    }
    while (at < to && state !== State.Complete) {
      if (state === State.FieldName) at = skip(TOKEN, buffer, at, to);
      else if (state === State.Value) at = skip(FIELD_VALUE, buffer, at, to);
      if (at === to) break;
      const byte = buffer[at] as number;
      state = state < State.FieldStart ? this.#statusLine(byte, state, at) : this.#field(buffer, at, state);
      if (state === State.Broken) return -1;
      at++;
    }
    this.#state = state;
    if (state === State.Complete) this.to = at;
    return at;
  }

  /** Takes one byte of the status line. @returns the next state */
  #statusLine(byte: number, state: State, at: number): State {
    if (state === State.Start) {
      // As RFC 9112 section 2.2 lets a server do with a request, and clients do with a response.
      if (byte === CR || byte === LF) {
        this.from = at + 1;
        return State.Start;
      }
      this.#matched = 0;
    }
    if (state <= State.StatusLine) return this.#match(byte);
    if (state === State.LineLf) return byte === LF ? State.FieldStart : this.#fail(BAD_LINE);
    if (byte === CR) return State.LineLf;
    if (byte === LF) return this.#fail(BAD_LINE);
    if (state === State.AfterStatus && byte !== SP) return this.#fail(NOT_HTTP);
    return State.Reason;
  }

  /** Takes one byte of a field line, or of the empty line. @returns the next state */
  #field(buffer: Buffer, at: number, state: State): State {
    const byte = buffer[at] as number;
    switch (state) {
      case State.FieldStart:
        if (byte === CR) return State.HeadLf;
        this.#nameFrom = at;
        return TOKEN[byte] === 1 ? State.FieldName : this.#fail(BAD_NAME);
      case State.FieldName:
        this.#nameTo = at;
        return byte === COLON ? State.ValueStart : this.#fail(BAD_NAME);
      case State.ValueStart:
        if (byte === SP || byte === TAB) return State.ValueStart;
        this.#valueFrom = at;
        return this.#value(byte);
      case State.Value:
        return this.#value(byte);
      case State.ValueLf:
        if (byte !== LF) return this.#fail(BAD_LINE);
        return this.#note(buffer, at - 1) ? State.FieldStart : State.Broken;
      default:
        return byte === LF ? State.Complete : this.#fail(BAD_LINE);
    }
  }

  #value(byte: number): State {
    if (byte === CR) return State.ValueLf;
    if (FIELD_VALUE[byte] === 1) return State.Value;
    return this.#fail(byte === LF ? BAD_LINE : BAD_VALUE);
  }

  #match(byte: number): State {
    const at = this.#matched++;
    const digit = isDigit(byte) ? byte - 0x30 : -1;
    if (STATUS_LINE.charAt(at) === 'd' ? digit < 0 : byte !== STATUS_LINE.charCodeAt(at)) {
      return this.#fail(NOT_HTTP);
    }
    if (at === MINOR_AT) {
      if (digit > 1) return this.#fail(NOT_HTTP);
      this.#minor = digit;
    } else if (at >= STATUS_AT) this.status = this.status * 10 + digit;
    if (this.#matched < STATUS_LINE.length) return State.StatusLine;
    return this.status < 100 ? this.#fail(NOT_HTTP) : State.AfterStatus;
  }

  /** A field has been read; its value ends before `valueTo` but for blanks. */
  #note(buffer: Buffer, valueTo: number): boolean {
    const length = this.#nameTo - this.#nameFrom;
    if (length !== 10 && length !== 14 && length !== 17) return true;
    let to = valueTo;
    while (to > this.#valueFrom && (buffer[to - 1] === SP || buffer[to - 1] === TAB)) to--;
    const problem = this.facts.add(buffer, this.#nameFrom, this.#nameTo, this.#valueFrom, to);
    if (problem === null) return true;
    this.problem = problem;
    return false;
  }

  #fail(problem: string): typeof State.Broken {
    this.problem = problem;
    return State.Broken;
  }
}

/** The index of the first byte that is not in the table; `to` where all are. */
function skip(table: Uint8Array, buffer: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && table[buffer[at] as number] === 1) at++;
  return at;
}

/**
 * The value of a field, several joined by a comma; `Set-Cookie`, whose values hold commas, by a line feed.
 * @param name in lower case
 * @param from where a complete head begins in the buffer
 */
export function findField(buffer: Buffer, from: number, to: number, name: string): string | undefined {
  const joint = name === 'set-cookie' ? '\n' : ', ';
  let value: string | undefined;
  let at = buffer.indexOf(LF, from) + 1;
  while (at > 0 && at < to) {
    const lineEnd = buffer.indexOf(LF, at);
    const nameEnd = at + name.length;
    if (lineEnd < 0 || lineEnd >= to) break;
    if (buffer[nameEnd] === COLON && isWord(buffer, at, nameEnd, name)) {
      const text = buffer.toString('latin1', nameEnd + 1, lineEnd).trim();
      value = value === undefined ? text : value + joint + text;
    }
    at = lineEnd + 1;
  }
  return value;
}
