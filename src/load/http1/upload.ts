import type { Socket } from 'node:net';
import type { BodyReader, BodySource } from '../body/bodySource.ts';

/** Who is told how an upload goes. */
export interface UploadListener {
  /** So many bytes more were handed to the system, framing included. */
  onWritten(bytes: number): void;
  /** All of the body was. */
  onUploaded(): void;
  /** The body cannot be read any further. */
  onUnreadable(error: Error): void;
}

const LAST_CHUNK = '0\r\n\r\n';

/** Sends a body that is read while it is sent, no faster than the system takes it. */
export class Upload {
  readonly #socket: Socket;
  readonly #reader: BodyReader;
  readonly #listener: UploadListener;
  readonly #isChunked: boolean;
  #stopped = false;

  /** Begins at once; the head has been written. */
  constructor(socket: Socket, source: BodySource, listener: UploadListener) {
    this.#socket = socket;
    this.#reader = source.open();
    this.#listener = listener;
    this.#isChunked = source.lengthBytes === null;
    this.#read();
  }

  /** Nothing more is sent, and nobody told any more. */
  stop(): void {
    this.#stopped = true;
    this.#reader.close();
  }

  #read(): void {
    this.#reader.read((piece, error) => {
      if (this.#stopped) return;
      if (error !== null) {
        this.stop();
        this.#listener.onUnreadable(error);
      } else if (piece === null) this.#end();
      else if (piece.length === 0) this.#read();
      else this.#write(piece);
    });
  }

  #write(piece: Buffer): void {
    const socket = this.#socket;
    const written = (bytes: number) => (error?: Error | null) => {
      // An error ends the socket, which tells of it.
      if (this.#stopped || error) return;
      this.#listener.onWritten(bytes);
      this.#read();
    };
    if (!this.#isChunked) {
      socket.write(piece, written(piece.length));
      return;
    }
    const size = `${piece.length.toString(16)}\r\n`;
    socket.cork();
    socket.write(size, 'latin1');
    socket.write(piece);
    socket.write('\r\n', 'latin1', written(size.length + piece.length + 2));
    socket.uncork();
  }

  #end(): void {
    const last = this.#isChunked ? LAST_CHUNK : '';
    if (last !== '') this.#socket.write(last, 'latin1');
    this.stop();
    this.#listener.onWritten(last.length);
    this.#listener.onUploaded();
  }
}
