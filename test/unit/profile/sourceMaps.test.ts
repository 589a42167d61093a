import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { trailingMapUrl } from '../../../src/profile/mapFile.ts';
import type { ProfileFrame } from '../../../src/profile/model.ts';
import { SourceMaps } from '../../../src/profile/sourceMaps.ts';

const SOURCE = `interface Options {
  readonly rounds: number;
}

export function hashPassword(password: string, { rounds }: Options): number {
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) {
    sum += password.length * i;
  }
  return sum;
}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotlap-maps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The frame that V8 reports for `name`: its position is that of the parameters' parenthesis. */
function frameIn(file: string, code: string, name: string): ProfileFrame {
  const before = code.slice(0, code.indexOf(`function ${name}(`) + `function ${name}`.length).split('\n');
  return {
    function: name,
    scriptId: '7',
    url: pathToFileURL(file).href,
    line: before.length - 1,
    column: before.at(-1)?.length ?? 0,
  };
}

/** Compiled by tsc from src/auth.ts to dist/auth.js. */
function compile(mapFile = true): { file: string; code: string } {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: 'auth.ts',
    compilerOptions: { ...options, sourceMap: mapFile, inlineSourceMap: !mapFile },
  });
  write('src/auth.ts', SOURCE);
  if (sourceMapText) {
    write('dist/auth.js.map', JSON.stringify({ ...JSON.parse(sourceMapText), sources: ['../src/auth.ts'] }));
  }
  return { file: write('dist/auth.js', outputText), code: outputText };
}

async function placeOf(frame: ProfileFrame, maps = new SourceMaps()) {
  await maps.load([frame]);
  return maps.place(frame);
}

test('tsc with a map file: function, line and hot lines in the TypeScript', async () => {
  const { file, code } = compile();
  const place = await placeOf(frameIn(file, code, 'hashPassword'));
  expect(place).toMatchObject({
    function: 'hashPassword',
    file: join(folder, 'src/auth.ts'),
    line: 5,
    own: true,
  });
  const generated = code.split('\n').findIndex((line) => line.includes('sum += password')) + 1;
  expect(generated).not.toBe(8);
  expect(place.originalLine(generated)).toBe(8);
  expect(place.originalLine(9999)).toBeNull();
});

test('an inline map beside its source', async () => {
  const { outputText } = ts.transpileModule(SOURCE, {
    fileName: 'auth.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, inlineSourceMap: true },
  });
  const file = write('auth.js', outputText);
  write('auth.ts', SOURCE);
  expect(await placeOf(frameIn(file, outputText, 'hashPassword'))).toMatchObject({
    file: join(folder, 'auth.ts'),
    line: 5,
  });
});

test('the map that the inspector names comes before what is on disk: tsx runs what is in no file', async () => {
  const file = write('auth.ts', SOURCE);
  const { code, map } = transformSync(SOURCE, {
    loader: 'ts',
    sourcemap: 'external',
    sourcefile: file,
    minify: true,
  });
  const sourceMapUrl = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  const maps = new SourceMaps();
  maps.addScript({ id: '7', url: pathToFileURL(file).href, sourceMapUrl });
  const place = await placeOf(frameIn(file, code, 'hashPassword'), maps);
  expect(place).toMatchObject({ function: 'hashPassword', file, line: 5 });
  // All on one line: which of its many it was cannot be told.
  expect(place.originalLine(1)).toBeNull();
});

test('a minified name gives way to the name in the map', async () => {
  const code = 'function h(a){return a.length}';
  const map = { version: 3, sources: ['auth.ts'], names: ['hashPassword'], mappings: 'AAIA,SAASA' };
  const file = write('dist/auth.js', `${code}\n//# sourceMappingURL=auth.js.map`);
  write('dist/auth.js.map', JSON.stringify(map));
  write('dist/auth.ts', SOURCE);
  expect(await placeOf(frameIn(file, code, 'h'))).toMatchObject({ function: 'hashPassword', line: 5 });
});

