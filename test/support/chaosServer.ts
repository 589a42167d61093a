import type { Socket } from 'node:net';
import { OK } from './faultyServers.ts';
import { type TestServer, tcpServer } from './servers.ts';

/** A server that does something else with each request, and keeps count of what a client must make of it. */
export interface ChaosServer extends TestServer {
  /** k6's error code to how many requests must have failed with it. */
  readonly codes: Readonly<Record<number, number>>;
}

interface Deed {
  /** 0: a good answer. */
  readonly code: number;
  readonly weight: number;
  readonly do: (socket: Socket) => void;
}

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const CLOSING = `${HEAD}Connection: close\r\nContent-Length: 2\r\n\r\nok`;

const DEEDS: readonly Deed[] = [
  { code: 0, weight: 8, do: (socket) => socket.write(OK) },
  { code: 0, weight: 2, do: (socket) => setTimeout(() => socket.write(OK), 20) },
  { code: 0, weight: 2, do: (socket) => inPieces(socket, [CHUNKED, '3\r\nab', 'c\r\n0\r', '\n\r\n']) },
  { code: 0, weight: 2, do: (socket) => socket.end(CLOSING) },
  { code: 0, weight: 1, do: (socket) => socket.end(`${HEAD}\r\nuntil the end`) },
  { code: 0, weight: 1, do: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}`) },
  { code: 0, weight: 1, do: (socket) => socket.write(`${OK}and more than was announced`) },
  { code: 1503, weight: 1, do: (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n') },
  { code: 1220, weight: 1, do: (socket) => socket.resetAndDestroy() },
  { code: 1000, weight: 1, do: (socket) => socket.end() },
  { code: 1000, weight: 1, do: (socket) => socket.end(`${HEAD}Content-Length: 9\r\n\r\nhel`) },
  { code: 1000, weight: 1, do: (socket) => inPieces(socket, [CHUNKED, 'xyz\r\n']) },
  { code: 1050, weight: 0.2, do: () => undefined },
];
const TOTAL = DEEDS.reduce((sum, { weight }) => sum + weight, 0);

/** One after the other: timers of their own might overtake each other. */
function inPieces(socket: Socket, [piece, ...rest]: readonly string[]): void {
  if (piece === undefined || !socket.writable) return;
  socket.write(piece, 'latin1');
  setTimeout(() => inPieces(socket, rest), 5);
}

/** The deed whose share of the whole holds `point`. */
function deedAt(point: number): Deed {
  let below = 0;
  for (const deed of DEEDS) {
    below += deed.weight;
    if (point < below) return deed;
  }
  throw new Error(`no deed at ${point}`);
}

/** Starts it. The first answers are good, so that it is known to speak HTTP. */
export async function chaos(): Promise<ChaosServer> {
  const codes: Record<number, number> = {};
  const server = await tcpServer(
    (socket) => socket.setNoDelay(true),
    (socket, _data, index) => {
      const deed = deedAt(index < 50 ? 0 : Math.random() * TOTAL);
      if (deed.code > 0) codes[deed.code] = (codes[deed.code] ?? 0) + 1;
      deed.do(socket);
    },
  );
  return {
    port: server.port,
    origin: server.origin,
    get seen() {
      return server.seen;
    },
    codes,
    close: () => server.close(),
  };
}
