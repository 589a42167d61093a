/**
 * `npm test [-- STAGE…]`: builds, checks and tests all there is, stage by stage. A stage that passes is one line,
 * one that fails is shown whole. The last line is `N passed, N failed`; exit code 1 where anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './support/build.ts';
import { endTree } from './support/editor/processTree.ts';

interface Stage {
  readonly name: string;
  /** A program of node_modules/.bin or a file for this Node, with its arguments. */
  readonly command: readonly string[];
  /** How many tests it ran; without it the stage is one test. */
  readonly count?: (output: string) => Promise<Count> | Count;
  /** Ended after this long, and failed; default 5. */
  readonly minutes?: number;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const results = join(root, 'test-results');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

function tsc(project: string): Stage {
  return { name: `types ${project}`, command: [bin('tsc'), '-p', project] };
}

function vitest(project: string): Stage {
  const file = join(results, `${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name: project,
    // With what the name begins: vitest.config.ts has two of integration, which run one after the other.
    command: [bin('vitest'), 'run', '--project', `${project}*`, ...reporters],
    minutes: 15,
    async count() {
      const said = JSON.parse(await readFile(file, 'utf8')) as {
        numPassedTests: number;
        numFailedTests: number;
      };
      return { passed: said.numPassedTests, failed: said.numFailedTests };
    },
  };
}

/** A script that ends with the line `N passed, N failed`. */
function counted(name: string, ...command: string[]): Stage {
  return { name, command: [process.execPath, ...command], minutes: 20, count: (output) => lastCount(output) };
}

function lastCount(output: string): Count {
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [];
  if (passed === undefined || failed === undefined) throw new Error('it ended without a count');
  return { passed: Number(passed), failed: Number(failed) };
}

const stages: readonly Stage[] = [
  { name: 'build', command: [process.execPath, 'test/support/build.ts'] },
  tsc('.'),
  tsc('webview'),
  tsc('test/webview'),
  { name: 'biome', command: [bin('biome'), 'ci', '--colors=off', '.'] },
  { name: 'layers', command: [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'src', 'webview'] },
  vitest('unit'),
  vitest('integration'),
  counted('webview', 'test/webview/run.ts'),
  counted('editor', 'test/editor/run.ts', '--no-build'),
  counted('package', 'test/support/checkPackage.ts'),
];

let current: number | undefined;

/** Runs a stage's command. @returns all that it said, and its exit code; null where it was ended */
function execute({ command, minutes = 5 }: Stage): Promise<{ output: string; code: number | null }> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` },
  });
  current = child.pid;
  let output = '';
  const hear = (chunk: Buffer) => {
    output += stripVTControlCharacters(chunk.toString());
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const timer = setTimeout(() => {
    output += `\nended: it took longer than ${minutes} minutes\n`;
    if (child.pid !== undefined) void endTree(child.pid);
  }, minutes * 60_000);
  return new Promise((resolve) => {
    const done = (code: number | null) => {
      clearTimeout(timer);
      current = undefined;
      resolve({ output, code });
    };
    child.once('error', (error) => {
      output += String(error);
      done(null);
    });
    child.once('close', done);
  });
}

async function runStage(stage: Stage): Promise<Count> {
  const begin = Date.now();
  const { output, code } = await execute(stage);
  let count: Count = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  let complaint = '';
  if (stage.count) {
    try {
      count = await stage.count(output);
      if (count.passed + count.failed === 0) complaint = 'no test ran';
    } catch (error) {
      complaint = error instanceof Error ? error.message : String(error);
    }
    if (complaint === '' && code !== 0 && count.failed === 0) complaint = `exit code ${code}`;
    if (complaint !== '') count = { passed: count.passed, failed: count.failed + 1 };
  }
  const ok = count.failed === 0;
  if (!ok) console.log(`\n${output.trimEnd()}\n`);
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  const tests = `${count.passed} passed${ok ? '' : `, ${count.failed} failed`}`;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${stage.name.padEnd(20)} ${tests}${complaint && ` (${complaint})`}, ${seconds} s`,
  );
  return count;
}

async function main(wanted: readonly string[]): Promise<number> {
  await mkdir(results, { recursive: true });
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Error(`no such stage: ${unknown.join(', ')}`);
  const total = { passed: 0, failed: 0 };
  for (const stage of stages) {
    if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
    const { passed, failed } = await runStage(stage);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, async () => {
    if (current !== undefined) await endTree(current);
    process.exit(130);
  });
}
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.log(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  return 1;
});
