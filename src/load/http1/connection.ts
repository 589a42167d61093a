import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { RequestBody } from '../body/bodySource.ts';
import { Deadline } from '../transport/deadline.ts';
import { closedEarly, notHttpError, timeoutError, toExchangeError } from '../transport/exchangeError.ts';
import { ExchangeState } from '../transport/exchangeState.ts';
import { type ConnectTimes, openSocket, type Way } from '../transport/openSocket.ts';
import type { PinnedOrigin } from '../transport/pinnedOrigin.ts';
import {
  bodyTooLarge,
  EXCERPT_BYTES,
  type Exchange,
  type ExchangeError,
  type ExchangeHandler,
  KEEP_ALIVE_MARGIN_MS,
  KEEP_ALIVE_MS,
  MAX_BODY_BYTES,
  type OutgoingRequest,
  type Requester,
} from '../transport/requester.ts';
import type { BodySink } from './chunkedDecoder.ts';
import { KeptBody } from './keptBody.ts';
import { requestHead } from './requestText.ts';
import { Parsed, ResponseParser } from './responseParser.ts';
import { Upload, type UploadListener } from './upload.ts';

/** What the connections to one origin share. */
export interface Http1Origin extends Way {
  /** Its authority, for the host header. */
  readonly host: string;
  /** What is read goes here first; each connection is done with it before the next one reads. */
  readonly readBuffer: Buffer;
  /** Whether it has answered in HTTP, or has been told on for not doing so. */
  known: boolean;
  onNotHttp(error: ExchangeError, pin: PinnedOrigin): void;
}

/** A body up to this is taken to be sent once it has been handed to the system. */
const SMALL_BODY_BYTES = 64 * 1024;

/** One HTTP/1.1 connection that is kept alive: requester and exchange in one object, used again and again. */
export class Http1Connection extends ExchangeState implements Requester, Exchange, BodySink, UploadListener {
  readonly #origin: Http1Origin;
  readonly #clock: Clock;
  readonly #parser = new ResponseParser(this);
  readonly #deadline: Deadline;
  #socket: Socket | null = null;
  #connected = false;
  /** Whether the connection has carried a request before. */
  #wasUsed = false;
  /** The connection may not be used for another request after this. */
  #reuseUntilMs = 0;
  #handler: ExchangeHandler | null = null;
  #head = '';
  /** The request whose head that is. */
  #headOf: OutgoingRequest | null = null;
  #body: RequestBody | null = null;
  /** While a body is sent that is not held. */
  #upload: Upload | null = null;
  #toHead = false;
  #timeoutMs = 0;
  #keepBytes = 0;
  #bodyBytes = 0;
  readonly #kept = new KeptBody();

  constructor(origin: Http1Origin) {
    super();
    this.#origin = origin;
    this.#clock = origin.clock;
    this.#deadline = new Deadline(origin.clock, () => this.#onTimeout());
  }

  get status(): number {
    return this.#parser.status;
  }

  get setsCookie(): boolean {
    return this.#parser.setsCookie;
  }

  header(name: string): string | undefined {
    return this.#parser.header(name);
  }

  bodyText(): string {
    return this.#kept.text(this.header('content-encoding'));
  }

  send(request: OutgoingRequest, handler: ExchangeHandler): void {
    this.#reset(request);
    this.#handler = handler;
    const nowMs = this.#clock.nowMs();
    this.beginExchange(nowMs);
    this.#deadline.set(nowMs, request.timeoutMs);
    try {
      const isSame = request.constant === true && request === this.#headOf;
      if (!isSame) this.#head = requestHead(request, this.#origin.host);
      this.#headOf = request;
    } catch (thrown) {
      const reason = `the request cannot be sent: ${thrown instanceof Error ? thrown.message : thrown}`;
      setImmediate(() => this.#finish({ code: 1000, reason }, this.#clock.nowMs()));
      return;
    }
    this.#body = request.body;
    if (this.#connected && nowMs < this.#reuseUntilMs) this.#write(nowMs);
    else this.#connect();
  }

  close(): void {
    this.#handler = null;
    this.#deadline.dispose();
    this.#drop();
    this.#release();
  }

  onBody(buffer: Buffer, from: number, to: number): void {
    const wanted = this.#keepBytes - this.#bodyBytes;
    this.#bodyBytes += to - from;
    if (wanted > 0) this.#kept.add(buffer, from, Math.min(to, from + wanted));
  }

  #reset(request: OutgoingRequest): void {
    this.#toHead = request.method === 'HEAD';
    this.#timeoutMs = request.timeoutMs;
    this.#keepBytes = Math.max(request.keepBodyBytes, EXCERPT_BYTES);
    this.#parser.begin(this.#toHead);
    this.#release();
  }

  /** Lets go of the response, so that an idle connection holds no memory. */
  #release(): void {
    this.#kept.release();
    this.#bodyBytes = 0;
    this.#parser.release();
  }

