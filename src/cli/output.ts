/** Where the command line writes: results to one, progress to the other. */
export interface Output {
  readonly isTTY: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  write(text: string): void;
  /** Settles when all that was written has left, or cannot any more. */
  flush(): Promise<void>;
}

/**
 * A stream that may be closed at the other end (`| head -1`) or fail (a full disk): from then on what is
 * written is dropped, and the run goes on.
 */
export class StreamOutput implements Output {
  readonly #stream: NodeJS.WriteStream;
  #closed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', () => {
      this.#closed = true;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number {
    return this.#stream.columns > 0 ? this.#stream.columns : 80;
  }

  write(text: string): void {
    if (!this.#closed) this.#stream.write(text);
  }

  flush(): Promise<void> {
    if (this.#closed || this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('error', () => resolve());
      this.#stream.once('close', () => resolve());
      this.#stream.write('', () => resolve());
    });
  }
}
