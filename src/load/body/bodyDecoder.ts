import * as zlib from 'node:zlib';

/** No more than this comes out of a compressed body. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** Said in place of a body that would be more. */
const TOO_LARGE = `(compressed, and more than ${MAX_TEXT_BYTES / 1024 / 1024} MB when unpacked: not looked at)`;
/** Nobody packs a body more often and means well. */
const MOST_CODINGS = 3;

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = zlib.constants;
const limits = { maxOutputLength: MAX_TEXT_BYTES };

/**
 * A response body (or its beginning) as UTF-8 text. What cannot be decompressed is given as it is, and what swells
 * beyond all measure is not.
 * @param encoding the value of `Content-Encoding`: codings in the order in which they were applied
 */
export function decodeBody(body: Buffer, encoding: string | undefined): string {
  if (encoding === undefined) return body.toString();
  const codings = encoding.toLowerCase().split(',').reverse();
  if (codings.length > MOST_CODINGS) return body.toString();
  try {
    return codings.reduce((packed, coding) => unpack(packed, coding.trim()), body).toString();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    return code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : body.toString();
  }
}

/** Whether this Node can decompress it: zstd came with 22.15. */
function canDecode(coding: string): boolean {
  return coding !== 'zstd' || typeof zlib.zstdDecompressSync === 'function';
}

/** Also of a body that is cut off: as much as there is. */
function unpack(body: Buffer, coding: string): Buffer {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.unzipSync(body, { ...limits, finishFlush: Z_SYNC_FLUSH });
    case 'deflate':
      return inflate(body);
    case 'br':
      return zlib.brotliDecompressSync(body, { ...limits, finishFlush: BROTLI_OPERATION_FLUSH });
    case 'zstd':
      if (!canDecode(coding)) return body;
      return zlib.zstdDecompressSync(body, { ...limits, finishFlush: ZSTD_e_flush });
    default:
      return body;
  }
}

/** RFC 9110 section 8.4.1.2: meant is zlib's form, and some servers send it without. */
function inflate(body: Buffer): Buffer {
  const isZlib = ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) | (body[1] ?? 0)) % 31 === 0;
  const options = { ...limits, finishFlush: Z_SYNC_FLUSH };
  return isZlib ? zlib.unzipSync(body, options) : zlib.inflateRawSync(body, options);
}
