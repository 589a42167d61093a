import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFiles } from '../../../../src/scenario/planner/dataFile.ts';
import type { FileRoom } from '../../../../src/scenario/planner/fileLocation.ts';

let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hotlap-data-')));
  mkdirSync(join(folder, 'perf'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const roomOf = (more: Partial<FileRoom> = {}): FileRoom => ({
  scenario: join(folder, 'perf', 'a.perf.yaml'),
  root: null,
  outside: null,
  ...more,
});
const read = (name: string, text: string | null, files = new DataFiles()) => {
  if (text !== null) writeFileSync(join(folder, 'perf', name), text);
  return files.read(name, roomOf({ root: folder }));
};
const messageOf = (name: string, text: string | null) => {
  const result = read(name, text);
  return 'message' in result ? result.message : result;
};

describe('a csv file', () => {
  it('has columns by its first line, and rows of texts', () => {
    // RFC 4180: quoted commas, line breaks and doubled quotes; CRLF; a byte order mark.
    const text = '\uFEFFname, email\r\n"Miller, ""J""",a@x\r\n\r\n"two\nlines",b@x\r\n';
    expect(read('u.csv', text)).toEqual({
      columns: ['name', 'email'],
      rows: [
        ['Miller, "J"', 'a@x'],
        ['two\nlines', 'b@x'],
      ],
    });
  });

  it.each([';', '\t'])('may be separated by %j', (one) => {
    expect(read('u.csv', `a${one}b${one}c,d\n1${one}2${one}3\n`)).toEqual({
      columns: ['a', 'b', 'c,d'],
      rows: [['1', '2', '3']],
    });
  });

  it.each([
    ['', 'u.csv is empty'],
    ['a,b\n', 'u.csv has no rows below the names of its columns'],
    ['a,b\n1,2\n3\n', 'u.csv at line 3 has 1 field, and its first line another number'],
    ['a,b\n1,2,3\n', 'u.csv at line 2 has 3 fields, and its first line another number'],
    ['a,,c\n1,2,3\n', 'column 2 of u.csv has no name'],
    ['a,b,a\n1,2,3\n', 'u.csv has two columns "a"'],
    ['a,b\n"1,2\n', /^u\.csv at line \d is no csv: Quote Not Closed$/],
    ['a,b\n1"x,2\n', /^u\.csv at line 2 is no csv: Invalid Opening Quote$/],
    [`a\n${'1\n'.repeat(100_001)}`, 'u.csv has more than 100000 rows'],
  ])('%j is told', (text, expected) =>
    expect(messageOf('u.csv', text)).toEqual(expect.stringMatching(expected)),
  );
});

describe('a json file', () => {
  it('has the keys of all its maps as columns, and keeps the types', () => {
    expect(read('u.json', '[{"id":1,"tags":["a"]},{"id":2,"name":"b"}]')).toEqual({
      columns: ['id', 'tags', 'name'],
      rows: [
        [1, ['a'], undefined],
        [2, undefined, 'b'],
      ],
    });
  });

  it.each([
    ['{"id":1}', 'u.json holds no list'],
    ['[]', 'u.json is empty'],
    ['[{"id":1}, 2]', 'entry 2 of u.json is no map'],
    ['[{', /^u\.json is no JSON: /],
  ])('%s is told', (text, expected) =>
    expect(messageOf('u.json', text)).toEqual(expect.stringMatching(expected)),
  );
});

describe('where it is', () => {
  it('must be there, be a file, and lie in the folder, links followed', () => {
    expect(messageOf('none.csv', null)).toBe('there is no file none.csv');
    mkdirSync(join(folder, 'perf', 'sub.csv'));
    expect(messageOf('sub.csv', null)).toBe('sub.csv is no file');
    expect(messageOf('../../etc/passwd', null)).toBe(`../../etc/passwd lies outside the folder ${folder}`);
    symlinkSync('/etc/hosts', join(folder, 'perf', 'link.csv'));
    expect(messageOf('link.csv', null)).toBe(`link.csv lies outside the folder ${folder}`);
    writeFileSync(join(folder, 'up.csv'), 'a\n1\n');
    expect(messageOf('../up.csv', null)).toEqual({ columns: ['a'], rows: [['1']] });
  });

  it('is the repository of the scenario file where nothing else is said', () => {
    writeFileSync(join(folder, 'up.csv'), 'a\n1\n');
    expect(new DataFiles().read('../up.csv', roomOf())).toMatchObject({
      message: `../up.csv lies outside the folder ${join(folder, 'perf')}`,
    });
    mkdirSync(join(folder, '.git'));
    expect(new DataFiles().read('../up.csv', roomOf())).toMatchObject({ columns: ['a'] });
  });

  it('is read again only when it has changed', () => {
    const files = new DataFiles();
    const first = read('u.csv', 'a\n1\n', files);
    expect(read('u.csv', null, files)).toBe(first);
    writeFileSync(join(folder, 'perf', 'u.csv'), 'a\n2\n');
    utimesSync(join(folder, 'perf', 'u.csv'), 1, 1);
    expect(read('u.csv', null, files)).toEqual({ columns: ['a'], rows: [['2']] });
  });
});
