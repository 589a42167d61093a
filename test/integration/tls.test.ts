import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { ExchangeError } from '../../src/load/transport/requester.ts';
import { pinOrigins } from '../../src/load/transport/targetProbe.ts';
import { transportOf } from '../../src/load/transport/transport.ts';
import type { PlannedTls } from '../../src/scenario/plan/plannedHttp.ts';
import { CLIENTS } from '../support/clients.ts';
import { type CountingServer, fixture, httpsServer, privateServer } from '../support/servers.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const ca = [fixture('ca.pem')];
const shown = { cert: fixture('client.cert.pem'), key: fixture('client.key.pem') };

describe.each(CLIENTS)('%s over TLS', (_name, create) => {
  /** Status or error of a request to a server that is called so. */
  async function answer(server: CountingServer, hostname: string, tls: PlannedTls | null) {
    open.push(server);
    const origin = `https://${hostname}:${server.port}`;
    const pin = { origin, hostname, address: '127.0.0.1', port: server.port, tls: true };
    const options = { pins: { [origin]: pin }, clock: systemClock, onNotHttp: () => undefined };
    const requester = create({ ...options, transport: transportOf(tls) }).open(origin);
    open.push(requester);
    return new Promise<{ status: number; error: ExchangeError | null }>((resolve) => {
      const request = {
        method: 'GET',
        path: '/',
        headers: [],
        body: null,
        timeoutMs: 10_000,
        keepBodyBytes: 0,
      };
      requester.send(request, { onExchange: ({ status, error }) => resolve({ status, error }) });
    });
  }

  const OK = { status: 200, error: null };
  const server = () => privateServer((_request, response) => response.end('ok'));

  it.each<[string, string, PlannedTls | null, object]>([
    ['trusts its authority, and shows a certificate', 'api.internal', { ca, ...shown }, OK],
    ['does not trust it unasked', 'api.internal', shown, { status: 0, error: { code: 1310 } }],
    ['says that the certificate is for another', 'localhost', { ca, ...shown }, { error: { code: 1311 } }],
    ['asks for another name', '127.0.0.1', { ca, ...shown, serverName: 'api.internal' }, OK],
    ['believes anyone where it is told to', 'localhost', { insecure: true, ...shown }, OK],
  ])('%s', async (_text, hostname, tls, expected) => {
    expect(await answer(await server(), hostname, tls)).toMatchObject(expected);
  });

  it('fails with a reason where the server wants a certificate', async () => {
    const { status, error } = await answer(await server(), 'api.internal', { ca });
    expect(status).toBe(0);
    expect(error?.code).toBeGreaterThanOrEqual(1000);
  });
});

describe('the check of the target', () => {
  const hosts = { localhost: ['127.0.0.1'] };

  it('trusts as the load will', async () => {
    const server = await httpsServer((_request, response) => response.end('ok'));
    open.push(server);
    const origin = `https://localhost:${server.port}`;
    await expect(pinOrigins([origin], hosts)).rejects.toMatchObject({
      code: 'target-not-http',
      hint: expect.stringContaining('tls: { ca: ca.pem }'),
    });
    for (const tls of [{ ca: [fixture('cert.pem')] }, { insecure: true as const }]) {
      const pins = await pinOrigins([origin], hosts, transportOf(tls));
      expect(pins[origin]).toMatchObject({ address: '127.0.0.1', tls: true });
    }
    expect(server.seen).toBe(0);
  });
});
