import { storedZlib } from './storedZlib.ts';

/** HdrHistogram's V2 cookies; the 0x10 says that counts are LEB128 numbers of up to 9 bytes. */
const COOKIE = 0x1c849303 | 0x10;
const COMPRESSED_COOKIE = 0x1c849304 | 0x10;
const HEADER_BYTES = 40;
const COMPRESSED_HEADER_BYTES = 8;
const MOST_BYTES_A_COUNT = 9;
const SIGNIFICANT_DIGITS = 3;

/**
 * Counts of microseconds in HdrHistogram's layout for 3 significant digits, in its V2 compressed encoding and Base64:
 * what its libraries in any language read. The one that we read it with takes a millisecond and 200 KB for each, and
 * the histograms of a run together held up the load for twenty; and it writes an index offset of 1, which the others
 * take at its word. What is called compressed is a zlib stream, here one that leaves the bytes as they are: runs of
 * zeros being one number, compression would save half of a few kilobytes.
 *
 * The format: https://github.com/HdrHistogram/HdrHistogram/blob/master/src/main/java/org/HdrHistogram/AbstractHistogram.java
 * (`encodeIntoCompressedByteBuffer`, `ZigZagEncoding`).
 * @param used how many of the counts are written: up to the last that is not 0
 * @param highestUs the greatest time that was counted
 */
export function encodeCounts(counts: Float64Array, used: number, highestUs: number): string {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + used * MOST_BYTES_A_COUNT);
  const end = putCounts(bytes, HEADER_BYTES, counts, used);
  bytes.writeInt32BE(COOKIE, 0);
  bytes.writeInt32BE(end - HEADER_BYTES, 4);
  // The index offset of a histogram that was never shifted.
  bytes.writeInt32BE(0, 8);
  bytes.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  bytes.writeBigInt64BE(1n, 16);
  bytes.writeBigInt64BE(BigInt(Math.max(2, highestUs)), 24);
  bytes.writeDoubleBE(1, 32);
  const stream = storedZlib(bytes.subarray(0, end));
  const head = Buffer.allocUnsafe(COMPRESSED_HEADER_BYTES);
  head.writeInt32BE(COMPRESSED_COOKIE, 0);
  head.writeInt32BE(stream.length, 4);
  return Buffer.concat([head, stream]).toString('base64');
}

/** Counts as they are, several zeros in a row as one negative number. @returns the index behind the last byte */
function putCounts(bytes: Buffer, from: number, counts: Float64Array, used: number): number {
  let at = from;
  let index = 0;
  while (index < used) {
    const first = index;
    while (index < used && counts[index] === 0) index++;
    const zeros = index - first;
    // One zero is written as it is. ZigZag makes an even number of what is not below 0, an odd one of what is.
    if (zeros > 0) at = putNumber(bytes, at, zeros === 1 ? 0 : zeros * 2 - 1);
    if (index < used) at = putNumber(bytes, at, (counts[index++] ?? 0) * 2);
  }
  return at;
}

/** LEB128, low bits first. @param value a whole number below 2 to the power of 54 */
function putNumber(bytes: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest >= 0x80) {
    bytes[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[at++] = rest;
  return at;
}
