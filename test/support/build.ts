/** Builds all that is shipped: `node test/support/build.ts`, or a single bundle for a test. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build as esbuild, type Metafile, type Plugin } from 'esbuild';
import { writeNotices } from './notices.ts';

const run = promisify(execFile);
export const root = dirname(dirname(import.meta.dirname));
export const dist = join(root, 'dist');

/** A bundle that was written: its file, its size, and esbuild's account of what went into it. */
export interface Bundle {
  readonly outFile: string;
  readonly bytes: number;
  readonly metafile: Metafile;
}

/** What a bundle may leave outside itself: `node` stands for all built-in modules, `command` for {@link COMMAND_FILE}. */
type Externals = readonly ('node' | 'vscode' | 'command')[];

/** Beside the command line's entry. */
const COMMAND_FILE = 'command.cjs';

/** hdr-histogram-js brings a zlib written in JavaScript, which takes 8 ms to load; Node has its own. */
const zlibOfNode: Plugin = {
  name: 'zlib-of-node',
  setup(building) {
    building.onResolve({ filter: /^pako$/ }, () => ({ path: 'pako', namespace: 'zlib-of-node' }));
    building.onLoad({ filter: /^pako$/, namespace: 'zlib-of-node' }, () => ({
      contents: "export { deflateSync as deflate, inflateSync as inflate } from 'node:zlib';",
    }));
  },
};

async function bundle(
  entry: string,
  outfile: string,
  may: Externals,
  options: BuildOptions,
): Promise<Bundle> {
  await stat(join(root, entry)).catch(() => {
    throw new Error(`build: the entry ${entry} does not exist`);
  });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    // An error quotes its line: keep lines short.
    lineLimit: 160,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
    metafile: true,
    define: { 'process.env.HOTLAP_VERSION': JSON.stringify(version), ...options.define },
  });
  assertExternals(entry, metafile, may);
  return { outFile: outfile, bytes: (await stat(outfile)).size, metafile };
}

/** @throws where the bundle would need something at run time that is not shipped with it */
function assertExternals(entry: string, metafile: Metafile, may: Externals): void {
  const builtin = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
  const allowed = (path: string) =>
    (may.includes('node') && (builtin.has(path) || path.startsWith('node:'))) ||
    (may.includes('vscode') && path === 'vscode') ||
    (may.includes('command') && path === `./${COMMAND_FILE}`);
  const stray = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((imported) => imported.external === true && !allowed(imported.path))
    .map((imported) => imported.path);
  if (stray.length > 0) {
    throw new Error(`build: ${entry} leaves outside its bundle: ${[...new Set(stray)].join(', ')}`);
  }
}

const onNode: BuildOptions = {
  platform: 'node',
  target: 'node20',
  plugins: [zlibOfNode],
  // ws looks for its native helpers unless told not to: a bundle has none.
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
};

/** CommonJS has no `import.meta`; these are the same things by their CommonJS names. */
const asCommonJs: BuildOptions = {
  ...onNode,
  format: 'cjs',
  // Loading the first ES module takes 7 ms, and one that imports node:http brings all of Node's own undici.
  supported: { 'dynamic-import': false },
  banner: { js: 'const importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  define: {
    ...onNode.define,
    'import.meta.url': 'importMetaUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

/** The extension host's side: CommonJS, all but `vscode` inside. */
function bundleExtension(outFile = join(dist, 'extension.cjs')): Promise<Bundle> {
  return bundle('src/extension/extension.ts', outFile, ['node', 'vscode'], {
    ...asCommonJs,
    external: ['vscode'],
  });
}

/** The engine process. */
export function bundleEngine(outFile = join(dist, 'engine.cjs')): Promise<Bundle> {
  // undici leaves its second, experimental parser out where it thinks that Node bundles it.
  const define = { ...asCommonJs.define, esbuildDetection: '1' };
  return bundle('src/load/engine/main.ts', outFile, ['node'], { ...asCommonJs, define });
}

/** The command line's entry leaves the rest in a file of its own, which it loads once the engine is on its way. */
const commandApart: Plugin = {
  name: 'command-apart',
  setup(building) {
    building.onResolve({ filter: /[\\/]command\.ts$/ }, () => ({
      path: `./${COMMAND_FILE}`,
      external: true,
    }));
  },
};

/** The command line: an executable file, and beside it the rest of the command line. */
export async function bundleCli(outFile = join(dist, 'cli.cjs')): Promise<Bundle[]> {
  const built = await Promise.all([
    bundle('src/cli/main.ts', outFile, ['node', 'command'], {
      ...asCommonJs,
      banner: { js: `#!/usr/bin/env node\n${asCommonJs.banner?.js ?? ''}` },
      plugins: [zlibOfNode, commandApart],
    }),
    bundle('src/cli/command.ts', join(dirname(outFile), COMMAND_FILE), ['node'], asCommonJs),
  ]);
  await chmod(outFile, 0o755);
  return built;
}

/** The panel's script; it runs in a browser and leaves nothing outside itself. */
export function bundleWebview(outFile = join(dist, 'webview.js')): Promise<Bundle> {
  return bundle('webview/main.ts', outFile, [], {
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    tsconfig: join(root, 'webview', 'tsconfig.json'),
    loader: { '.css': 'text' },
  });
}

/** Compiles the sample API to media/sample/dist, with its source maps. @throws with tsc's words where it fails */
async function buildSample(): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await run(process.execPath, [tsc, '-p', 'media/sample'], { cwd: root });
  } catch (error) {
    const said = error as { stdout?: string; stderr?: string };
    throw new Error(`build: tsc -p media/sample failed\n${said.stdout ?? ''}${said.stderr ?? ''}`);
  }
}

/** Builds everything into dist/ (and media/sample/dist/), afresh. @returns the bundles */
export async function build(): Promise<Bundle[]> {
  await mkdir(dist, { recursive: true });
  const outcomes = await Promise.allSettled([
    bundleExtension(),
    bundleEngine(),
    bundleCli(),
    bundleWebview(),
    buildSample(),
  ]);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of failed) console.error(reason instanceof Error ? reason.message : reason);
  if (failed.length > 0) throw new Error('build: failed, see above');
  const bundles = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value ? outcome.value : [],
  );
  await writeNotices(root, join(dist, 'THIRD_PARTY_NOTICES.txt'), bundles);
  return bundles;
}

if (import.meta.main) {
  if (process.argv.includes('--clean')) await rm(dist, { recursive: true, force: true });
  try {
    for (const { outFile, bytes } of await build()) {
      console.log(
        `${relative(root, dirname(outFile))}/${basename(outFile)}  ${(bytes / 1024).toFixed(0)} kB`,
      );
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
