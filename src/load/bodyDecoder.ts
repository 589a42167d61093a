import { brotliDecompressSync, constants, unzipSync } from 'node:zlib';

/** No more than this comes out of a compressed body. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** A response body (or its beginning) as UTF-8 text; what cannot be decompressed is given as it is. */
export function decodeBody(body: Buffer, encoding: string | undefined): string {
  try {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
      case 'deflate':
        return unzipSync(body, {
          maxOutputLength: MAX_TEXT_BYTES,
          finishFlush: constants.Z_SYNC_FLUSH,
        }).toString();
      case 'br':
        return brotliDecompressSync(body, {
          maxOutputLength: MAX_TEXT_BYTES,
          finishFlush: constants.BROTLI_OPERATION_FLUSH,
        }).toString();
      default:
        return body.toString();
    }
  } catch {
    return body.toString();
  }
}
