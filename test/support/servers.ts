import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { join } from 'node:path';

/** A server of a test: on 127.0.0.1, on a port of its own. */
export interface TestServer {
  readonly port: number;
  readonly origin: string;
  /** Requests, or bytes of data in turn, that it has seen. */
  readonly seen: number;
  close(): Promise<void>;
}

/** One that counts its connections too. */
export interface CountingServer extends TestServer {
  readonly connections: number;
}

async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

type Handler = (request: IncomingMessage, response: Parameters<RequestListener>[1], index: number) => void;

/** An HTTP server that counts its requests and connections; `handler` gets the number of the request, from 0. */
export function httpServer(handler: Handler): Promise<CountingServer> {
  return serve('http', handler, (listener) => createServer(listener));
}

/** The same over TLS, for localhost and 127.0.0.1, by a certificate that nobody trusts unless told to. */
export function httpsServer(handler: Handler): Promise<CountingServer> {
  return serve('https', handler, (listener) => createTlsServer(certificate(), listener));
}

/**
 * The same for `api.internal`, by a private authority (`fixtures/tls/ca.pem`), and only for clients that show a
 * certificate of it.
 */
export function privateServer(handler: Handler): Promise<CountingServer> {
  const options = { ca: fixture('ca.pem'), cert: fixture('server.cert.pem'), key: fixture('server.key.pem') };
  return serve('https', handler, (listener) =>
    createTlsServer({ ...options, requestCert: true, rejectUnauthorized: true }, listener),
  );
}

/** A file of test/fixtures/tls. */
export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'latin1');
}

/** HTTP/2 and HTTP/1.1 over TLS, whichever the client chooses. */
export function http2Server(
  handler: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<CountingServer> {
  const counts = { seen: 0 };
  const server = createSecureServer({ ...certificate(), allowHTTP1: true }, (request, response) => {
    counts.seen++;
    handler(request, response);
  });
  return start('https', server, counts);
}

function certificate() {
  const folder = join(import.meta.dirname, '../fixtures/tls');
  return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
}

function serve(
  scheme: string,
  handler: Handler,
  create: (listener: RequestListener) => Server,
): Promise<CountingServer> {
  const counts = { seen: 0 };
  const server = create((request, response) => handler(request, response, counts.seen++));
  server.keepAliveTimeout = 30_000;
  return start(scheme, server, counts);
}

/** Listens, counts connections, and on `close` ends those that are open. */
async function start(
  scheme: string,
  server: TcpServer,
  counts: { readonly seen: number },
): Promise<CountingServer> {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    get seen() {
      return counts.seen;
    },
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An HTTP server that answers each request after `delayMs(index)`. */
export function delayedServer(delayMs: (index: number) => number): Promise<TestServer> {
  return httpServer((_request, response, index) => {
    setTimeout(() => response.end('ok'), delayMs(index));
  });
}

/** A TCP server; `onData` is called with what comes, and the number of the piece, from 0. */
export function tcpServer(
  onConnection: (socket: Socket) => void,
  onData: (socket: Socket, data: Buffer, index: number) => void = () => undefined,
): Promise<CountingServer> {
  const counts = { seen: 0 };
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => onData(socket, data, counts.seen++));
    onConnection(socket);
  });
  return start('http', server, counts);
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer(() => undefined);
  await server.close();
  return server.port;
}
