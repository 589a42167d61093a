import { formatDurationMs } from '../../base/duration.ts';
import { endpointOf, type PinnedOrigin } from './pinnedOrigin.ts';
import type { ExchangeError } from './requester.ts';

interface CodedError extends Error {
  readonly code?: string;
  /** OpenSSL's, in words; its message is a dump. */
  readonly reason?: string;
  /** What the parser could not read. */
  readonly data?: string;
}

/** k6's codes for what the system or the HTTP client calls it, and the same in a person's words. */
const KNOWN: Readonly<Record<string, readonly [code: number, reason: string]>> = {
  ECONNREFUSED: [1212, 'connection refused at {at}: is the API running?'],
  ENOENT: [1212, 'there is no socket {at}: is the API running?'],
  EACCES: [1210, 'this user may not connect to {at}'],
  ECONNRESET: [1220, 'the server reset the connection'],
  EPIPE: [1201, 'the server closed the connection while the request was being sent'],
  ETIMEDOUT: [1211, 'no connection to {at}: timed out'],
  EHOSTUNREACH: [1213, 'no route to {at}'],
  ENETUNREACH: [1213, 'no network to {at}'],
  ENOTFOUND: [1101, 'no address for the host'],
  EMFILE: [1210, 'this machine allows no more open connections (see `ulimit -n`)'],
  EADDRNOTAVAIL: [1210, 'this machine has no free local port left'],
  EPROTO: [1300, 'TLS failed at {at}: does it speak HTTPS?'],
  ERR_TLS_CERT_ALTNAME_INVALID: [1311, 'the TLS certificate is for another host'],
  UND_ERR_SOCKET: [1000, closedEarly(false).reason],
  UND_ERR_HEADERS_OVERFLOW: [1000, 'the response head is larger than 16 KB'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [1000, 'the response body is not as long as its content-length says'],
};

const CERTIFICATE = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_)/;

/** What went wrong with an exchange, from whatever the HTTP client, the socket or TLS threw. */
export function toExchangeError(thrown: unknown, pin: PinnedOrigin): ExchangeError {
  const error: CodedError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = error.code ?? '';
  const known = KNOWN[code];
  if (known) return { code: known[0], reason: known[1].replace('{at}', endpointOf(pin)) };
  if (CERTIFICATE.test(code)) return { code: 1310, reason: `TLS certificate not trusted: ${error.message}` };
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return { code: 1300, reason: `TLS failed at ${endpointOf(pin)}: ${error.reason ?? error.message}` };
  }
  if (isParserError(thrown)) return notHttpError(pin, error.data ?? '');
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return { code: 1000, reason: `the request cannot be sent: ${error.message}` };
  }
  return { code: 1000, reason: error.message };
}

/** Whether the answer was something else than HTTP. */
export function isParserError(thrown: unknown): boolean {
  // By its name: undici gives this error no code.
  return thrown instanceof Error && thrown.name === 'HTTPParserError';
}

/** @param begins how the answer begins */
export function notHttpError(pin: PinnedOrigin, begins: string): ExchangeError {
  const said = printable(begins);
  const how = said === '' ? '' : `: it begins with \`${said}\``;
  return { code: 1000, reason: `the answer of ${endpointOf(pin)} is not HTTP${how}` };
}

/** The beginning of a text, on one line. */
export function printable(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  return line.replace(/[^\x20-\x7e]/g, '.').slice(0, 60);
}

/**
 * The server closed the connection before the response was complete.
 * @param wasIdle the connection was kept alive from an earlier request, and nothing of an answer came
 */
export function closedEarly(wasIdle: boolean): ExchangeError {
  const reason = wasIdle
    ? 'the server closed a connection that it had kept alive, without an answer: does it mean to keep it?'
    : 'the server closed the connection before the response was complete';
  return { code: 1000, reason };
}

/** k6's 1050. */
export function timeoutError(timeoutMs: number, hasStatus: boolean): ExchangeError {
  const what = hasStatus ? 'the response was not complete' : 'no response';
  return { code: 1050, reason: `${what} within ${formatDurationMs(timeoutMs)}` };
}
