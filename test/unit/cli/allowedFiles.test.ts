import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outsideFiles } from '../../../src/cli/allowedFiles.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hotlap-allowed-')));
  mkdirSync(join(folder, 'repo'));
  writeFileSync(join(folder, 'users.csv'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('--allow-file', () => {
  it('names files from the current folder, and means what links lead to', () => {
    symlinkSync(join(folder, 'users.csv'), join(folder, 'repo', 'link.csv'));
    expect(outsideFiles(['../users.csv', 'link.csv'], join(folder, 'repo'))).toEqual({
      allowed: [join(folder, 'users.csv'), join(folder, 'users.csv')],
      others: 'flag',
    });
    expect(outsideFiles([], folder)).toEqual({ allowed: [], others: 'flag' });
  });

  it.each([
    ['none.csv', '--allow-file none.csv: there is no such file'],
    ['repo', '--allow-file repo: it is a folder'],
  ])('%s is refused', (written, message) => {
    expect(() => outsideFiles([written], folder)).toThrow(message);
  });
});
