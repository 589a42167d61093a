import { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { Parsed, ResponseParser } from '../../src/load/http1/responseParser.ts';

/** What a client made of the bytes that a server sent in answer to one request before it hung up. */
export interface Reading {
  readonly outcome: 'complete' | 'malformed' | 'cut short' | 'broken';
  readonly status: number;
  readonly body: string;
  /** Header values by name, several joined. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Our parser. @param pieces as they came off the wire, then the end of the connection */
export function readByHotlap(pieces: readonly Buffer[], method: string): Reading {
  return hotlapReader()(pieces, method);
}

/** Our parser for one response after the other, as a connection that is kept alive has it. */
export function hotlapReader(): (pieces: readonly Buffer[], method: string) => Reading {
  let body = '';
  const parser = new ResponseParser({
    onBody: (buffer, from, to) => {
      body += buffer.toString('latin1', from, to);
    },
  });
  return (pieces, method) => {
    body = '';
    const reading = readOne(parser, pieces, method);
    return { ...reading, body };
  };
}

function readOne(parser: ResponseParser, pieces: readonly Buffer[], method: string): Omit<Reading, 'body'> {
  parser.begin(method === 'HEAD');
  let parsed: Parsed = Parsed.more;
  let ended = false;
  for (const piece of pieces) {
    parsed = parser.push(piece, 0, piece.length);
    if (parsed !== Parsed.more) break;
  }
  if (parsed === Parsed.more) {
    ended = true;
    parsed = parser.finish();
  }
  const names = ['content-type', 'x-one', 'x-two', 'content-length', 'connection', 'transfer-encoding'];
  const headers: Record<string, string> = {};
  for (const name of names) {
    const value = parser.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const outcome = parsed === Parsed.complete ? 'complete' : ended ? 'cut short' : 'malformed';
  return { outcome, status: parser.status, headers };
}

/** undici, over a stream in memory. */
export async function readByUndici(pieces: readonly Buffer[], method: string): Promise<Reading> {
  const socket = new MemorySocket(pieces);
  const client = new Client('http://127.0.0.1:1', {
    connect: (_options, callback) => setImmediate(() => callback(null, socket as never)),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let status = 0;
  let body = '';
  const headers: Record<string, string> = {};
  const outcome = await new Promise<Reading['outcome']>((resolve) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, code, fields) => {
        status = code;
        for (const [name, value] of Object.entries(fields)) headers[name] = [value].flat().join(', ');
      },
      onResponseData: (_controller, chunk) => {
        body += chunk.toString('latin1');
      },
      onResponseEnd: () => resolve('complete'),
      onResponseError: (_controller, error) => {
        // It calls any fault of a response with a content-length a mismatch.
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') resolve('broken');
        else if (code === 'UND_ERR_SOCKET' && error.message === 'other side closed') resolve('cut short');
        else resolve('malformed');
      },
    };
    client.dispatch({ path: '/', method, reset: false } as Dispatcher.DispatchOptions, handler);
  });
  client.destroy(null, () => undefined);
  return { outcome, status, body, headers };
}

/** Gives the pieces one by one once something has been written to it, then ends. */
class MemorySocket extends Duplex {
  readonly #pieces: Buffer[];
  #asked = false;

  constructor(pieces: readonly Buffer[]) {
    super();
    this.#pieces = [...pieces];
  }

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.#asked) {
      this.#asked = true;
      this.#next();
    }
    done();
  }

  override _read(): void {
    if (this.#asked) setImmediate(() => this.#next());
  }

  #next(): void {
    this.push(this.#pieces.shift() ?? null);
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}
