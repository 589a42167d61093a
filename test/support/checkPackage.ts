/**
 * Packs the VSIX and looks at what is shipped: `node test/support/checkPackage.ts`; vsce builds before.
 * The last line is `N passed, N failed`.
 */
import { execFile } from 'node:child_process';
import { access, constants, mkdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { dist, root } from './build.ts';

const run = promisify(execFile);
const largestBytes = 1.5e6;
const needed = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/engine.cjs',
  'extension/dist/cli.cjs',
  'extension/dist/command.cjs',
  'extension/dist/webview.js',
  'extension/dist/THIRD_PARTY_NOTICES.txt',
  'extension/media/scenario.schema.json',
  'extension/media/sample/package.json',
  'extension/media/sample/perf/sample.perf.yaml',
  'extension/media/sample/perf/journeys.perf.yaml',
  'extension/media/sample/perf/shoppers.csv',
  'extension/media/sample/dist/server.js',
  'extension/media/sample/dist/server.js.map',
];
const top = ['dist', 'media', 'package.json', 'readme.md', 'changelog.md', 'LICENSE.txt'];

let passed = 0;
let failed = 0;

async function check(name: string, test: () => Promise<void>): Promise<void> {
  try {
    await test();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${error instanceof Error ? error.message : error}`);
  }
}

/** The names of the files in a zip, from its central directory. */
async function zipNames(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/** The Node programs of this machine outside node_modules that are new enough, by the package's `engines`. */
async function otherNodes(): Promise<{ file: string; version: string }[]> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  const links = folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'));
  const files = new Set(await Promise.all(links.map((file) => realpath(file).catch(() => file))));
  const found: { file: string; version: string }[] = [];
  for (const file of files) {
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    const version = (await run(file, ['--version'])).stdout.trim().slice(1);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 20 || (major === 20 && minor >= 18)) found.push({ file, version });
  }
  return found;
}

const vsix = join(root, 'test-results/hotlap.vsix');
await mkdir(join(root, 'test-results'), { recursive: true });
await rm(vsix, { force: true });
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

await check('vsce packs the extension', async () => {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  await run(process.execPath, args, { cwd: root });
});
await check(`the VSIX is smaller than ${largestBytes / 1e6} MB`, async () => {
  const { size } = await stat(vsix);
  console.log(`     ${(size / 1e6).toFixed(2)} MB`);
  if (size >= largestBytes) throw new Error(`it is ${size} bytes`);
});
await check('the VSIX holds what is needed and nothing else', async () => {
  const names = (await zipNames(vsix)).filter((name) => name.startsWith('extension/'));
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`not in it: ${missing.join(', ')}`);
  const stray = names.filter((name) => !top.includes(name.split('/')[1] ?? ''));
  if (stray.length > 0) throw new Error(`should not be in it: ${stray.join(', ')}`);
});
for (const node of await otherNodes()) {
  await check(`the command line runs on Node ${node.version}`, async () => {
    const { stdout } = await run(node.file, [join(dist, 'cli.cjs'), '--version']);
    if (!stdout.includes(version)) throw new Error(`--version said: ${stdout}`);
  });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
