/**
 * An HTTP/1.1 server that does as little as can be, so that the generator is what is measured: it answers every
 * head without a body with one canned response, pipelined or not. Prints the port that it listens on, and on SIGUSR2
 * how many it has answered.
 */
import { createServer } from 'node:net';

const body = '{"status":"ok"}';
const head = ['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${body.length}`];
const response = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
const headEnd = Buffer.from('\r\n\r\n', 'latin1');

let answered = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(headEnd); end >= 0; end = bytes.indexOf(headEnd, at)) {
      socket.write(response);
      answered += 1;
      at = end + headEnd.length;
    }
    rest = at === bytes.length ? Buffer.alloc(0) : bytes.subarray(at);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(address.port);
});
process.on('SIGUSR2', () => console.log(answered));
process.once('SIGTERM', () => process.exit(0));
// Whoever started it is gone when its end of this pipe is.
process.stdin.on('end', () => process.exit(0)).resume();
