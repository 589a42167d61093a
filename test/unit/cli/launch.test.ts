import { describe, expect, it } from 'vitest';
import { compileCacheFolder } from '../../../src/cli/compileCache.ts';
import { wantsEngine } from '../../../src/cli/earlyEngine.ts';

describe('the engine is started before the arguments are read', () => {
  it.each([
    [['run', 'a.perf.yaml'], true],
    [['--no-color', 'run', 'a.perf.yaml', '-q'], true],
    [['run', '--help'], false],
    [['run', 'a.perf.yaml', '-h'], false],
    [['--version'], false],
    [['validate', 'run'], false],
    [['new', 'smoke', '-o', 'run'], false],
    [[], false],
  ])('%j: %s', (args, wanted) => {
    expect(wantsEngine(args)).toBe(wanted);
  });
});

describe('compiled code is kept in the cache folder of the user', () => {
  it.each([
    ['linux', {}, '/home/ann/.cache/hotlap/compiled'],
    ['linux', { XDG_CACHE_HOME: '/var/ann' }, '/var/ann/hotlap/compiled'],
    // The specification of XDG has a relative path ignored.
    ['linux', { XDG_CACHE_HOME: 'cache' }, '/home/ann/.cache/hotlap/compiled'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/ann/.cache/hotlap/compiled'],
    ['darwin', { XDG_CACHE_HOME: '/var/ann' }, '/home/ann/Library/Caches/hotlap/compiled'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/hotlap/compiled'],
    ['win32', {}, '/home/ann/AppData/Local/hotlap/compiled'],
  ] as const)('%s with %j: %s', (platform, env, folder) => {
    expect(compileCacheFolder(platform, env, '/home/ann').replaceAll('\\', '/')).toBe(folder);
  });
});
