/**
 * An HTTP/1.1 server that answers at once and notes when each request came. Prints its port; on SIGUSR2 prints the
 * arrivals since the last time, microseconds of the monotonic clock separated by commas, on one line.
 */
import { createServer } from 'node:net';

const response = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'latin1');
let arrivals: number[] = [];

const server = createServer({ noDelay: true }, (socket) => {
  // A request without a body is one piece on loopback: its generators write it at once.
  socket.on('data', () => {
    arrivals.push(Math.round(performance.now() * 1000));
    socket.write(response);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(address.port);
});
process.on('SIGUSR2', () => {
  console.log(arrivals.join(','));
  arrivals = [];
});
process.once('SIGTERM', () => process.exit(0));
// Whoever started it is gone when its end of this pipe is.
process.stdin.on('end', () => process.exit(0)).resume();
