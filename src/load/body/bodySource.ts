/** A body that is too large to be held: it is read piece by piece while it is sent. */
export interface BodySource {
  /** null where it is known only once all is read. */
  readonly lengthBytes: number | null;
  /** Begins to read it, each time from its beginning and always the same. */
  open(): BodyReader;
}

/** Takes a piece of a body; at its end null. With an error there is no more of it. */
export type TakePiece = (piece: Buffer | null, error: Error | null) => void;

export interface BodyReader {
  /** Hands on the next piece, never before it has returned. Not called again before that. */
  read(take: TakePiece): void;
  /** Nothing is handed on any more. */
  close(): void;
}

/** How much is read at once. */
export const PIECE_BYTES = 64 * 1024;

/** A body: held as a whole, or read while it is sent. */
export type RequestBody = Buffer | BodySource;

/** How long a body is; null where that is known only once it is sent. */
export function bodyLength(body: RequestBody): number | null {
  return Buffer.isBuffer(body) ? body.length : body.lengthBytes;
}
