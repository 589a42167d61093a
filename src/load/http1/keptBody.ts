import { decodeBody } from '../body/bodyDecoder.ts';

const NO_BYTES = Buffer.alloc(0);

/** What is kept of a response body: where it came at once it stays in the read buffer, and is not copied. */
export class KeptBody {
  /** What came first and is still in the read buffer. */
  #view: Buffer = NO_BYTES;
  #viewFrom = 0;
  #viewTo = 0;
  #kept: Buffer[] = [];
  #text: string | null = null;

  /** Keeps what is in the read buffer from here to there. */
  add(buffer: Buffer, from: number, to: number): void {
    this.settle();
    this.#view = buffer;
    this.#viewFrom = from;
    this.#viewTo = to;
  }

  /** Copies what is in the read buffer, which the next read overwrites. */
  settle(): void {
    if (this.#viewFrom === this.#viewTo) return;
    this.#kept.push(Buffer.from(this.#view.subarray(this.#viewFrom, this.#viewTo)));
    this.#viewFrom = this.#viewTo;
  }

  /** As UTF-8, decompressed. */
  text(encoding: string | undefined): string {
    if (this.#text === null) {
      this.settle();
      const body = this.#kept.length === 1 ? this.#kept[0] : Buffer.concat(this.#kept);
      this.#text = decodeBody(body ?? NO_BYTES, encoding);
    }
    return this.#text;
  }

  release(): void {
    this.#view = NO_BYTES;
    this.#viewFrom = 0;
    this.#viewTo = 0;
    if (this.#kept.length > 0) this.#kept = [];
    this.#text = null;
  }
}
