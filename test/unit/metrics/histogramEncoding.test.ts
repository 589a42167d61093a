import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { TimeHistogram } from '../../../src/metrics/histogram.ts';

const HEADER_BYTES = 40;

function inflated(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  expect(bytes.readUInt32BE(0).toString(16)).toBe('1c849314');
  expect(bytes.readInt32BE(4)).toBe(bytes.length - 8);
  return inflateSync(bytes.subarray(8));
}

describe('the encoding of a histogram', () => {
  it('has the counts byte for byte as HdrHistogram writes them, whatever was counted', () => {
    const timesUs = fc.array(fc.oneof(fc.nat(3000), fc.nat(2_000_000), fc.nat(3_600_000_000)), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(timesUs, fc.integer({ min: 1, max: 70 }), (all, times) => {
        const own = new TimeHistogram();
        const hdr = build({ bitBucketSize: 64, numberOfSignificantValueDigits: 3, autoResize: true });
        for (const us of all) {
          for (let i = 0; i < times; i++) own.record(us);
          hdr.recordValueWithCount(us, times);
        }
        const [written, expected] = [own, hdr].map((one) =>
          inflated(one instanceof TimeHistogram ? one.encode() : encodeIntoCompressedBase64(one)),
        );
        expect(written?.subarray(HEADER_BYTES)).toEqual(expected?.subarray(HEADER_BYTES));
      }),
      { numRuns: 200 },
    );
  });

  it('has the header that the format asks for: no index offset, 3 digits, from 1 µs, a ratio of 1', () => {
    const histogram = new TimeHistogram();
    for (const us of [5, 120_000]) histogram.record(us);
    const bytes = inflated(histogram.encode());
    expect(bytes.readUInt32BE(0).toString(16)).toBe('1c849313');
    expect(bytes.readInt32BE(4)).toBe(bytes.length - HEADER_BYTES);
    expect(bytes.readInt32BE(8)).toBe(0);
    expect(bytes.readInt32BE(12)).toBe(3);
    expect(bytes.readBigInt64BE(16)).toBe(1n);
    expect(bytes.readBigInt64BE(24)).toBe(120_000n);
    expect(bytes.readDoubleBE(32)).toBe(1);
  });
});
