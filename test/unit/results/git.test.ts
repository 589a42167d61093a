import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitState } from '../../../src/results/git.ts';

let folder: string;
const git = (...args: string[]) => {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-git-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the state of the repository', () => {
  it('is the commit, the branch, and whether a tracked file was changed', async () => {
    git('init', '-q', '-b', 'trunk');
    await writeFile(join(folder, 'a.ts'), '1');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const sha = git('rev-parse', 'HEAD');
    expect(await gitState(folder)).toEqual({ sha, branch: 'trunk', dirty: false });
    await writeFile(join(folder, 'new.ts'), '2');
    expect((await gitState(folder))?.dirty).toBe(false);
    await writeFile(join(folder, 'a.ts'), '2');
    expect((await gitState(folder))?.dirty).toBe(true);
    git('checkout', '-q', '--detach');
    expect(await gitState(folder)).toEqual({ sha, branch: null, dirty: true });
  });

  it('is not known before the first commit, outside a repository, or where there is no folder', async () => {
    expect(await gitState(folder)).toBeNull();
    git('init', '-q');
    expect(await gitState(folder)).toBeNull();
    expect(await gitState(join(folder, 'none'))).toBeNull();
  });
});
