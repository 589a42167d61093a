/**
 * The least that a generator on `node:net` can do: requests over 32 connections, one after the other, each answered
 * head read for its status and length, nothing measured. `node bareLoop.ts ORIGIN`, until it is ended.
 */
import { connect } from 'node:net';

const { hostname, port } = new URL(process.argv[2] ?? '');
const request = `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: */*\r\n\r\n`;
const headEnd = Buffer.from('\r\n\r\n', 'latin1');
const lengthName = Buffer.from('Content-Length: ', 'latin1');
const CONNECTIONS = 32;
const ZERO = 48;

/** The length of the body that a head announces: the digits after its header. */
function bodyLength(head: Buffer): number {
  let at = head.indexOf(lengthName) + lengthName.length;
  let length = 0;
  for (let digit = (head[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (head[at] ?? 0) - ZERO) {
    length = length * 10 + digit;
    at += 1;
  }
  return length;
}

for (let i = 0; i < CONNECTIONS; i += 1) {
  const buffer = Buffer.allocUnsafe(65_536);
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: {
      buffer,
      callback(bytes) {
        const end = buffer.indexOf(headEnd);
        const isWhole = end > 0 && end < bytes && bytes === end + headEnd.length + bodyLength(buffer);
        if (!isWhole || buffer[9] !== ZERO + 2) throw new Error('bench: not one whole answer of 200');
        socket.write(request, 'latin1');
        return true;
      },
    },
  });
  socket.setNoDelay(true);
  socket.on('connect', () => socket.write(request, 'latin1'));
}
