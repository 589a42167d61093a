import type { Socket } from 'node:net';
import type { PlannedRequest } from '../../src/scenario/plan/plan.ts';
import { type TestServer, tcpServer } from './servers.ts';

/** Requests that each faulty server gets, one after the other. */
export const EACH = 4;
/** What a request may take to a server that lets it wait in vain. */
export const TIMEOUT_MS = 400;

/** How a server misbehaves, and what an honest generator makes of it. */
export interface Fault {
  readonly name: string;
  /** k6's error code to how many of the requests fail with it; the rest must be fine. */
  readonly codes: Readonly<Record<number, number>>;
  /** Of the failures' reasons. */
  readonly reason?: RegExp;
  /** Requests that the server reads, where they are not all of them. */
  readonly seen?: number | null;
  readonly request?: Partial<PlannedRequest>;
  /** Between two requests. */
  readonly thinkMs?: number;
  /** Answers a request; `index` from 0. */
  readonly answer: (socket: Socket, index: number, server: () => TestServer) => void;
  /** Gets a connection; number 0 is the check of the target. */
  readonly accept?: (socket: Socket, index: number) => void;
}

/** A server with the fault. */
export async function faultyServer({ answer, accept }: Fault): Promise<TestServer> {
  let connections = 0;
  const server: TestServer = await tcpServer(
    (socket) => {
      socket.setNoDelay(true);
      accept?.(socket, connections++);
    },
    (socket, _data, index) => answer(socket, index, () => server),
  );
  return server;
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** The first answer is good, so that the origin is known to speak HTTP; the others are not. */
function after(first: string, bad: (socket: Socket, index: number) => void): Fault['answer'] {
  return (socket, index) => {
    if (index === 0) socket.write(first, 'latin1');
    else bad(socket, index);
  };
}

const writes = (text: string): Fault['answer'] => after(OK, (socket) => socket.write(text, 'latin1'));
const ends = (text: string): Fault['answer'] => after(OK, (socket) => socket.end(text, 'latin1'));
/** Writes, and when that is on its way, resets. */
const resets = (text: string): Fault['answer'] =>
  after(OK, (socket) => {
    if (text === '') socket.resetAndDestroy();
    else socket.write(text, 'latin1', () => setTimeout(() => socket.resetAndDestroy(), 20));
  });

/** Writes the pieces one after the other, `everyMs` apart, for as long as the socket takes them. */
function drips(pieces: readonly string[], everyMs: number): Fault['answer'] {
  return (socket) => {
    let at = 0;
    const next = () => {
      if (at >= pieces.length || !socket.writable) return;
      socket.write(pieces[at++] ?? '', 'latin1');
      setTimeout(next, everyMs);
    };
    next();
  };
}

const RESET = { codes: { 1220: 3 }, reason: /reset the connection/ };
const CLOSED = { codes: { 1000: 3 }, reason: /the server closed (the|a) connection/ };
const SILENT = { codes: { 1050: 3 }, reason: /no response within 400ms/ };
const PARTIAL = { codes: { 1050: 3 }, reason: /not complete within 400ms/ };
const INVALID = { codes: { 1000: 3 }, reason: /not valid HTTP/ };
const FINE = { codes: {} };

/** Connections that break. */
export const BROKEN: readonly Fault[] = [
  { name: 'reset_for_the_answer', ...RESET, answer: resets('') },
  { name: 'reset_in_the_head', ...RESET, answer: resets('HTTP/1.1 200 OK\r\nConte') },
  { name: 'reset_in_the_body', ...RESET, answer: resets(`${HEAD}Content-Length: 9\r\n\r\nhel`) },
  { name: 'reset_between_chunks', ...RESET, answer: resets(`${CHUNKED}3\r\nabc\r\n`) },
  { name: 'reset_in_a_body_without_length', ...RESET, answer: resets(`${HEAD}\r\nhello`) },
  { name: 'closed_for_the_answer', ...CLOSED, answer: ends('') },
  { name: 'closed_in_the_head', ...CLOSED, answer: ends('HTTP/1.1 200') },
  { name: 'closed_in_the_body', ...CLOSED, answer: ends(`${HEAD}Content-Length: 9\r\n\r\nhel`) },
  { name: 'closed_between_chunks', ...CLOSED, answer: ends(`${CHUNKED}3\r\nabc\r\n`) },
];

/** Connections that are made badly, or end badly after good answers. */
export const FLEETING: readonly Fault[] = [
  {
    name: 'reset_as_soon_as_accepted',
    codes: { 1220: EACH },
    seen: null,
    answer: (socket) => socket.write(OK),
    accept: (socket, index) => index > 0 && socket.resetAndDestroy(),
  },
  {
    name: 'ended_as_soon_as_accepted',
    codes: { 1000: EACH },
    seen: null,
    answer: () => undefined,
    accept: (socket, index) => index > 0 && socket.end(),
  },
  {
    name: 'gone_after_the_first_answer',
    codes: { 1212: 3 },
    reason: /connection refused/,
    seen: 1,
    answer: (socket, _index, server) => {
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
      void server().close();
    },
  },
  {
    name: 'closes_after_each_answer_as_announced',
    ...FINE,
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
  },
  { name: 'closes_to_end_the_body', ...FINE, answer: (socket) => socket.end(`${HEAD}\r\nhello`) },
  { name: 'http_1_0', ...FINE, answer: (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello') },
  {
    name: 'accepts_in_silence_and_answers_late',
    ...FINE,
    answer: (socket) => setTimeout(() => socket.end(`${HEAD}Connection: close\r\n\r\nhello`), 100),
  },
  {
    name: 'closes_an_idle_connection_in_silence',
    ...FINE,
    thinkMs: 150,
    answer: (socket) => socket.write(OK, () => setTimeout(() => socket.end(), 10)),
  },
  {
    name: 'resets_an_idle_connection',
    ...FINE,
    thinkMs: 150,
    answer: (socket) => socket.write(OK, () => setTimeout(() => socket.resetAndDestroy(), 10)),
  },
  {
    name: 'half_closes_and_still_answers',
    ...FINE,
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello'),
  },
];

/** Answers that take their time. */
export const SLOW: readonly Fault[] = [
  { name: 'stalls_before_the_answer', ...SILENT, answer: writes('') },
  { name: 'stalls_in_the_head', ...SILENT, answer: writes('HTTP/1.1 200 OK\r\nConte') },
  { name: 'stalls_in_the_body', ...PARTIAL, answer: writes(`${HEAD}Content-Length: 9\r\n\r\nhel`) },
  { name: 'stalls_between_chunks', ...PARTIAL, answer: writes(`${CHUNKED}3\r\nabc\r\n`) },
  {
    name: 'announces_a_hundred_times_what_it_sends',
    ...PARTIAL,
    answer: writes(`${HEAD}Content-Length: 1000\r\n\r\n${'x'.repeat(10)}`),
  },
  {
    name: 'drips_the_head',
    ...SILENT,
    answer: after(OK, (socket, index) =>
      drips([...`${HEAD}X: ${'y'.repeat(90)}`], 20)(socket, index, noServer),
    ),
  },
  {
    name: 'drips_the_body',
    ...PARTIAL,
    answer: after(OK, (socket, index) =>
      drips([`${HEAD}Content-Length: 99\r\n\r\n`, ...'y'.repeat(90)], 20)(socket, index, noServer),
    ),
  },
  { name: 'drips_fast_enough', ...FINE, answer: drips([...OK], 1) },
];

/** Answers that are not what HTTP allows. */
export const GARBAGE: readonly Fault[] = [
  { name: 'words', ...INVALID, answer: writes('-ERR unknown command\r\n') },
  { name: 'zeros', ...INVALID, answer: writes('\0'.repeat(100)) },
  { name: 'tls_alert', ...INVALID, answer: writes('\x15\x03\x01\x00\x02\x02\x46') },
  { name: 'http_2', ...INVALID, answer: writes('HTTP/2.0 200 OK\r\n\r\n') },
  { name: 'no_status', ...INVALID, answer: writes('HTTP/1.1 abc\r\n\r\n') },
  { name: 'colon_is_missing', ...INVALID, answer: writes(`${HEAD}Nonsense\r\n\r\n`) },
  { name: 'length_is_a_word', ...INVALID, answer: writes(`${HEAD}Content-Length: ten\r\n\r\n`) },
  { name: 'length_is_negative', ...INVALID, answer: writes(`${HEAD}Content-Length: -5\r\n\r\n`) },
  {
    name: 'length_beyond_numbers',
    ...INVALID,
    answer: writes(`${HEAD}Content-Length: ${'9'.repeat(30)}\r\n\r\n`),
  },
  {
    name: 'two_lengths',
    ...INVALID,
    answer: writes(`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
  },
  {
    name: 'length_and_chunks',
    ...INVALID,
    answer: writes(`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  },
  { name: 'chunk_size_is_a_word', ...INVALID, answer: writes(`${CHUNKED}xyz\r\nabc\r\n`) },
  { name: 'chunk_size_beyond_numbers', ...INVALID, answer: writes(`${CHUNKED}${'f'.repeat(17)}\r\nabc\r\n`) },
  { name: 'chunk_longer_than_it_says', ...INVALID, answer: writes(`${CHUNKED}2\r\nabcdef\r\n0\r\n\r\n`) },
  {
    name: 'another_protocol',
    ...INVALID,
    answer: writes('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'),
  },
];

/** Too much of something. */
export const FLOODS: readonly Fault[] = [
  { name: 'large_header', ...INVALID, answer: writes(`${HEAD}X: ${'y'.repeat(100_000)}\r\n\r\n`) },
  { name: 'many_headers', ...INVALID, answer: writes(`${HEAD}${'X: y\r\n'.repeat(20_000)}\r\n`) },
  {
    name: 'a_thousand_small_headers',
    ...FINE,
    answer: (socket) => socket.write(`${HEAD}${'X: y\r\n'.repeat(1000)}Content-Length: 0\r\n\r\n`),
  },
  {
    name: 'a_thousand_interim_answers',
    ...FINE,
    answer: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000) + OK),
  },
  {
    name: 'interim_answers_without_end',
    ...SILENT,
    answer: after(OK, (socket, index) =>
      drips(
        Array.from({ length: 2000 }, () => 'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n'.repeat(20)),
        1,
      )(socket, index, noServer),
    ),
  },
  {
    name: 'a_body_a_hundred_times_what_was_announced',
    ...FINE,
    answer: (socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\n${'x'.repeat(1000)}`),
  },
  { name: 'an_answer_nobody_asked_for', ...FINE, answer: (socket) => socket.write(OK + OK) },
  {
    name: 'a_body_where_none_may_be',
    ...FINE,
    answer: (socket) => socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello'),
  },
  {
    name: 'a_body_to_head',
    ...FINE,
    request: { method: 'HEAD' },
    answer: (socket) => socket.write(`${HEAD}Content-Length: 5\r\n\r\nhello`),
  },
  {
    name: 'an_answer_before_the_request_is_read',
    codes: { 1413: EACH },
    reason: /status 413/,
    seen: null,
    request: { method: 'POST', body: 'x'.repeat(4_000_000) },
    answer: (socket) => {
      if (socket.isPaused()) return;
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
  },
  {
    name: 'compressed_garbage',
    ...FINE,
    answer: (socket) =>
      socket.write(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n\x1f\x8bgarbage`, 'latin1'),
  },
];

function noServer(): never {
  throw new Error('this fault needs no server');
}
