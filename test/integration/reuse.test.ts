import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { withReuse } from '../../src/load/client/reuse.ts';
import type { Requester } from '../../src/load/transport/requester.ts';
import type { PlannedConnections } from '../../src/scenario/plan/plannedHttp.ts';
import { CLIENTS } from '../support/clients.ts';
import { type CountingServer, httpServer } from '../support/servers.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

describe.each(CLIENTS)('%s', (_name, create) => {
  /** Three users, each with four requests one after the other. @returns the statuses */
  async function run(server: CountingServer, planned: PlannedConnections | undefined): Promise<number[]> {
    open.push(server);
    const { origin, port } = server;
    const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port, tls: false };
    const inner = create({ pins: { [origin]: pin }, clock: systemClock, onNotHttp: () => undefined });
    const requesters = withReuse(inner, planned, { clock: systemClock, http2: false });
    const users = [1, 2, 3].map(() => requesters.open(origin));
    open.push(...users);
    return (await Promise.all(users.map(four))).flat();
  }

  function four(requester: Requester): Promise<number[]> {
    const statuses: number[] = [];
    const request = {
      method: 'GET',
      path: '/',
      headers: [],
      body: null,
      timeoutMs: 10_000,
      keepBodyBytes: 0,
    };
    return new Promise((resolve) => {
      const next = () =>
        requester.send(request, {
          onExchange: ({ status }) => {
            statuses.push(status);
            if (statuses.length < 4) next();
            else resolve(statuses);
          },
        });
      next();
    });
  }

  it.each<[string, PlannedConnections | undefined, number]>([
    ['three of their own', undefined, 3],
    ['two that they share', { shared: 2 }, 2],
    ['a new one for each request', 'none', 12],
  ])('three users have %s', async (_text, planned, connections) => {
    const closes: (string | undefined)[] = [];
    const server = await httpServer((request, response) => {
      closes.push(request.headers.connection);
      response.end('ok');
    });
    expect(await run(server, planned)).toEqual(Array(12).fill(200));
    expect(server.seen).toBe(12);
    expect(server.connections).toBe(connections);
    expect(closes.filter((one) => one === 'close')).toHaveLength(planned === 'none' ? 12 : 0);
  });
});
