import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../src/load/bodyDecoder.ts';

const text = '{"status":"ok"}'.repeat(100);

describe('a response body as text', () => {
  it.each([
    ['none', Buffer.from(text), undefined],
    ['gzip', gzipSync(text), 'gzip'],
    ['deflate', deflateSync(text), 'Deflate'],
    ['brotli', brotliCompressSync(text), 'br'],
  ])('is decompressed: %s', (_what, body, encoding) => expect(decodeBody(body, encoding)).toBe(text));

  it('is what can be had where only its beginning was kept', () => {
    const random = Array.from({ length: 2000 }, (_, index) => ((index * 7919) % 9973).toString(36)).join(' ');
    const body = gzipSync(random);
    const decoded = decodeBody(body.subarray(0, body.length / 2), 'gzip');
    expect(decoded.length).toBeGreaterThan(100);
    expect(random.startsWith(decoded)).toBe(true);
  });

  it('is given as it is where it is not what it says', () => {
    expect(decodeBody(Buffer.from('plain'), 'gzip')).toBe('plain');
  });

  it('does not swell: a bomb of 100 MB in 100 kB is not decompressed', () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    expect(decodeBody(bomb, 'gzip').length).toBeLessThan(2_000_000);
  });
});
