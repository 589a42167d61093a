import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { ExchangeError } from '../../src/load/transport/requester.ts';
import { pinOrigins } from '../../src/load/transport/targetProbe.ts';
import { transportOf } from '../../src/load/transport/transport.ts';
import { CLIENTS } from '../support/clients.ts';
import { fixture } from '../support/servers.ts';

const open: { close(): unknown }[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hl-'));
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true });
});

async function listen(tls = false): Promise<string> {
  const path = join(folder, 'api.sock');
  const options = { cert: fixture('cert.pem'), key: fixture('key.pem') };
  const server = tls ? createTlsServer(options) : createServer();
  server.on('request', (request, response) => response.end(`${request.headers.host} ${request.url}`));
  server.listen(path);
  await once(server, 'listening');
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return path;
}

describe.each(CLIENTS)('%s by a Unix socket', (_name, create) => {
  it.each([
    ['http://api.internal', false],
    ['https://localhost', true],
  ])('reaches %s, which no name server knows', async (origin, tls) => {
    const path = await listen(tls);
    const transport = transportOf(tls ? { ca: [fixture('cert.pem')] } : null);
    const pins = await pinOrigins([origin], {}, transport, path);
    const requester = create({ pins, clock: systemClock, transport, onNotHttp: () => undefined }).open(
      origin,
    );
    open.push(requester);
    const request = {
      method: 'GET',
      path: '/x',
      headers: [],
      body: null,
      timeoutMs: 10_000,
      keepBodyBytes: 100,
    };
    for (let turn = 0; turn < 2; turn++) {
      const got = await new Promise((resolve) => {
        requester.send(request, { onExchange: (one) => resolve([one.status, one.error, one.bodyText()]) });
      });
      expect(got).toEqual([200, null, `${origin.replace(/^https?:\/\//, '')} /x`]);
    }
  });

  it('says that there is none any more', async () => {
    const path = join(folder, 'gone.sock');
    const origin = 'http://localhost';
    const pin = { origin, hostname: 'localhost', address: '', port: 0, tls: false, socketPath: path };
    const requester = create({
      pins: { [origin]: pin },
      clock: systemClock,
      onNotHttp: () => undefined,
    }).open(origin);
    open.push(requester);
    const request = {
      method: 'GET',
      path: '/',
      headers: [],
      body: null,
      timeoutMs: 10_000,
      keepBodyBytes: 0,
    };
    const error = await new Promise<ExchangeError | null>((resolve) => {
      requester.send(request, { onExchange: (one) => resolve(one.error) });
    });
    expect(error).toEqual({ code: 1212, reason: `there is no socket ${path}: is the API running?` });
  });
});

it('the check of the target says where no socket is', async () => {
  const path = join(folder, 'none.sock');
  await expect(pinOrigins(['http://localhost'], {}, undefined, path)).rejects.toMatchObject({
    code: 'target-refused',
    message: expect.stringContaining(`there is no socket ${path}: is the API running?`),
    hint: 'check `socketPath` in the scenario file',
  });
});
