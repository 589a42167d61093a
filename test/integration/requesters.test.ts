import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Exchange, OutgoingRequest, Requester } from '../../src/load/transport/requester.ts';
import { CLIENTS } from '../support/clients.ts';
import { until } from '../support/engine.ts';
import { http2Server, httpServer, httpsServer, type TestServer, tcpServer } from '../support/servers.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve<S extends TestServer>(server: Promise<S>): Promise<S> {
  const one = await server;
  open.push(one);
  return one;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server of bytes: what `answer` writes, once for each request that comes in one piece. */
const raw = (answer: (socket: Socket, index: number) => void) =>
  serve(
    tcpServer(
      () => undefined,
      (socket, _data, index) => answer(socket, index),
    ),
  );

type Create = (typeof CLIENTS)[number][1];

function connectTo(
  create: Create,
  server: Pick<TestServer, 'origin' | 'port'>,
  onNotHttp: () => void = () => undefined,
): Requester {
  const { origin, port } = server;
  const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port, tls: origin.startsWith('https:') };
  const requester = create({ pins: { [origin]: pin }, clock: systemClock, onNotHttp }).open(origin);
  open.push(requester);
  return requester;
}

/** One exchange, with what is valid only during the call taken out. */
function exchange(
  requester: Requester,
  request: Partial<OutgoingRequest> = {},
  headers: readonly string[] = [],
) {
  const whole = { method: 'GET', path: '/', headers: [], body: null, timeoutMs: 10_000, keepBodyBytes: 0 };
  return new Promise<Exchange & { text: string; type: string | undefined; fields: (string | undefined)[] }>(
    (resolve) => {
      let sent = false;
      requester.send(
        { ...whole, ...request },
        {
          onExchange(one) {
            expect(sent, 'told only after send has returned').toBe(true);
            const { status, proto, error, readyMs, sentMs, writtenMs, firstByteMs, endMs, connectingMs } =
              one;
            const { tlsHandshakingMs, bytesSent, bytesReceived, setsCookie, header, bodyText } = one;
            const times = { readyMs, sentMs, writtenMs, firstByteMs, endMs, connectingMs, tlsHandshakingMs };
            const fields = headers.map((name) => one.header(name));
            const [text, type] = [one.bodyText(), one.header('content-type')];
            resolve({
              status,
              proto,
              error,
              ...times,
              bytesSent,
              bytesReceived,
              setsCookie,
              header,
              bodyText,
              text,
              type,
              fields,
            });
          },
        },
      );
      sent = true;
    },
  );
}

