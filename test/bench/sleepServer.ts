/**
 * An HTTP/1.1 server for users that think: it answers at once and notes how long each connection was silent after an
 * answer. Prints its port; on SIGUSR2 prints the silences since the last time, microseconds separated by commas.
 */
import { createServer } from 'node:net';

const response = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'latin1');
/** More than any run of the bench has. */
const MOST_SILENCES = 1_000_000;
const silences = new Uint32Array(MOST_SILENCES);
let count = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let answeredMs = Number.NaN;
  // A request without a body is one piece on loopback: its generators write it at once.
  socket.on('data', () => {
    const nowMs = performance.now();
    if (!Number.isNaN(answeredMs)) {
      silences[count] = Math.round((nowMs - answeredMs) * 1000);
      count += 1;
    }
    socket.write(response);
    answeredMs = performance.now();
  });
  socket.on('error', () => socket.destroy());
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(address.port);
});
process.on('SIGUSR2', () => {
  console.log(silences.subarray(0, count).join(','));
  count = 0;
});
process.once('SIGTERM', () => process.exit(0));
// Whoever started it is gone when its end of this pipe is.
process.stdin.on('end', () => process.exit(0)).resume();
