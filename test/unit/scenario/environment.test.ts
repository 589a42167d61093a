import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/scenario/environment.ts';

describe('readEnvironment', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hotlap-env-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = () => join(folder, 'shop.perf.yaml');

  it('prefers what is given for the run, then the process, then .env beside the file', () => {
    writeFileSync(join(folder, '.env'), 'A=file\nB=file\nC=file\n');
    expect(readEnvironment(file(), { A: 'process', B: 'process' }, { A: 'run' })).toEqual({
      A: 'run',
      B: 'process',
      C: 'file',
    });
  });

  it('reads comments, quotes, export and = in values', () => {
    writeFileSync(join(folder, '.env'), '# keys\nexport A="a b"\nB=\'x # y\'\nC=a=b # c\nD=\n');
    expect(readEnvironment(file(), {}, {})).toEqual({ A: 'a b', B: 'x # y', C: 'a=b', D: '' });
  });

  it('a variable that the process has unset hides nothing', () => {
    writeFileSync(join(folder, '.env'), 'A=file\n');
    expect(readEnvironment(file(), { A: undefined }, {})).toEqual({ A: 'file' });
  });

  it('needs no .env', () => {
    expect(readEnvironment(file(), { A: '1' }, {})).toEqual({ A: '1' });
  });
});
