/**
 * An HTTP/1.1 server that answers at once and notes when each request came. Prints its port once its own code is warm:
 * what a cold server is late by would be held against who sends. On SIGUSR2 it prints the arrivals since the last time,
 * microseconds of the monotonic clock separated by commas, on one line.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const request = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const response = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'latin1');
/** More than any run of the bench sends. */
const MOST_ARRIVALS = 1_000_000;
const WARM_CONNECTIONS = 50;
const WARM_REQUESTS = 400;
const arrivals = new Float64Array(MOST_ARRIVALS);
let count = 0;

const server = createServer({ noDelay: true }, (socket) => {
  // A request without a body is one piece on loopback: its generators write it at once.
  socket.on('data', () => {
    arrivals[count] = performance.now();
    count += 1;
    socket.write(response);
  });
  socket.on('error', () => socket.destroy());
});

/** Requests of its own, over one connection after the other. */
async function warmUp(port: number): Promise<void> {
  for (let made = 0; made < WARM_CONNECTIONS; made += 1) {
    const socket = connect(port, '127.0.0.1');
    for (let sent = 0; sent < WARM_REQUESTS; sent += 1) {
      socket.write(request);
      await once(socket, 'data');
    }
    socket.destroy();
  }
  count = 0;
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  await warmUp(port);
  console.log(port);
});
process.on('SIGUSR2', () => {
  console.log(Array.from(arrivals.subarray(0, count), (ms) => Math.round(ms * 1000)).join(','));
  count = 0;
});
process.once('SIGTERM', () => process.exit(0));
// Whoever started it is gone when its end of this pipe is.
process.stdin.on('end', () => process.exit(0)).resume();