  #connect(): void {
    this.#drop();
    const onRead = {
      buffer: this.#origin.readBuffer,
      callback: (bytes: number) => this.#onRead(socket, bytes),
    };
    const socket = openSocket(this.#origin, onRead, ['http/1.1'], (error, times) => {
      if (socket === this.#socket) this.#onConnected(error, times);
    });
    this.#socket = socket;
    socket.on('end', () => this.#onEnded(socket, null));
    socket.on('error', (error) => this.#onEnded(socket, error));
    socket.on('close', () => this.#onEnded(socket, null));
  }

  #onConnected(error: Error | null, times: ConnectTimes): void {
    if (error !== null) {
      this.abort(toExchangeError(error, this.#origin.pin));
      return;
    }
    this.#connected = true;
    this.connectingMs = times.connectingMs;
    this.tlsHandshakingMs = times.tlsHandshakingMs;
    if (this.#handler !== null) this.#write(this.#clock.nowMs());
  }

  #write(nowMs: number): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.sentMs = nowMs;
    this.bytesSent = this.#head.length;
    const body = this.#body;
    if (body !== null && !Buffer.isBuffer(body)) {
      socket.write(this.#head, 'latin1');
      this.#upload = new Upload(socket, body, this);
      return;
    }
    if (body === null || body.length === 0) {
      socket.write(this.#head, 'latin1');
      this.writtenMs = this.#clock.nowMs();
      return;
    }
    this.bytesSent += body.length;
    socket.cork();
    socket.write(this.#head, 'latin1');
    if (body.length <= SMALL_BODY_BYTES) socket.write(body);
    else {
      socket.write(body, () => {
        if (this.#body === body && this.writtenMs < 0) this.writtenMs = this.#clock.nowMs();
      });
    }
    socket.uncork();
    if (body.length <= SMALL_BODY_BYTES) this.writtenMs = this.#clock.nowMs();
  }

  onWritten(bytes: number): void {
    this.bytesSent += bytes;
  }

  onUploaded(): void {
    this.#upload = null;
    this.writtenMs = this.#clock.nowMs();
  }

  onUnreadable(error: Error): void {
    this.abort({ code: 1000, reason: `the body cannot be read: ${error.message}` });
  }

  /** @returns that there may be more */
  #onRead(socket: Socket, bytes: number): boolean {
    if (socket !== this.#socket) return false;
    if (this.#handler === null || this.sentMs < 0) {
      // Nobody asked: what it belongs to can only be guessed.
      this.#drop();
      return false;
    }
    const nowMs = this.#clock.nowMs();
    if (this.firstByteMs < 0) this.firstByteMs = nowMs;
    this.bytesReceived += bytes;
    const parsed = this.#parser.push(this.#origin.readBuffer, 0, bytes);
    if (parsed === Parsed.complete) this.#complete(nowMs);
    else if (parsed === Parsed.broken) this.#broken(bytes, nowMs);
    else if (this.#bodyBytes > MAX_BODY_BYTES) {
      this.#drop();
      this.#finish(bodyTooLarge(), nowMs);
    } else this.#kept.settle();
    return true;
  }

  #complete(nowMs: number): void {
    const parser = this.#parser;
    this.#origin.known = true;
    // What is left of the body would be taken for the next request.
    const isSent = this.#body === null || (this.#upload === null && this.#socket?.writableLength === 0);
    const isWhole = parser.leftoverBytes === 0 && isSent;
    if (!parser.keepsAlive || !isWhole) this.#drop();
    else {
      const { keepAliveSec } = parser;
      const idleMs = keepAliveSec < 0 ? KEEP_ALIVE_MS : keepAliveSec * 1000 - KEEP_ALIVE_MARGIN_MS;
      this.#reuseUntilMs = nowMs + idleMs;
      this.#wasUsed = true;
    }
    this.#finish(null, nowMs);
  }

  #broken(bytes: number, nowMs: number): void {
    const origin = this.#origin;
    const isStrange = !origin.known && !this.#parser.isHttp;
    const begins = origin.readBuffer.toString('latin1', 0, Math.min(bytes, 200));
    const error = isStrange
      ? notHttpError(origin.pin, begins)
      : { code: 1000, reason: `the response is not valid HTTP: ${this.#parser.problem}` };
    this.#drop();
    origin.known = true;
    if (isStrange) origin.onNotHttp(error, origin.pin);
    this.#finish(error, nowMs);
  }

  /** The socket has come to its end. */
  #onEnded(socket: Socket, thrown: Error | null): void {
    if (socket !== this.#socket || !this.#connected) return;
    const wasIdle = this.#wasUsed && this.firstByteMs < 0;
    this.#drop();
    if (this.#handler === null) return;
    if (thrown === null && this.#parser.finish() === Parsed.complete) {
      this.#origin.known = true;
      this.#finish(null, this.#clock.nowMs());
      return;
    }
    if (thrown === null) this.abort(closedEarly(wasIdle));
    else this.abort(toExchangeError(thrown, this.#origin.pin));
  }

  #onTimeout(): void {
    if (this.#handler !== null) this.abort(timeoutError(this.#timeoutMs, this.status > 0));
  }

  abort(error: ExchangeError): void {
    this.#drop();
    this.#finish(error, this.#clock.nowMs());
  }

  #finish(error: ExchangeError | null, nowMs: number): void {
    const handler = this.#handler;
    if (handler === null) return;
    this.#handler = null;
    this.#deadline.lift();
    this.error = error;
    this.proto = this.#parser.proto;
    this.endMs = nowMs;
    handler.onExchange(this);
    if (this.#handler === null) this.#release();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#connected = false;
    this.#wasUsed = false;
    this.#upload?.stop();
    this.#upload = null;
    socket?.destroy();
  }
}