describe.each(CLIENTS)('%s', (_name, create) => {
  const connect = (server: TestServer, onNotHttp?: () => void) => connectTo(create, server, onNotHttp);

  it('sends one request after the other on one connection, and tells its times in order', async () => {
    const server = await serve(
      httpServer((request, response) => {
        response.setHeader('content-type', 'text/plain');
        response.end(`${request.method} ${request.url} ${request.headers['x-a']}`);
      }),
    );
    const requester = connect(server);
    for (const path of ['/one', '/two?x=1', '/three']) {
      const one = await exchange(requester, { path, headers: ['X-A', 'b'] });
      expect(one).toMatchObject({ status: 200, error: null, text: `GET ${path} b`, type: 'text/plain' });
      const { readyMs, sentMs, writtenMs, firstByteMs, endMs } = one;
      const times = [readyMs, sentMs, writtenMs, firstByteMs, endMs];
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(one.connectingMs > 0).toBe(path === '/one');
    }
    expect(server.connections).toBe(1);
  });

  it.each([
    ['POST', 'a little'],
    ['PUT', 'x'.repeat(3_000_000)],
    ['DELETE', 'with a body'],
    ['GET', 'with a body'],
  ])('%s carries a body, and the connection lives on', async (method, body) => {
    const server = await serve(
      httpServer(async (request, response) => {
        let bytes = 0;
        for await (const chunk of request) bytes += (chunk as Buffer).length;
        response.end(`${request.method} ${bytes}`);
      }),
    );
    const requester = connect(server);
    for (let i = 0; i < 3; i++) {
      const one = await exchange(requester, { method, body: Buffer.from(body) });
      expect(one).toMatchObject({ status: 200, error: null, text: `${method} ${body.length}` });
      expect(one.writtenMs).toBeGreaterThanOrEqual(one.sentMs);
      expect(one.bytesSent).toBeGreaterThan(body.length);
    }
    expect(server.connections).toBe(1);
  });

  it('gives each Set-Cookie a line, other headers of one name a comma, and says whether there is one', async () => {
    const server = await serve(
      httpServer((request, response) => {
        response.setHeader('X-A', ['1', '2']);
        if (request.url === '/set')
          response.setHeader('Set-Cookie', ['a=1; Expires=Thu, 01 Jan 2037', 'b=2']);
        response.end('ok');
      }),
    );
    const requester = connect(server);
    for (const [path, expected] of [
      ['/set', 'a=1; Expires=Thu, 01 Jan 2037\nb=2'],
      ['/', undefined],
      ['/set', 'a=1; Expires=Thu, 01 Jan 2037\nb=2'],
    ] as const) {
      const one = await exchange(requester, { path }, ['set-cookie', 'x-a']);
      expect(one.fields).toEqual([expected, '1, 2']);
      expect(one.setsCookie).toBe(expected !== undefined);
    }
  });

  it('counts the bytes of heads and bodies as they went over the wire', async () => {
    const heard: number[] = [];
    const server = await serve(
      tcpServer(
        () => undefined,
        (socket, data) => {
          heard.push(data.length);
          socket.write(OK);
        },
      ),
    );
    const requester = connect(server);
    for (const path of ['/', '/longer?than=that']) {
      const one = await exchange(requester, { path, headers: ['accept', '*/*'] });
      expect(one.bytesReceived).toBe(OK.length);
      expect(one.bytesSent).toBe(heard.at(-1));
    }
  });

  it('takes HEAD, 204 and 304 without a body for what they are, on one connection', async () => {
    const server = await serve(
      httpServer((request, response) => {
        const length = request.method === 'HEAD' ? { 'content-length': 50 } : {};
        response.writeHead(Number(request.url?.slice(1)), length);
        response.end();
      }),
    );
    const requester = connect(server);
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 304],
      ['HEAD', 404],
    ] as const) {
      expect(await exchange(requester, { method, path: `/${status}` })).toMatchObject({ status, text: '' });
    }
    expect(server.connections).toBe(1);
  });

  it('makes a new connection when the server has announced that it closes the old one', async () => {
    const server = await serve(
      httpServer((_request, response) => {
        response.setHeader('connection', 'close');
        response.end('ok');
      }),
    );
    const requester = connect(server);
    for (let i = 0; i < 3; i++) expect(await exchange(requester)).toMatchObject({ status: 200, error: null });
    expect(server.connections).toBe(3);
  });

  it('makes a new connection when the server has closed the old one in silence, while nobody used it', async () => {
    let connections = 0;
    const closed: Promise<unknown>[] = [];
    const server = await serve(
      tcpServer(
        (socket) => {
          connections++;
          closed.push(once(socket, 'close'));
        },
        (socket) => socket.end(OK),
      ),
    );
    const requester = connect(server);
    for (let i = 0; i < 3; i++) {
      expect(await exchange(requester)).toMatchObject({ status: 200, error: null, text: 'ok' });
      await closed.at(-1);
    }
    expect(connections).toBe(3);
  });

  it('leaves a connection alone that the server said it would close by now', async () => {
    const server = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok');
    });
    const requester = connect(server);
    const ports = [await exchange(requester), await exchange(requester)].map((one) => one.connectingMs > 0);
    expect(ports).toEqual([true, true]);
  });

  it('puts a response together that comes byte by byte', async () => {
    const text =
      'HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
    const server = await raw((socket) => {
      socket.setNoDelay(true);
      let at = 0;
      const next = () => {
        if (at < text.length) socket.write(text.charAt(at++), () => setImmediate(next));
      };
      next();
    });
    const requester = connect(server);
    for (let i = 0; i < 2; i++) {
      expect(await exchange(requester, { keepBodyBytes: 100 })).toMatchObject({ text: 'abcde', type: 'a/b' });
    }
  });

  it('tells what was kept of a large body, and reads the rest', async () => {
    const server = await serve(httpServer((_request, response) => response.end('x'.repeat(5_000_000))));
    const requester = connect(server);
    for (let i = 0; i < 2; i++) {
      const one = await exchange(requester, { keepBodyBytes: 2_000_000 });
      expect(one.error).toBeNull();
      expect(one.text.length).toBeGreaterThanOrEqual(2_000_000);
      expect(one.bytesReceived).toBeGreaterThan(5_000_000);
    }
    expect(server.connections).toBe(1);
  });

  it('cuts off a body that never ends', { timeout: 30_000 }, async () => {
    const server = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const piece = Buffer.alloc(1024 * 1024, 'x');
      const pump = () => {
        while (socket.writable && socket.write(piece));
      };
      socket.on('drain', pump);
      pump();
    });
    const one = await exchange(connect(server), { timeoutMs: 25_000 });
    expect(one.error).toEqual({ code: 1000, reason: 'the response body is larger than 64 MB: cut off' });
  });

  it.each([
    ['before the response', '', 0, 'no response within 50ms'],
    ['in the head', 'HTTP/1.1 200 OK\r\nA: b', 0, 'no response within 50ms'],
    [
      'in the body',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel',
      200,
      'the response was not complete within 50ms',
    ],
  ])(
    'gives up in time: %s; the next request has a connection of its own',
    async (_when, text, status, reason) => {
      const server = await raw((socket, index) => socket.write(index === 0 ? text : OK));
      const requester = connect(server);
      const late = await exchange(requester, { timeoutMs: 50 });
      expect(late).toMatchObject({ status, error: { code: 1050, reason } });
      expect(late.endMs - late.readyMs).toBeGreaterThanOrEqual(50);
      expect(await exchange(requester)).toMatchObject({ status: 200, error: null });
    },
  );

  it.each([
    ['closes', (socket: Socket) => socket.destroy(), 1000],
    ['ends', (socket: Socket) => socket.end(), 1000],
    ['resets', (socket: Socket) => socket.resetAndDestroy(), 1220],
    ['closes in the head', (socket: Socket) => socket.end('HTTP/1.1 200'), 1000],
    [
      'closes in the body',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel'),
      1000,
    ],
  ])('counts it failed where the server %s, and goes on', async (_what, misbehave, code) => {
    const server = await raw((socket, index) => (index === 0 ? misbehave(socket) : socket.write(OK)));
    const requester = connect(server);
    expect(await exchange(requester)).toMatchObject({ error: { code } });
    expect(await exchange(requester)).toMatchObject({ status: 200, error: null });
  });

  it('tells once that an origin does not speak HTTP, with the beginning of what it said', async () => {
    let told = 0;
    const server = await raw((socket) => socket.write('-ERR unknown command\r\n'));
    const requester = connect(server, () => told++);
    for (let i = 0; i < 2; i++) {
      const { error } = await exchange(requester);
      expect(error?.code).toBe(1000);
      if (i === 0) expect(error?.reason).toContain('is not HTTP: it begins with `-ERR unknown command`');
    }
    expect(told).toBe(1);
  });

  it('takes what a redirect has led to and is no HTTP for the failure of a request alone', async () => {
    const server = await raw((socket) => socket.write('-ERR unknown command\r\n'));
    const origin = 'http://127.0.0.1:1';
    const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port: 1, tls: false };
    let told = 0;
    const onNotHttp = () => told++;
    const requester = create({ pins: { [origin]: pin }, clock: systemClock, onNotHttp }).open(server.origin);
    open.push(requester);
    const { error } = await exchange(requester);
    expect([error?.code, told]).toEqual([1000, 0]);
  });

  it('takes nothing for an answer that came unasked', async () => {
    const server = await raw((socket, index) =>
      socket.write(index === 0 ? `${OK}HTTP/1.1 500 No\r\n\r\n` : OK),
    );
    const requester = connect(server);
    expect(await exchange(requester)).toMatchObject({ status: 200, text: 'ok' });
    expect(await exchange(requester)).toMatchObject({ status: 200, text: 'ok' });
  });

  it('is silent once closed, also with a request under way, and lets the connection go', async () => {
    const ended: Promise<unknown>[] = [];
    const server = await serve(tcpServer((socket) => ended.push(once(socket, 'close'))));
    const requester = connect(server);
    let told = false;
    requester.send(
      { method: 'GET', path: '/', headers: [], body: null, timeoutMs: 10_000, keepBodyBytes: 0 },
      { onExchange: () => (told = true) },
    );
    await until('the request to arrive', 5000, () => server.seen === 1);
    requester.close();
    await Promise.all(ended);
    expect(told).toBe(false);
  });
});

