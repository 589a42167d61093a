/** The zlib header: deflate with a window of 32 kB, least compression (a multiple of 31, as it has to be). */
const HEADER = [0x78, 0x01] as const;
const CHECKSUM_BYTES = 4;
const BLOCK_HEAD_BYTES = 5;
const MOST_BYTES_A_BLOCK = 0xffff;
const ADLER_BASE = 65_521;
/** So many bytes can be summed before the sums have to be reduced to stay below 2 to the power of 32. */
const ADLER_RUN = 5552;

/**
 * Bytes as a zlib stream in which nothing is compressed, which everyone who reads zlib can read. For who writes many
 * small ones: `node:zlib` takes 268 kB for each, and those it has once taken stay in use until the next full garbage
 * collection.
 * @see https://www.rfc-editor.org/rfc/rfc1950 and, for stored blocks, https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4
 */
export function storedZlib(bytes: Uint8Array): Buffer {
  const blocks = Math.max(1, Math.ceil(bytes.length / MOST_BYTES_A_BLOCK));
  const stream = Buffer.allocUnsafe(
    HEADER.length + blocks * BLOCK_HEAD_BYTES + bytes.length + CHECKSUM_BYTES,
  );
  stream.set(HEADER);
  let at = HEADER.length;
  for (let block = 0; block < blocks; block++) {
    const from = block * MOST_BYTES_A_BLOCK;
    const part = bytes.subarray(from, from + MOST_BYTES_A_BLOCK);
    stream[at] = block === blocks - 1 ? 1 : 0;
    stream.writeUInt16LE(part.length, at + 1);
    stream.writeUInt16LE(~part.length & MOST_BYTES_A_BLOCK, at + 3);
    stream.set(part, at + BLOCK_HEAD_BYTES);
    at += BLOCK_HEAD_BYTES + part.length;
  }
  stream.writeUInt32BE(adler32(bytes), at);
  return stream;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const to = Math.min(bytes.length, from + ADLER_RUN);
    for (let index = from; index < to; index++) {
      low += bytes[index] ?? 0;
      high += low;
    }
    low %= ADLER_BASE;
    high %= ADLER_BASE;
  }
  return high * 0x10000 + low;
}