test('webpack’s sources are looked for above the bundle', async () => {
  const { file, code } = compile();
  const map = JSON.parse(
    ts.transpileModule(SOURCE, {
      fileName: 'auth.ts',
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, sourceMap: true },
    }).sourceMapText ?? '',
  );
  write('dist/auth.js.map', JSON.stringify({ ...map, sources: ['webpack://shop/./src/auth.ts?1a2b'] }));
  expect(await placeOf(frameIn(file, code, 'hashPassword'))).toMatchObject({
    file: join(folder, 'src/auth.ts'),
    line: 5,
  });
});

describe('the generated place is kept', () => {
  test.each([
    ['where there is no map', (dist: string) => rmSync(`${dist}.map`)],
    ['where the map is broken', (dist: string) => writeFileSync(`${dist}.map`, '{"version":3,')],
    ['where the map is no map', (dist: string) => writeFileSync(`${dist}.map`, '"hello"')],
    [
      'where the mappings are no text',
      (dist: string) =>
        writeFileSync(`${dist}.map`, '{"version":3,"sources":["../src/auth.ts"],"names":[],"mappings":7}'),
    ],
    ['where the source was not shipped', (dist: string) => rmSync(join(dirname(dist), '../src/auth.ts'))],
  ])('%s', async (_, harm) => {
    const { file, code } = compile();
    harm(file);
    const frame = frameIn(file, code, 'hashPassword');
    const place = await placeOf(frame);
    expect(place).toMatchObject({ function: 'hashPassword', file, line: frame.line + 1, own: true });
    expect(place.originalLine(3)).toBe(3);
  });

  test('where the inspector says that the script has none', async () => {
    const { file, code } = compile();
    const maps = new SourceMaps();
    const frame = frameIn(file, code, 'hashPassword');
    maps.addScript({ id: '7', url: frame.url, sourceMapUrl: '' });
    expect(await placeOf(frame, maps)).toMatchObject({ file });
  });
});

test.each([
  [
    'the runtime’s own code',
    'node:internal/timers',
    'listOnTimeout',
    { file: 'node:internal/timers', own: false },
  ],
  [
    'a dependency',
    'file:///app/node_modules/fastify/lib/route.js',
    'route',
    { file: '/app/node_modules/fastify/lib/route.js', own: false },
  ],
  ['Yarn’s store', 'file:///app/.yarn/cache/x.zip/x.js', 'x', { own: false }],
  ['the user’s own', 'file:///app/lib/node_modules.js', 'x', { own: true, line: 4, column: 3 }],
  ['a space in the path', 'file:///my%20app/a.js', 'x', { file: '/my app/a.js', own: true }],
  ['native code', '', '(garbage collector)', { file: '', line: 0, column: 0, own: false }],
  ['WebAssembly', 'wasm://wasm/abc', 'wasm-function[3]', { file: '', line: 0, own: false }],
  ['no name', 'file:///app/a.js', '', { function: '(anonymous)', line: 4 }],
])('%s', async (_, url, name, expected) => {
  expect(await placeOf({ function: name, scriptId: '1', url, line: 3, column: 2 })).toMatchObject(expected);
});

test.each([
  ['a\n//# sourceMappingURL=a.js.map\n', 'a.js.map'],
  ['//# sourceMappingURL=first.map\ncode\n//# sourceMappingURL=last.map', 'last.map'],
  ['//@ sourceMappingURL=old.map', 'old.map'],
  ['no comment', ''],
])('the map in the last comment of %j', (code, expected) => {
  expect(trailingMapUrl(code)).toBe(expected);
});

test('lines that V8 lends from inlined runtime functions are no lines of a function', async () => {
  const file = write('plain.js', 'function work() {\n  a();\n  b();\n}\nfunction other() {}\n');
  const place = await placeOf({
    function: 'work',
    scriptId: '1',
    url: pathToFileURL(file).href,
    line: 0,
    column: 13,
  });
  expect([1, 2, 4, 5, 548].map((line) => place.originalLine(line))).toEqual([1, 2, 4, null, null]);
  const module = await placeOf({
    function: '',
    scriptId: '1',
    url: pathToFileURL(file).href,
    line: 0,
    column: 0,
  });
  expect([1, 5, 548].map((line) => module.originalLine(line))).toEqual([1, 5, null]);
});
