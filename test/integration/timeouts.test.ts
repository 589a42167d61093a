import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { RequestersByOrigin } from '../../src/load/client/requesterFactory.ts';
import type { ExchangeError, PhaseLimits } from '../../src/load/transport/requester.ts';
import { transportOf } from '../../src/load/transport/transport.ts';
import { httpsServer, type TestServer, tcpServer } from '../support/servers.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

describe.each([
  ['our own client', false],
  ['undici', true],
])('limits for phases over %s', (_name, http2) => {
  function answer(server: TestServer, limits: PhaseLimits) {
    open.push(server);
    const origin = `https://127.0.0.1:${server.port}`;
    const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port: server.port, tls: true };
    const requester = new RequestersByOrigin({
      pins: { [origin]: pin },
      clock: systemClock,
      transport: transportOf({ insecure: true }),
      onNotHttp: () => undefined,
      http2,
      phased: true,
    }).open(origin);
    open.push(requester);
    const request = {
      method: 'GET',
      path: '/',
      headers: [],
      body: null,
      timeoutMs: 20_000,
      keepBodyBytes: 0,
    };
    return new Promise<{ status: number; error: ExchangeError | null }>((resolve) => {
      requester.send(
        { ...request, limits },
        { onExchange: ({ status, error }) => resolve({ status, error }) },
      );
    });
  }

  it('a server that accepts and never speaks TLS: no connection', async () => {
    const server = await tcpServer(() => undefined);
    expect(await answer(server, { connectMs: 150, firstByteMs: 10_000 })).toMatchObject({
      status: 0,
      error: { code: 1211, reason: 'no connection within 150ms (timeout: connect)' },
    });
  });

  it('a server that takes the request and is silent: no first byte', async () => {
    const server = await httpsServer(() => undefined);
    expect(await answer(server, { connectMs: 10_000, firstByteMs: 150 })).toMatchObject({
      status: 0,
      error: { code: 1050, reason: expect.stringContaining('within 150ms') },
    });
  });
});
