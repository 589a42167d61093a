/**
 * As leanServer.ts, with a page of JSON for an answer, compressed beforehand: little work for who sends it, and much
 * for who looks into it. On SIGUSR2 it prints how many it has answered, and the CPU that it has used, in microseconds.
 */
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

const items = Array.from({ length: 2000 }, (_, index) => ({
  id: index,
  name: `item ${index}`,
  price: index * 5,
}));
const body = gzipSync(JSON.stringify({ items, total: items.length }));
const head = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json',
  'Content-Encoding: gzip',
  `Content-Length: ${body.length}`,
];
const response = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
const headEnd = Buffer.from('\r\n\r\n', 'latin1');

let answered = 0;

const server = createServer({ noDelay: true }, (socket) => {
  // A head comes whole: it is short, and each connection has one under way.
  socket.on('data', (chunk) => {
    if (!chunk.subarray(-headEnd.length).equals(headEnd)) socket.destroy();
    else {
      socket.write(response);
      answered += 1;
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(address.port);
});
process.on('SIGUSR2', () => {
  const { user, system } = process.cpuUsage();
  console.log(`${answered} ${user + system}`);
});
process.once('SIGTERM', () => process.exit(0));
// Whoever started it is gone when its end of this pipe is.
process.stdin.on('end', () => process.exit(0)).resume();
