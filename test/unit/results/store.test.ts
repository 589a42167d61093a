import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../src/results/atomicFile.ts';
import { FileRecordStore } from '../../../src/results/store.ts';
import { record } from './parts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the record store', () => {
  it('reads back what it wrote, from a folder that it made itself', async () => {
    const store = new FileRecordStore(join(folder, 'a', 'b'));
    const file = await store.write(record());
    expect(await store.read(file)).toEqual(record());
  });

  it('writes a run over itself and leaves nothing else behind', async () => {
    const store = new FileRecordStore(folder);
    const first = await store.write(record({ status: 'interrupted' }));
    expect(await store.write(record({ status: 'passed' }))).toBe(first);
    expect((await store.read(first)).status).toBe('passed');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('survives writes of one run at the same time', async () => {
    const store = new FileRecordStore(folder);
    const files = await Promise.all(Array.from({ length: 8 }, () => store.write(record())));
    expect(await readdir(folder)).toHaveLength(1);
    expect(await store.read(files[0] ?? '')).toEqual(record());
  });

  it('lists the newest first, and names what it cannot read', async () => {
    const store = new FileRecordStore(folder);
    for (const day of [2, 10, 1]) {
      const startedAt = `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`;
      await store.write(record({ id: `day-${day}`, startedAt }));
    }
    await writeFile(join(folder, 'half.json'), '{"version":1,');
    await writeFile(join(folder, 'other.json'), '{"version":1,"id":7}');
    await writeFile(join(folder, 'notes.txt'), 'not a record');
    await writeFile(join(folder, '.left-over.json.tmp'), '');
    const { records, unreadable } = await store.list();
    expect(records.map((one) => one.record.id)).toEqual(['day-10', 'day-2', 'day-1']);
    expect(unreadable.map((one) => one.problem.code)).toEqual(['record-unreadable', 'record-unreadable']);
    expect(unreadable.map((one) => one.problem.message).join()).toMatch(
      /other\.json is no run record: .*half\.json/s,
    );
    expect((await store.list(2)).records.map((one) => one.record.id)).toEqual(['day-10', 'day-2']);
  });

  it('reads what an older Hotlap wrote, which knew nothing of the generator', async () => {
    const { generator: _generator, warmupMs: _warmupMs, summary, ...old } = record();
    const { bound: _bound, earlyIterations: _early, ...oldSummary } = summary;
    const file = join(folder, 'old.json');
    await writeFile(file, JSON.stringify({ ...old, version: 1, summary: oldSummary }));
    expect(await new FileRecordStore(folder).read(file)).toEqual(record());
  });

  it('holds nothing where there is no folder yet', async () => {
    expect(await new FileRecordStore(join(folder, 'none')).list()).toEqual({ records: [], unreadable: [] });
  });

  it('refuses a record of a newer Hotlap and says so', async () => {
    const file = join(folder, 'newer.json');
    await writeFile(file, JSON.stringify({ ...record(), version: 4, shape: 'unknown' }));
    await expect(new FileRecordStore(folder).read(file)).rejects.toMatchObject({
      code: 'record-unreadable',
      message: expect.stringContaining('newer Hotlap'),
      hint: 'update Hotlap to read it',
    });
  });

  it('says what is wrong where a record is not there', async () => {
    await expect(new FileRecordStore(folder).read(join(folder, 'gone.json'))).rejects.toMatchObject({
      code: 'record-unreadable',
    });
  });

  it('never lets an id lead out of its folder', () => {
    const store = new FileRecordStore(folder);
    expect(store.fileOf(record({ id: '../../etc/passwd' }))).toBe(
      join(folder, '20261121T120000000Z-______etc_passwd.json'),
    );
  });
});

describe('where a record cannot be written', () => {
  it('a file in place of the folder is told', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(new FileRecordStore(join(folder, 'file')).write(record())).rejects.toMatchObject({
      code: 'record-unwritable',
      hint: expect.stringContaining('is not a folder'),
    });
  });

  it.runIf(existsSync('/dev/full'))('a full disk is told', async () => {
    await expect(writeFileAtomic('/dev/full', 'text')).rejects.toMatchObject({
      code: 'record-unwritable',
      message: expect.stringContaining('ENOSPC'),
      hint: expect.stringContaining('free some space'),
    });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a read-only folder is told',
    async () => {
      const closed = join(folder, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o500);
      await expect(new FileRecordStore(closed).write(record())).rejects.toMatchObject({
        code: 'record-unwritable',
        hint: expect.stringContaining('allow writing'),
      });
    },
  );

  it('a folder of that name is told, and nothing is left behind', async () => {
    await mkdir(join(folder, 'taken', 'within'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'text')).rejects.toMatchObject({
      code: 'record-unwritable',
      hint: expect.stringContaining('name a file'),
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('an atomic write', () => {
  it.skipIf(process.platform === 'win32')('goes through a link and leaves the link', async () => {
    await writeFile(join(folder, 'real.json'), 'old');
    await symlink('real.json', join(folder, 'link.json'));
    await writeFileAtomic(join(folder, 'link.json'), 'new');
    expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new');
  });

  it.runIf(existsSync('/dev/null'))('to a device leaves the device', async () => {
    await writeFileAtomic('/dev/null', 'text');
    expect(await readFile('/dev/null', 'utf8')).toBe('');
  });
});
