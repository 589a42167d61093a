import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'hotlap-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `
import { decodeHistogram, TimeHistogram } from './src/metrics/histogram.ts';
const histogram = new TimeHistogram();
for (let us = 1; us <= 1000; us++) histogram.record(us * 1000);
console.log(decodeHistogram(histogram.encode()).percentileMs(50).toFixed());
`;

describe.each([
  ['cjs', 'cjs'],
  ['esm', 'mjs'],
] as const)('bundled as %s', (format, ending) => {
  it('histograms encode and decode, and bring no WebAssembly along', async () => {
    const outfile = join(folder, `histogram.${ending}`);
    const { metafile } = await build({
      stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format,
      outfile,
      metafile: true,
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes('wasm'))).toEqual([]);
    expect(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }).trim()).toBe('500');
    expect(Object.values(metafile.outputs)[0]?.bytes).toBeLessThan(400_000);
  });
});
