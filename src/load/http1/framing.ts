import { COMMA, isDigit, isWord, SP, TAB } from './characters.ts';

/** How the end of a response body is told, by RFC 9112 section 6.3. */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

/** What the header fields of one response say about where it ends and what becomes of the connection. */
export class FieldFacts {
  /** -1 where there is no content-length. */
  contentLength = -1;
  hasTransferEncoding = false;
  /** The last transfer coding is chunked. */
  chunked = false;
  close = false;
  keepAlive = false;
  /** Of `Keep-Alive: timeout=…`, in seconds; -1 where there is none. */
  keepAliveSec = -1;
  /** There is a `Set-Cookie`. */
  setsCookie = false;

  reset(): void {
    this.contentLength = -1;
    this.hasTransferEncoding = false;
    this.chunked = false;
    this.close = false;
    this.keepAlive = false;
    this.keepAliveSec = -1;
    this.setsCookie = false;
  }

  /**
   * Takes note of a field where it says something about the framing, or sets a cookie.
   * @returns what is wrong with it, or null
   */
  add(buffer: Buffer, nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): string | null {
    switch (nameTo - nameFrom) {
      case 10:
        if (isWord(buffer, nameFrom, nameTo, 'connection')) this.#connection(buffer, valueFrom, valueTo);
        else if (isWord(buffer, nameFrom, nameTo, 'keep-alive')) this.#keepAlive(buffer, valueFrom, valueTo);
        else if (isWord(buffer, nameFrom, nameTo, 'set-cookie')) this.setsCookie = true;
        return null;
      case 14:
        if (!isWord(buffer, nameFrom, nameTo, 'content-length')) return null;
        return this.#contentLength(buffer, valueFrom, valueTo);
      case 17:
        if (!isWord(buffer, nameFrom, nameTo, 'transfer-encoding')) return null;
        return this.#transferEncoding(buffer, valueFrom, valueTo);
      default:
        return null;
    }
  }

  /** @param status of the response @param toHead whether it answers a HEAD request */
  framing(status: number, toHead: boolean): Framing {
    if (toHead || status < 200 || status === 204 || status === 304) return 'none';
    if (this.hasTransferEncoding) return this.chunked ? 'chunked' : 'close';
    if (this.contentLength >= 0) return this.contentLength === 0 ? 'none' : 'length';
    return 'close';
  }

  #contentLength(buffer: Buffer, from: number, to: number): string | null {
    if (this.contentLength >= 0) return 'it has two content-lengths';
    if (this.hasTransferEncoding) return 'it has both a content-length and a transfer-encoding';
    let length = 0;
    for (let at = from; at < to; at++) {
      const byte = buffer[at] as number;
      if (!isDigit(byte)) return 'its content-length is no number';
      length = length * 10 + (byte - 0x30);
    }
    if (from === to) return 'its content-length is empty';
    if (!Number.isSafeInteger(length)) return 'its content-length is too large';
    this.contentLength = length;
    return null;
  }

  #transferEncoding(buffer: Buffer, from: number, to: number): string | null {
    if (this.contentLength >= 0) return 'it has both a content-length and a transfer-encoding';
    this.hasTransferEncoding = true;
    let last = from;
    for (let at = from; at < to; at++) if (buffer[at] === COMMA) last = at + 1;
    while (last < to && isBlank(buffer[last] as number)) last++;
    this.chunked = isWord(buffer, last, to, 'chunked');
    return null;
  }

  #connection(buffer: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      let end = at;
      while (end < to && buffer[end] !== COMMA) end++;
      let [first, last] = [at, end];
      while (first < last && isBlank(buffer[first] as number)) first++;
      while (last > first && isBlank(buffer[last - 1] as number)) last--;
      if (isWord(buffer, first, last, 'close')) this.close = true;
      else if (isWord(buffer, first, last, 'keep-alive')) this.keepAlive = true;
      at = end + 1;
    }
  }

  #keepAlive(buffer: Buffer, from: number, to: number): void {
    const seconds = /(?:^|[,\s])timeout\s*=\s*(\d+)/i.exec(buffer.toString('latin1', from, to))?.[1];
    if (seconds !== undefined) this.keepAliveSec = Number(seconds);
  }
}

function isBlank(byte: number): boolean {
  return byte === SP || byte === TAB;
}
