import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../base/clock.ts';
import { decodeBody } from './bodyDecoder.ts';
import { isParserError, type PinnedOrigin, timeoutError, toExchangeError } from './exchangeError.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  OutgoingRequest,
  Requester,
  RequesterFactory,
} from './requester.ts';

/** What is kept of every response body, so that a failure can show how it began. */
const EXCERPT_BYTES = 1600;
/** A longer body is cut off, and the request failed: nobody's API means to send it. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** How long an idle connection is kept where the server names no time; the server's own time wins. */
const KEEP_ALIVE_MS = 90_000;
const KEEP_ALIVE_MARGIN_MS = 1000;
/** Node's timers can do no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface UndiciRequesterOptions {
  /** By origin. */
  readonly pins: Readonly<Record<string, PinnedOrigin>>;
  readonly clock: Clock;
  /** The first answer of an origin was not HTTP. Called once at most. */
  onNotHttp(error: ExchangeError, pin: PinnedOrigin): void;
}

/** What the connections to one origin know in common. */
interface OriginState {
  readonly pin: PinnedOrigin;
  /** Whether it has answered in HTTP, or has been told on for not doing so. */
  known: boolean;
}

/** Requesters over undici's `Client.dispatch`: a client a connection, keep-alive, no pipelining. */
export class UndiciRequesters implements RequesterFactory {
  readonly #options: UndiciRequesterOptions;
  readonly #origins = new Map<string, OriginState>();

  constructor(options: UndiciRequesterOptions) {
    this.#options = options;
  }

  open(origin: string): Requester {
    const pin = this.#options.pins[origin];
    if (!pin) throw new Error(`no address was pinned for ${origin}`);
    const state = this.#origins.get(origin) ?? { pin, known: false };
    this.#origins.set(origin, state);
    return new Connection(state, this.#options);
  }
}

type Hooks = Required<
  Pick<
    Dispatcher.DispatchHandler,
    | 'onRequestStart'
    | 'onRequestSent'
    | 'onResponseStarted'
    | 'onResponseStart'
    | 'onResponseData'
    | 'onResponseEnd'
    | 'onResponseError'
  >
>;

/** One connection: the requester, undici's handler and the exchange in one object, used again and again. */
class Connection implements Requester, Exchange, Hooks {
  status = 0;
  error: ExchangeError | null = null;
  readyMs = -1;
  sentMs = -1;
  writtenMs = -1;
  firstByteMs = -1;
  endMs = -1;
  connectingMs = 0;
  tlsHandshakingMs = 0;
  bytesSent = 0;
  bytesReceived = 0;

  readonly #origin: OriginState;
  readonly #options: UndiciRequesterOptions;
  readonly #clock: Clock;
  readonly #client: InstanceType<typeof Client>;
  readonly #dispatch: Dispatcher.DispatchOptions = {
    path: '',
    method: 'GET',
    headers: [],
    body: null,
    // Or undici would close the connection after each HEAD, and each GET or DELETE with a body.
    reset: false,
  };
  readonly #hostBytes: number;
  readonly #chunks: Buffer[] = [];
  #handler: ExchangeHandler | null = null;
  #dispatching = false;
  #controller: Dispatcher.DispatchController | null = null;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #text: string | null = null;
  #keepBytes = 0;
  #keptBytes = 0;
  #bodyBytes = 0;
  #socket: Socket | null = null;
  #connectingSocket: Socket | null = null;
  #connectedMs = 0;
  #handshookMs = 0;
  #readBefore = 0;
  #timeoutMs = 0;
  #deadlineMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #timerDueMs = 0;
  #cutBy: ExchangeError | null = null;

