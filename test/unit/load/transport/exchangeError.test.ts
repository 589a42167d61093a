import { describe, expect, it } from 'vitest';
import {
  isParserError,
  timeoutError,
  toExchangeError,
} from '../../../../src/load/transport/exchangeError.ts';
import { endpointOf } from '../../../../src/load/transport/pinnedOrigin.ts';

const pin = {
  origin: 'http://localhost:3000',
  hostname: 'localhost',
  address: '127.0.0.1',
  port: 3000,
  tls: false,
};
const error = (code: string, rest: object = {}) => Object.assign(new Error('boom'), { code, ...rest });

describe('errors of an exchange', () => {
  it.each([
    ['ECONNREFUSED', 1212, 'connection refused at 127.0.0.1:3000: is the API running?'],
    ['ECONNRESET', 1220, 'the server reset the connection'],
    ['ETIMEDOUT', 1211, 'no connection to 127.0.0.1:3000: timed out'],
    ['ENOTFOUND', 1101, 'no address for the host'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 1310, 'TLS certificate not trusted: boom'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 1311, 'the TLS certificate is for another host'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 1300, 'TLS failed at 127.0.0.1:3000: boom'],
    ['UND_ERR_INVALID_ARG', 1000, 'the request cannot be sent: boom'],
    ['SOMETHING_ELSE', 1000, 'boom'],
  ])('%s has the code that k6 gives it', (code, expected, reason) => {
    expect(toExchangeError(error(code), pin)).toEqual({ code: expected, reason });
  });

  it('tell how an answer began that is not HTTP, with nothing that a terminal would obey', () => {
    const parser = error('', { name: 'HTTPParserError', data: '-ERR \u001b[31munknown\r\nsecond line' });
    expect(isParserError(parser)).toBe(true);
    expect(toExchangeError(parser, pin).reason).toBe(
      'the answer of 127.0.0.1:3000 is not HTTP: it begins with `-ERR .[31munknown`',
    );
  });

  it('tell a timeout before and within the response apart', () => {
    expect(timeoutError(1500, false)).toEqual({ code: 1050, reason: 'no response within 1.5s' });
    expect(timeoutError(60_000, true)).toEqual({
      code: 1050,
      reason: 'the response was not complete within 1m',
    });
  });

  it('write an IPv6 address in brackets', () => {
    expect(endpointOf({ address: '::1', port: 80 })).toBe('[::1]:80');
  });
});
