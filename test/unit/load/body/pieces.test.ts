import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/seededRandom.ts';
import type { BodySource, RequestBody } from '../../../../src/load/body/bodySource.ts';
import { compileBody } from '../../../../src/load/body/compileBody.ts';
import type { PlannedPiece } from '../../../../src/scenario/expression/piece.ts';

let folder: string;
let large: string;
const LARGE_BYTES = 1024 * 1024 + 70_000;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotlap-body-'));
  large = join(folder, 'large');
  writeFileSync(large, Buffer.alloc(LARGE_BYTES, 'abc'));
  writeFileSync(join(folder, 'small'), 'small');
});
afterAll(() => rmSync(folder, { recursive: true }));

const user = (seed = 1, slots: unknown[] = []) => ({
  vu: 2,
  iter: 0,
  slots,
  nowMs: () => 5,
  random: seededRandom(seed, 2),
});

function bodyOf(pieces: PlannedPiece[], context = user()): RequestBody {
  const { constant, make } = compileBody({ body: null, pieces });
  const body = constant ?? make?.(context) ?? null;
  if (body === null) throw new Error('there is no body');
  return body;
}

/** All that a source hands on, and how large its largest piece was. */
function readAll(source: BodySource): Promise<{ bytes: Buffer; largest: number }> {
  return new Promise((resolve, reject) => {
    const reader = source.open();
    const pieces: Buffer[] = [];
    const next = () =>
      reader.read((piece, error) => {
        if (error !== null) reject(error);
        else if (piece === null)
          resolve({ bytes: Buffer.concat(pieces), largest: Math.max(...pieces.map((one) => one.length)) });
        else {
          pieces.push(piece);
          next();
        }
      });
    next();
  });
}

async function sourceOf(pieces: PlannedPiece[], context = user()): Promise<BodySource> {
  const body = bodyOf(pieces, context);
  if (Buffer.isBuffer(body)) throw new Error('it is held');
  return body;
}

const rows = (count: number): PlannedPiece => ({
  kind: 'csv',
  rows: count,
  header: 'id,name,note',
  columns: [
    [{ call: 'row', args: [] }],
    [{ call: 'random.string', args: [8] }],
    [{ slot: 0, encoding: 'none', fallback: 'none' }],
  ],
});

describe('a body in pieces', () => {
  it('is held as a whole where all of it is small, and made once where it never changes', () => {
    const small: PlannedPiece = { kind: 'file', path: join(folder, 'small') };
    const { constant, make } = compileBody({
      body: null,
      pieces: [{ kind: 'text', text: '<' }, small, { kind: 'text', text: '>' }],
    });
    expect(make).toBeNull();
    expect(constant?.toString()).toBe('<small>');
    const changing: PlannedPiece = { kind: 'text', text: ['vu ', { call: 'vu', args: [] }] };
    expect(bodyOf([changing, small]).toString()).toBe('vu 2small');
  });

  it('reads a large file while it is sent, each time from its beginning', async () => {
    const source = await sourceOf([
      { kind: 'text', text: 'begin' },
      { kind: 'file', path: large },
      { kind: 'text', text: 'end' },
    ]);
    expect(source.lengthBytes).toBe(5 + LARGE_BYTES + 3);
    for (let turn = 0; turn < 2; turn++) {
      const { bytes, largest } = await readAll(source);
      expect(
        bytes.equals(
          Buffer.concat([Buffer.from('begin'), Buffer.alloc(LARGE_BYTES, 'abc'), Buffer.from('end')]),
        ),
      ).toBe(true);
      expect(largest).toBeLessThanOrEqual(64 * 1024);
    }
  });

  it('tells of a file that has become shorter than it was', async () => {
    const path = join(folder, 'shrinking');
    writeFileSync(path, Buffer.alloc(LARGE_BYTES));
    const source = await sourceOf([{ kind: 'file', path }]);
    truncateSync(path, 1000);
    await expect(readAll(source)).rejects.toThrow('has become shorter');
  });

  it('refuses a file that is gone when the run begins', () => {
    expect(() => compileBody({ body: null, pieces: [{ kind: 'file', path: join(folder, 'none') }] })).toThrow(
      'none cannot be read',
    );
  });

  it('makes rows as they are asked for, quoted where RFC 4180 says so', async () => {
    const source = await sourceOf([rows(2)], user(1, ['a "b", c\n']));
    expect(source.lengthBytes).toBeNull();
    const text = (await readAll(source)).bytes.toString();
    expect(text).toMatch(
      /^id,name,note\r\n1,[A-Za-z0-9]{8},"a ""b"", c\n"\r\n2,[A-Za-z0-9]{8},"a ""b"", c\n"\r\n$/,
    );
  });

  it('makes the same rows for the same seed, also when they are sent again, and others for the next request', async () => {
    const context = user(7);
    const first = await sourceOf([rows(5000)], context);
    const again = (await readAll(first)).bytes;
    expect((await readAll(first)).bytes.equals(again)).toBe(true);
    expect((await readAll(await sourceOf([rows(5000)], user(7)))).bytes.equals(again)).toBe(true);
    expect((await readAll(await sourceOf([rows(5000)], context))).bytes.equals(again)).toBe(false);
    expect((await readAll(await sourceOf([rows(5000)], user(8)))).bytes.equals(again)).toBe(false);
  });

  it('makes exactly as many rows of each kind as are planned, in pieces', async () => {
    const mixed: PlannedPiece = {
      kind: 'csv',
      rows: 100_000,
      header: 'id,email',
      columns: [[{ call: 'row', args: [] }], [{ call: 'random.string', args: [6] }, '@example.com']],
      kinds: [
        { rows: 3000, repeat: false, columns: [null, 'nobody'] },
        { rows: 2000, repeat: true, columns: [null, null] },
      ],
    };
    const { bytes, largest } = await readAll(await sourceOf([mixed], user(7)));
    expect(largest).toBeLessThan(66_000);
    const lines = bytes.toString().split('\r\n').slice(1, -1);
    expect(lines).toHaveLength(100_000);
    expect(lines.filter((line) => line.endsWith(',nobody'))).toHaveLength(3000);
    const seen = new Set<string>();
    let repeated = 0;
    for (const line of lines) {
      if (seen.has(line)) repeated += 1;
      seen.add(line);
    }
    expect([repeated, seen.size]).toEqual([2000, 98_000]);
    expect((await readAll(await sourceOf([mixed], user(7)))).bytes.equals(bytes)).toBe(true);
    expect((await readAll(await sourceOf([mixed], user(8)))).bytes.equals(bytes)).toBe(false);
  });

  it('takes the values of the time when the request was made', async () => {
    const slots: unknown[] = ['before'];
    const source = await sourceOf([rows(1)], user(1, slots));
    slots[0] = 'after';
    expect((await readAll(source)).bytes.toString()).toContain('before');
  });

  it('hands on nothing any more once it is closed', async () => {
    const source = await sourceOf([rows(10)]);
    const reader = source.open();
    let told = 0;
    reader.read(() => told++);
    reader.close();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(told).toBe(0);
  });
});
