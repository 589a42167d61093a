import type { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../../base/clock.ts';
import { decodeBody } from '../body/bodyDecoder.ts';
import { Deadline } from '../transport/deadline.ts';
import { isParserError, timeoutError, toExchangeError } from '../transport/exchangeError.ts';
import { ExchangeState } from '../transport/exchangeState.ts';
import { type ConnectTimes, openSocket } from '../transport/openSocket.ts';
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
  type RequesterOptions,
} from '../transport/requester.ts';
import { PLAIN_TRANSPORT } from '../transport/transport.ts';
import { type Hooks, sentBytes, toDispatch } from './undiciDispatch.ts';

const NO_TIMES: ConnectTimes = { connectingMs: 0, tlsHandshakingMs: 0 };

/** What the connections to one origin know in common. */
export interface OriginState {
  readonly pin: PinnedOrigin;
  /** Whether it has answered in HTTP, has been told on for not doing so, or is none of the plan's. */
  known: boolean;
  /** Whether it was told that it does not offer HTTP/2. */
  toldNoHttp2: boolean;
}

/** One connection: the requester, undici's handler and the exchange in one object, used again and again. */
export class UndiciConnection extends ExchangeState implements Requester, Exchange, Hooks {
  status = 0;
  readonly #origin: OriginState;
  readonly #options: RequesterOptions;
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
  readonly #deadline: Deadline;
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
  /** By what was agreed upon when the connection was made. */
  #isHttp2 = false;
  #connectingSocket: Socket | null = null;
  #connectTimes: ConnectTimes = NO_TIMES;
  #readBefore = 0;
  #timeoutMs = 0;
  #cutBy: ExchangeError | null = null;
  /** So much of a body that is not held was handed on. */
  #streamedBytes = 0;

  constructor(origin: OriginState, options: RequesterOptions) {
    super();
    this.#origin = origin;
    this.#options = options;
    this.#clock = options.clock;
    this.#deadline = new Deadline(options.clock, () => this.#onTimeout());
    this.#hostBytes = 'host: \r\n'.length + new URL(origin.pin.origin).host.length;
    this.#client = new Client(origin.pin.origin, {
      pipelining: 1,
      allowH2: true,
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
    this.beginExchange(this.#clock.nowMs());
    this.#timeoutMs = request.timeoutMs;
    this.#deadline.set(this.readyMs, request.timeoutMs);
    const dispatch = this.#dispatch;
    dispatch.method = request.method;
    dispatch.path = request.path;
    this.#streamedBytes = 0;
    Object.assign(dispatch, toDispatch(request, this.#onStreamed));
    this.#dispatching = true;
    this.#client.dispatch(dispatch, this);
    this.#dispatching = false;
  }

  close(): void {
    this.#handler = null;
    this.#deadline.dispose();
    this.#connectingSocket?.destroy();
    this.#client.destroy(null, () => undefined);
    this.#release();
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(name === 'set-cookie' ? '\n' : ', ') : value;
  }

  get setsCookie(): boolean {
    return this.#headers['set-cookie'] !== undefined;
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
    this.connectingMs = this.#connectTimes.connectingMs;
    this.tlsHandshakingMs = this.#connectTimes.tlsHandshakingMs;
    this.#connectTimes = NO_TIMES;
    this.#readBefore = this.#socket?.bytesRead ?? 0;
    this.sentMs = this.#clock.nowMs();
  }

  onRequestSent(): void {
    this.writtenMs = this.#clock.nowMs();
    this.bytesSent = sentBytes(this.#dispatch, this.#hostBytes, this.#streamedBytes);
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
    this.proto = this.#isHttp2 ? 'HTTP/2.0' : 'HTTP/1.1';
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
    this.#cutBy = bodyTooLarge();
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
    this.#deadline.lift();
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

  #onTimeout(): void {
    this.abort(timeoutError(this.#timeoutMs, this.status > 0));
  }

  abort(reason: ExchangeError): void {
    if (this.#handler === null) return;
    this.#cutBy = reason;
    const error = new Error(this.#cutBy.reason);
    if (this.#controller) this.#controller.abort(error);
    else this.#connectingSocket?.destroy(error);
  }

  readonly #onStreamed = (bytes: number): void => {
    this.#streamedBytes += bytes;
    this.bytesSent = sentBytes(this.#dispatch, this.#hostBytes, this.#streamedBytes);
  };

  /** The server has chosen among what was offered, or has not even answered to that. */
  #agreed(socket: Socket): void {
    const origin = this.#origin;
    this.#isHttp2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
    if (this.#isHttp2 || origin.toldNoHttp2) return;
    origin.toldNoHttp2 = true;
    this.#options.onNoHttp2?.(origin.pin);
  }

  readonly #connect = (_options: buildConnector.Options, callback: buildConnector.Callback): void => {
    const socket = openSocket(
      { pin: this.#origin.pin, transport: this.#options.transport ?? PLAIN_TRANSPORT, clock: this.#clock },
      undefined,
      ['h2', 'http/1.1'],
      (error, times) => {
        this.#connectingSocket = null;
        if (error !== null) {
          callback(error, null);
          return;
        }
        this.#connectTimes = times;
        this.#socket = socket;
        this.#agreed(socket);
        callback(null, socket);
      },
    );
    this.#connectingSocket = socket;
  };
}
