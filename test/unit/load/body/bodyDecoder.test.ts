import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../../src/load/body/bodyDecoder.ts';

const text = '{"status":"ok"}'.repeat(100);

describe('a response body as text', () => {
  it.each([
    ['none', Buffer.from(text), undefined],
    ['gzip', gzipSync(text), 'gzip'],
    ['deflate', deflateSync(text), 'Deflate'],
    ['brotli', brotliCompressSync(text), 'br'],
    ['deflate without its wrapper', deflateRawSync(text), 'deflate'],
    ['zstd', zstdCompressSync(text), 'zstd'],
    ['one after the other', gzipSync(brotliCompressSync(text)), 'br, gzip'],
    ['a coding that is none', Buffer.from(text), 'identity'],
    ['an unknown one', Buffer.from(text), 'compress'],
  ])('is decompressed: %s', (_what, body, encoding) => expect(decodeBody(body, encoding)).toBe(text));

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('is what can be had where only its beginning was kept: %s', (encoding, pack) => {
    // Too long for one block of any of them.
    const random = Array.from({ length: 100_000 }, (_, index) => ((index * 7919) % 99_991).toString(36)).join(
      ' ',
    );
    const body = pack(random);
    const decoded = decodeBody(body.subarray(0, Math.floor(body.length * 0.9)), encoding);
    expect(decoded.length).toBeGreaterThan(100);
    expect(random.startsWith(decoded)).toBe(true);
  });

  it('is given as it is where it is not what it says', () => {
    expect(decodeBody(Buffer.from('plain'), 'gzip')).toBe('plain');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('does not swell: a bomb of 100 MB is not unpacked, and said to be one: %s', (encoding, pack) => {
    const bomb = pack(Buffer.alloc(100_000_000));
    expect(bomb.length).toBeLessThan(200_000);
    expect(decodeBody(bomb, encoding)).toBe('(compressed, and more than 64 MB when unpacked: not looked at)');
  });

  it('that is packed again and again is left alone', () => {
    expect(decodeBody(Buffer.from('x'), 'gzip, gzip, gzip, gzip')).toBe('x');
  });
});
