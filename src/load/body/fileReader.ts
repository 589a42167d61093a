import { close, open, read } from 'node:fs';
import { type BodyReader, PIECE_BYTES, type TakePiece } from './bodySource.ts';

/** Reads a file up to the size it had when the run began. */
export class FileReader implements BodyReader {
  readonly #path: string;
  #leftBytes: number;
  #descriptor = -1;
  #isReading = false;
  #closed = false;

  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.#leftBytes = sizeBytes;
  }

  read(take: TakePiece): void {
    if (this.#descriptor >= 0) {
      this.#readOn(take);
      return;
    }
    this.#isReading = true;
    open(this.#path, 'r', (error, descriptor) => {
      this.#isReading = false;
      if (error !== null) {
        if (!this.#closed) take(null, error);
        return;
      }
      this.#descriptor = descriptor;
      if (this.#closed) this.#release();
      else this.#readOn(take);
    });
  }

  close(): void {
    this.#closed = true;
    // While the system writes into the buffer the file stays open.
    if (!this.#isReading) this.#release();
  }

  #readOn(take: TakePiece): void {
    const wanted = Math.min(PIECE_BYTES, this.#leftBytes);
    this.#isReading = true;
    const piece = Buffer.allocUnsafeSlow(wanted);
    read(this.#descriptor, piece, 0, wanted, null, (error, count) => {
      this.#isReading = false;
      if (this.#closed) {
        this.#release();
        return;
      }
      this.#leftBytes -= count;
      if (error !== null) take(null, error);
      else if (count > 0) take(count === wanted ? piece : piece.subarray(0, count), null);
      else if (this.#leftBytes > 0) take(null, new Error(`${this.#path} has become shorter`));
      else take(null, null);
    });
  }

  #release(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    close(descriptor, () => undefined);
  }
}
