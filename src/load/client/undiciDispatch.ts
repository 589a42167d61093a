import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { BodySource } from '../body/bodySource.ts';
import type { OutgoingRequest } from '../transport/requester.ts';

/** What undici tells of a request. */
export type Hooks = Required<
  Pick<
    Dispatcher.DispatchHandler,
    | 'onRequestStart'
    | 'onRequestSent'
    | 'onResponseStarted'
    | 'onResponseStart'
    | 'onResponseData'
    | 'onResponseEnd'
    | 'onResponseError'
  >
>;

/**
 * Headers and body of a request as undici takes them.
 * @param onRead told of the bytes of each piece of a body that is not held
 */
export function toDispatch(
  { headers, body }: OutgoingRequest,
  onRead: (bytes: number) => void,
): { headers: string[]; body: Buffer | Readable | null } {
  if (body === null || Buffer.isBuffer(body)) return { headers: headers as string[], body };
  const { lengthBytes } = body;
  // Without it undici sends chunks.
  const length = lengthBytes === null ? [] : ['content-length', String(lengthBytes)];
  return { headers: [...headers, ...length], body: toReadable(body, onRead) };
}

/** A stream that is read no faster than it is taken. */
function toReadable(source: BodySource, onRead: (bytes: number) => void): Readable {
  const reader = source.open();
  return new Readable({
    read() {
      reader.read((piece, error) => {
        if (error !== null) {
          this.destroy(new Error(`the body cannot be read: ${error.message}`));
          return;
        }
        if (piece !== null) onRead(piece.length);
        this.push(piece);
      });
    },
    destroy(error, callback) {
      reader.close();
      callback(error);
    },
  });
}

/**
 * The bytes that undici writes for a request.
 * @param hostBytes of the host header @param streamedBytes so much of a body that is not held was handed on
 */
export function sentBytes(
  { method, path, headers, body }: Dispatcher.DispatchOptions,
  hostBytes: number,
  streamedBytes: number,
): number {
  const bodyBytes = Buffer.isBuffer(body) ? body.length : streamedBytes;
  let bytes = method.length + path.length + ' HTTP/1.1\r\n'.length + 1;
  bytes += hostBytes + 'connection: keep-alive\r\n'.length + '\r\n'.length;
  for (const text of headers as string[]) bytes += text.length + 2;
  const sendsLength = bodyBytes > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH';
  return sendsLength ? bytes + `content-length: ${bodyBytes}\r\n`.length + bodyBytes : bytes;
}