describe.each([...CLIENTS, ['undici, over HTTP/2', CLIENTS[1][1]] as const])(
  '%s over TLS',
  (name, create) => {
    const isHttp2 = name.includes('HTTP/2');
    const answer = (
      request: { url?: string | undefined; httpVersion: string },
      response: { end(text: string): unknown },
    ) => response.end(`HTTP/${request.httpVersion} ${request.url}`);

    /** Trusts the certificate of the tests' servers, as NODE_EXTRA_CA_CERTS would. */
    beforeAll(() => vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));
    afterAll(() => vi.unstubAllEnvs());

    it('sends one request after the other on one connection', async () => {
      const server = await serve(isHttp2 ? http2Server(answer) : httpsServer(answer));
      const requester = connectTo(create, server);
      for (const path of ['/one', '/two', '/three']) {
        const one = await exchange(requester, { path });
        expect(one).toMatchObject({
          status: 200,
          proto: isHttp2 ? 'HTTP/2.0' : 'HTTP/1.1',
          error: null,
          text: `HTTP/${isHttp2 ? '2.0' : '1.1'} ${path}`,
        });
        expect(one.tlsHandshakingMs > 0).toBe(path === '/one');
        expect(one.bytesReceived).toBeGreaterThan(15);
      }
      expect(server.connections).toBe(1);
    });

    it('tells that there is no TLS where there is none', async () => {
      const plain = await serve(httpServer((_request, response) => response.end('ok')));
      const requester = connectTo(create, { ...plain, origin: plain.origin.replace('http:', 'https:') });
      const { error } = await exchange(requester);
      expect(error?.code).toBe(1300);
    });
  },
);