  constructor(origin: OriginState, options: UndiciRequesterOptions) {
    this.#origin = origin;
    this.#options = options;
    this.#clock = options.clock;
    this.#hostBytes = 'host: \r\n'.length + new URL(origin.pin.origin).host.length;
    this.#client = new Client(origin.pin.origin, {
      pipelining: 1,
      allowH2: false,
      // The timeout covers the whole exchange and is kept here, at no cost per request.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
      connect: this.#connect,
    });
  }

  send(request: OutgoingRequest, handler: ExchangeHandler): void {
    this.#reset();
    this.#handler = handler;
    this.#keepBytes = Math.max(request.keepBodyBytes, EXCERPT_BYTES);
    this.readyMs = this.#clock.nowMs();
    this.#guard(request.timeoutMs);
    this.bytesSent = 0;
    const dispatch = this.#dispatch;
    dispatch.method = request.method;
    dispatch.path = request.path;
    dispatch.headers = request.headers as string[];
    dispatch.body = request.body;
    this.#dispatching = true;
    this.#client.dispatch(dispatch, this);
    this.#dispatching = false;
  }

  close(): void {
    this.#handler = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#connectingSocket?.destroy();
    this.#client.destroy(null, () => undefined);
    this.#release();
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  bodyText(): string {
    this.#text ??= decodeBody(Buffer.concat(this.#chunks), this.header('content-encoding'));
    return this.#text;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#cutBy) {
      controller.abort(new Error(this.#cutBy.reason));
      return;
    }
    this.connectingMs = this.#connectedMs;
    this.tlsHandshakingMs = this.#handshookMs;
    this.#connectedMs = 0;
    this.#handshookMs = 0;
    this.#readBefore = this.#socket?.bytesRead ?? 0;
    this.sentMs = this.#clock.nowMs();
  }

  onRequestSent(): void {
    this.writtenMs = this.#clock.nowMs();
    this.bytesSent = this.#sentBytes();
  }

  onResponseStarted(): void {
    if (this.firstByteMs < 0) this.firstByteMs = this.#clock.nowMs();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.status = status;
    this.#headers = headers;
    this.#origin.known = true;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    if (this.#keptBytes < this.#keepBytes) {
      this.#keptBytes += chunk.length;
      this.#chunks.push(chunk);
    }
    if (this.#bodyBytes <= MAX_BODY_BYTES) return;
    this.#cutBy = {
      code: 1000,
      reason: `the response body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB: cut off`,
    };
    controller.abort(new Error(this.#cutBy.reason));
  }

  onResponseEnd(): void {
    this.#finish(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, thrown: Error): void {
    if (this.#handler === null) return;
    const error = this.#cutBy ?? toExchangeError(thrown, this.#origin.pin);
    if (isParserError(thrown) && !this.#origin.known) {
      this.#origin.known = true;
      this.#options.onNotHttp(error, this.#origin.pin);
    }
    if (this.#dispatching) setImmediate(() => this.#finish(error));
    else this.#finish(error);
  }

  #finish(error: ExchangeError | null): void {
    const handler = this.#handler;
    if (handler === null) return;
    this.#handler = null;
    this.#controller = null;
    this.error = error;
    this.endMs = this.#clock.nowMs();
    this.bytesReceived = Math.max(0, (this.#socket?.bytesRead ?? 0) - this.#readBefore);
    try {
      handler.onExchange(this);
    } catch (thrown) {
      // Out of undici's stack, which would take it for an error of the response.
      setImmediate(() => {
        throw thrown;
      });
    }
    if (this.#handler === null) this.#release();
  }

  #reset(): void {
    this.#release();
    this.status = 0;
    this.error = null;
    this.sentMs = -1;
    this.writtenMs = -1;
    this.firstByteMs = -1;
    this.endMs = -1;
    this.connectingMs = 0;
    this.tlsHandshakingMs = 0;
    this.bytesReceived = 0;
    this.#cutBy = null;
  }

  /** Lets go of the response, so that an idle connection holds no memory. */
  #release(): void {
    this.#chunks.length = 0;
    this.#keptBytes = 0;
    this.#bodyBytes = 0;
    this.#text = null;
    this.#headers = {};
  }

  /** One timer serves many requests: it is moved only where one is due earlier, and looks again when it fires. */
  #guard(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.#deadlineMs = this.readyMs + timeoutMs;
    if (this.#timer !== null && this.#timerDueMs <= this.#deadlineMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerDueMs = this.#deadlineMs;
    this.#timer = setTimeout(this.#onTimer, Math.min(timeoutMs, LONGEST_TIMER_MS));
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    if (this.#handler === null) return;
    const leftMs = this.#deadlineMs - this.#clock.nowMs();
    if (leftMs > 0) {
      this.#timerDueMs = this.#deadlineMs;
      this.#timer = setTimeout(this.#onTimer, Math.min(Math.ceil(leftMs), LONGEST_TIMER_MS));
      return;
    }
    this.#cutBy = timeoutError(this.#timeoutMs, this.status > 0);
    const error = new Error(this.#cutBy.reason);
    if (this.#controller) this.#controller.abort(error);
    else this.#connectingSocket?.destroy(error);
  };

  /** The bytes that undici writes for this request. */
  #sentBytes(): number {
    const { method, path, headers, body } = this.#dispatch;
    const bodyBytes = (body as Buffer | null)?.length ?? 0;
    let bytes = method.length + path.length + ' HTTP/1.1\r\n'.length + 1;
    bytes += this.#hostBytes + 'connection: keep-alive\r\n'.length + '\r\n'.length;
    for (const text of headers as string[]) bytes += text.length + 2;
    const sendsLength = bodyBytes > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH';
    return sendsLength ? bytes + `content-length: ${bodyBytes}\r\n`.length + bodyBytes : bytes;
  }

  readonly #connect = (options: buildConnector.Options, callback: buildConnector.Callback): void => {
    const { hostname, address, port, tls } = this.#origin.pin;
    const beginMs = this.#clock.nowMs();
    const server = options.servername ?? (isIP(hostname) ? '' : hostname);
    const socket = tls
      ? connectTls({ host: address, port, servername: server, ALPNProtocols: ['http/1.1'] })
      : connectTcp({ host: address, port });
    let waiting = true;
    const settle = (...args: Parameters<buildConnector.Callback>) => {
      if (!waiting) return;
      waiting = false;
      this.#connectingSocket = null;
      callback(...args);
    };
    this.#connectingSocket = socket;
    socket.setNoDelay(true);
    socket.once('connect', () => {
      this.#connectedMs = this.#clock.nowMs() - beginMs;
    });
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      this.#handshookMs = tls ? this.#clock.nowMs() - beginMs - this.#connectedMs : 0;
      this.#socket = socket;
      settle(null, socket);
    });
    socket.on('error', (error) => settle(error, null));
    socket.once('close', () => settle(new Error('the connection was closed while it was being made'), null));
  };
}
