/**
 * An HTTP/1.1 server whose latencies are known: a delay by request number, and freezes in which nothing is
 * answered. It writes down when each request came and when it was answered, by its own clock. A process of its
 * own (see truth.ts), so that it shares no event loop with the engine or with the tests.
 */
import { createServer, type Socket } from 'node:net';
import type { TruthOptions, TruthReport } from './truth.ts';

const { delaysMs, freeze = null, resetEvery = 0 } = JSON.parse(process.argv[2] ?? '{}') as TruthOptions;

const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok';
const PROBE = 'GET /probe ';
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');

const report: TruthReport = { arrivedMs: [], answeredMs: [], freezes: [], connections: 0 };
let frozen = false;
/** What fell due in a freeze. */
const held: (() => void)[] = [];

function scheduleFreezes(): void {
  if (freeze === null) return;
  const { firstAfterMs, everyMs, forMs } = freeze;
  const begin = () => {
    frozen = true;
    const fromMs = performance.now();
    setTimeout(() => {
      frozen = false;
      report.freezes.push({ fromMs, toMs: performance.now() });
      for (const answer of held.splice(0)) answer();
    }, forMs);
  };
  setTimeout(() => {
    begin();
    setInterval(begin, everyMs);
  }, firstAfterMs);
}

function onRequest(socket: Socket): void {
  const number = report.arrivedMs.push(performance.now()) - 1;
  report.answeredMs.push(-1);
  if (number === 0) scheduleFreezes();
  const answer = () => {
    if (frozen) {
      held.push(answer);
      return;
    }
    report.answeredMs[number] = performance.now();
    if (resetEvery > 0 && number % resetEvery === resetEvery - 1) socket.resetAndDestroy();
    else if (socket.writable) socket.write(RESPONSE, 'latin1');
  };
  const delayMs = delaysMs[number % delaysMs.length] ?? 0;
  if (delayMs <= 0) answer();
  else setTimeout(answer, delayMs);
}

/** Answered at once, at all times, and told of nowhere: for who wants to know what lies between. */
function onProbe(socket: Socket): void {
  socket.write(RESPONSE, 'latin1');
}

const server = createServer({ noDelay: true }, (socket) => {
  report.connections++;
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(HEAD_END); end >= 0; end = bytes.indexOf(HEAD_END, at)) {
      if (bytes.toString('latin1', at, at + PROBE.length) === PROBE) onProbe(socket);
      else onRequest(socket);
      at = end + HEAD_END.length;
    }
    rest = bytes.subarray(at);
  });
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.({ port: address.port });
});
process.on('message', (message) => {
  // What the engine has sent before it ended is in the sockets already: the next turns read it.
  if (message === 'report') setTimeout(() => process.send?.(report), 30);
  else process.send?.({ seen: report.arrivedMs.length });
});
process.on('disconnect', () => process.exit(0));
