import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFiles } from '../../../../src/scenario/planner/dataFile.ts';
import { findFile, type OutsideFiles } from '../../../../src/scenario/planner/fileLocation.ts';

let outer = '';
let root = '';

beforeEach(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), 'hotlap-files-')));
  root = join(outer, 'shop');
  mkdirSync(join(root, 'perf'), { recursive: true });
  writeFileSync(join(outer, 'users.csv'), 'email\na@example.com\n');
  writeFileSync(join(root, 'own.csv'), 'email\nb@example.com\n');
  symlinkSync(join(outer, 'users.csv'), join(root, 'perf', 'link.csv'));
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

const others = (one: OutsideFiles['others'], ...allowed: string[]): OutsideFiles => ({
  allowed,
  others: one,
});
const roomOf = (outside: OutsideFiles | null) => ({
  scenario: join(root, 'perf', 'a.perf.yaml'),
  root,
  outside,
});
const find = (file: string, outside: OutsideFiles | null) => findFile(file, roomOf(outside));
const real = () => join(outer, 'users.csv');

describe('a file outside of the folder', () => {
  it.each([
    ['../../users.csv', 'by its path'],
    ['link.csv', 'by a link inside'],
  ])('%s (%s) is told by where it really lies', (file) => {
    const message = `${file} lies outside the folder ${root}`;
    expect(find(file, others('asked'))).toEqual({
      message,
      hint: `It is ${real()}. A run asks before it reads it.`,
      outside: real(),
    });
    expect(find(file, others('flag'))).toEqual({
      message,
      hint: `If it may be read, say so: --allow-file ${real()}; or copy it into that folder.`,
      outside: real(),
    });
    expect(find(file, others('untrusted'))).toMatchObject({
      message,
      hint: 'It is not read in a workspace that is not trusted. Copy it into that folder.',
    });
    expect(find(file, null)).toEqual({ message, hint: 'Copy it into that folder.' });
  });

  it('is taken where it is allowed, by the path that links lead to, and by no other', () => {
    const found = { path: real(), sizeBytes: 20 };
    expect(find('../../users.csv', others('asked', real()))).toEqual(found);
    expect(find('link.csv', others('flag', real()))).toEqual(found);
    expect(find('link.csv', others('flag', join(root, 'perf', 'link.csv')))).toHaveProperty('outside');
    expect(find('link.csv', others('untrusted', real()))).toHaveProperty('outside');
  });

  it('is asked for again when a link that was allowed leads elsewhere', () => {
    const files = new DataFiles();
    const room = roomOf(others('asked', real()));
    expect(files.read('link.csv', room)).toHaveProperty('rows');
    writeFileSync(join(outer, 'other.csv'), 'email\nc@example.com\n');
    rmSync(join(root, 'perf', 'link.csv'));
    symlinkSync(join(outer, 'other.csv'), join(root, 'perf', 'link.csv'));
    expect(files.read('link.csv', room)).toMatchObject({ outside: join(outer, 'other.csv') });
  });

  it('is not read before: neither its size nor what is in it is known', () => {
    writeFileSync(join(outer, 'broken.csv'), 'a,b\n1\n');
    for (const one of [others('asked'), others('flag'), others('untrusted'), null]) {
      expect(new DataFiles().read('../../broken.csv', roomOf(one))).toMatchObject({
        message: `../../broken.csv lies outside the folder ${root}`,
      });
    }
    const allowed = roomOf(others('flag', join(outer, 'broken.csv')));
    expect(new DataFiles().read('../../broken.csv', allowed)).toMatchObject({
      message: expect.stringContaining('has 1 field'),
    });
  });

  it('that is forgotten is not given from what was kept of it', () => {
    const files = new DataFiles();
    expect(files.read('link.csv', roomOf(others('asked', real())))).toHaveProperty('rows');
    expect(files.read('link.csv', roomOf(others('asked')))).toHaveProperty('outside');
  });

  it('that there is not is told as such to who could allow it, and to nobody else', () => {
    const nothing = `there is no file ../../none.csv`;
    const outside = `../../none.csv lies outside the folder ${root}`;
    expect(find('../../none.csv', others('asked'))).toMatchObject({ message: nothing });
    for (const one of [others('flag'), others('untrusted'), null])
      expect(find('../../none.csv', one)).toMatchObject({ message: outside });
  });

  it('is what is no file or may not be read, once it is allowed', () => {
    expect(find('../..', others('flag', outer))).toMatchObject({ message: '../.. is no file' });
    if (process.getuid?.() === 0) return;
    chmodSync(real(), 0);
    expect(find('link.csv', others('flag', real()))).toMatchObject({ message: 'link.csv cannot be read' });
  });

  it('has a path in the hint that can be pasted', () => {
    writeFileSync(join(outer, "Ann's users.csv"), '');
    expect(find("../../Ann's users.csv", others('flag'))).toMatchObject({
      hint: expect.stringContaining(`--allow-file '${outer}/Ann'\\''s users.csv';`),
    });
  });
});

describe('a file inside', () => {
  it('is one also where the way to it is another', () => {
    expect(find('../own.csv', others('asked'))).toMatchObject({ path: join(root, 'own.csv') });
    symlinkSync(root, join(outer, 'way'));
    expect(find('../../way/own.csv', others('asked'))).toMatchObject({ path: join(root, 'own.csv') });
  });
});
