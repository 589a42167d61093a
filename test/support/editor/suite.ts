/** Turns a case's suite.test.ts into what VS Code's `extensionTestsPath` wants, and reads what it found. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../build.ts';
import { until } from './until.ts';

export interface TestResult {
  readonly name: string;
  readonly ms: number;
  /** What went wrong; null where it passed. */
  readonly error: string | null;
  /** What it said on the console: figures worth knowing. */
  readonly notes?: readonly string[];
}

const mocha = join(root, 'node_modules/mocha/lib/mocha.cjs');

/** Bundles the suite beside an `index.js` whose `run()` runs it with mocha and writes results.json. */
export async function bundleSuite(suiteFile: string, testsDir: string): Promise<void> {
  await mkdir(testsDir, { recursive: true });
  await build({
    entryPoints: [suiteFile],
    outfile: join(testsDir, 'suite.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', mocha],
    // The suite and the runner must share one mocha.
    alias: { mocha },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await writeFile(join(testsDir, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(testsDir, 'index.js'), indexSource);
}

const indexSource = `const Mocha = require(${JSON.stringify(mocha)});
const { writeFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const file = join(__dirname, 'results.json');
exports.run = () => new Promise((resolve) => {
  const results = [];
  let notes = [];
  const { log } = console;
  // VS Code lets nobody set its console's methods.
  const value = (...said) => { notes.push(said.join(' ')); log(...said); };
  Object.defineProperty(console, 'log', { value, configurable: true });
  const write = (done) => {
    writeFileSync(file + '.part', JSON.stringify({ done, results }));
    renameSync(file + '.part', file);
  };
  const mocha = new Mocha({ ui: 'bdd', timeout: 60000, reporter: class {} });
  mocha.addFile(join(__dirname, 'suite.js'));
  let runner;
  try {
    runner = mocha.run(() => { write(true); resolve(); });
  } catch (error) {
    results.push({ name: 'the suite loads', ms: 0, error: String(error.stack) });
    write(true);
    resolve();
    return;
  }
  const add = (test, error) => {
    results.push({ name: test.fullTitle(), ms: test.duration ?? 0, error, notes });
    notes = [];
    write(false);
  };
  runner.on('pass', (test) => add(test, null));
  runner.on('fail', (test, error) => add(test, String(error.stack ?? error)));
});
`;

/** Waits for the suite to end. @returns its tests; where it does not end, what it did and one failure more */
export async function suiteResults(testsDir: string, timeoutMs: number): Promise<TestResult[]> {
  const read = async () =>
    JSON.parse(await readFile(join(testsDir, 'results.json'), 'utf8')) as {
      done: boolean;
      results: TestResult[];
    };
  try {
    return (await until('the end of the suite', async () => ((await read()).done ? read() : null), timeoutMs))
      .results;
  } catch (error) {
    const { results } = await read().catch(() => ({ results: [] }));
    return [...results, { name: 'the suite ends', ms: timeoutMs, error: String(error) }];
  }
}
