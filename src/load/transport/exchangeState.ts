import type { Protocol } from '../../metrics/sample.ts';
import type { ExchangeError } from './requester.ts';

/** The figures of an exchange, for a requester that is its own exchange and is used again and again. */
export abstract class ExchangeState {
  error: ExchangeError | null = null;
  proto: Protocol = '';
  readyMs = -1;
  sentMs = -1;
  writtenMs = -1;
  firstByteMs = -1;
  endMs = -1;
  connectingMs = 0;
  tlsHandshakingMs = 0;
  bytesSent = 0;
  bytesReceived = 0;

  /** As for a request that is ready at `nowMs`. */
  protected beginExchange(nowMs: number): void {
    this.error = null;
    this.proto = '';
    this.readyMs = nowMs;
    this.sentMs = -1;
    this.writtenMs = -1;
    this.firstByteMs = -1;
    this.endMs = -1;
    this.connectingMs = 0;
    this.tlsHandshakingMs = 0;
    this.bytesSent = 0;
    this.bytesReceived = 0;
  }
}
