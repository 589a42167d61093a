import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { storedZlib } from '../../../src/metrics/storedZlib.ts';

it('is read by zlib as what it was made of, checksum included', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(new Uint8Array(inflateSync(storedZlib(bytes)))).toEqual(bytes);
    }),
  );
});

it('needs a block for every 65,535 bytes, and one for none', () => {
  for (const length of [0, 1, 65_534, 65_535, 65_536, 131_070, 200_000]) {
    const bytes = new Uint8Array(length).fill(255);
    const stream = storedZlib(bytes);
    const blocks = Math.max(1, Math.ceil(length / 65_535));
    expect(stream.length).toBe(2 + 5 * blocks + length + 4);
    expect(inflateSync(stream).equals(bytes)).toBe(true);
  }
});

it('has the stream that RFC 1950 and 1951 give for three bytes', () => {
  // Adler-32 of "abc" is 0x024d0127, as in the tests of zlib.
  expect(storedZlib(Buffer.from('abc')).toString('hex')).toBe('78010103' + '00fcff' + '616263' + '024d0127');
});
