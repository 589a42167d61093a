import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRecord } from '../../src/results/store.ts';
import { suiteReportSchema } from '../../src/results/suiteRecord.ts';
import { readSuiteRecord } from '../../src/results/suiteStore.ts';
import {
  bundleCliInto,
  type CliProcess,
  childrenOf,
  isAlive,
  startCli,
  until,
} from '../support/cliProcess.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

/** The command line as a user has it: a process of its own, its real engine, a real server. */

let bundles: string;
let cliFile: string;
let folder: string;
let server: TestServer;
/** Requests that the server has been sent, the look before the load apart. */
let served: string[];
const running: CliProcess[] = [];

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'hotlap-cli-'));
  cliFile = await bundleCliInto(bundles);
});

afterAll(() => rm(bundles, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-run-'));
  served = [];
  server = await httpServer((request, response) => {
    served.push(`${request.method} ${request.url}`);
    if (request.url === '/never') return;
    const delayMs = request.url === '/slow' ? 400 : 10;
    setTimeout(() => response.writeHead(request.url === '/broken' ? 500 : 200).end('{"ok":true}'), delayMs);
  });
});

afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function hotlap(...args: string[]): CliProcess {
  const process = startCli(cliFile, args, { cwd: folder });
  running.push(process);
  return process;
}

async function scenario(text: string): Promise<string> {
  await writeFile(join(folder, 'api.perf.yaml'), text.replaceAll('URL', server.origin));
  return 'api.perf.yaml';
}

const steady = (path = '/', more = '') => `
name: Steady
target: URL
scenarios:
  main: { executor: constant-vus, vus: 4, duration: 1s, gracefulStop: 5s, flow: look }
flows:
  look:
    - GET: ${path}
      name: it
      expect: { status: 200 }
${more}`;

const forAMinute = (path: string) => steady(path).replace('duration: 1s', 'duration: 60s');

async function records() {
  const runs = join(folder, '.hotlap', 'runs');
  const names = (await readdir(runs).catch(() => [])).filter((name) => name.endsWith('.json'));
  return Promise.all(names.map((name) => readRecord(join(runs, name))));
}

describe('hotlap run', () => {
  it('runs, prints results on stdout and progress on stderr, keeps a record, and exits with 0', async () => {
    const file = await scenario(
      steady('/', 'thresholds: { http_req_duration: [p(95) < 5000], checks: [rate == 1] }'),
    );
    const { code, stdout, stderr } = await hotlap('run', file, '--out', 'json=out.json').result;
    expect(stderr).toContain(`Steady · main · ${server.origin} · 0:01`);
    expect(stderr).toMatch(/0:0\d of 0:01 {2}/);
    expect(stdout).toMatch(/^✓ p95 .* all 2 thresholds hold\.$/m);
    expect(stdout).toMatch(/✓ http_req_duration +p\(95\) < 5000 .* to spare/);
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(0);
    const [record] = await records();
    expect(record).toMatchObject({ status: 'passed', name: 'Steady', file: 'api.perf.yaml', problem: null });
    // The look at the target before the load is a request of its own.
    expect(served.length - (record?.summary.requests ?? 0)).toBeLessThanOrEqual(1);
    expect(record?.summary.latencyMs.min).toBeGreaterThanOrEqual(9);
    expect(await readRecord(join(folder, 'out.json'))).toEqual(record);
    expect(await readFile(join(folder, '.hotlap', 'runs', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('exits with 99 where a threshold fails, and says which', async () => {
    const file = await scenario(steady('/broken', 'thresholds: { http_req_failed: [rate < 0.1] }'));
    const { code, stdout } = await hotlap('run', file, '-q').result;
    expect(code).toBe(99);
    expect(stdout).toMatch(/^✗ failed 100 % breaks rate < 0\.1 since 0:0\d\.$/m);
    expect(stdout).toContain('expected status 200, got 500');
  });

  it('writes k6s summary export', async () => {
    const file = await scenario(steady('/', 'thresholds: { http_req_duration: [p(95) < 1, max < 5000] }'));
    const { code } = await hotlap(
      'run',
      file,
      '-q',
      '-d',
      '1s',
      '--summary-export',
      'k6/summary.json',
      '--summary-trend-stats',
      'avg,p(99.9),count',
    ).result;
    expect(code).toBe(99);
    const { metrics, root_group } = JSON.parse(await readFile(join(folder, 'k6', 'summary.json'), 'utf8'));
    expect(metrics.http_req_duration).toEqual({
      avg: expect.any(Number),
      'p(99.9)': expect.any(Number),
      count: metrics.http_reqs.count,
      thresholds: { 'p(95) < 1': true, 'max < 5000': false },
    });
    expect(metrics.checks).toMatchObject({ value: 1, fails: 0, passes: metrics.http_reqs.count });
    expect(Object.values(root_group.checks)).toHaveLength(1);
  });

  it('says nothing on stderr with -q, and colours where it is told to', async () => {
    const file = await scenario(steady());
    const run = startCli(cliFile, ['run', file, '-q', '-d', '1s'], {
      cwd: folder,
      env: { FORCE_COLOR: '1' },
    });
    running.push(run);
    const { code, stdout, stderr } = await run.result;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('\u001b[');
  });

  it('reads -u, -d and -e', async () => {
    const file = await scenario(forAMinute('/$' + '{SHOP}'));
    const { code } = await hotlap('run', file, '-q', '-u', '1', '-d', '1s', '-e', 'SHOP=tea').result;
    expect(code).toBe(0);
    expect(served.at(-1)).toBe('GET /tea');
    const [record] = await records();
    expect(record?.intervals.every(({ vus }) => vus <= 1)).toBe(true);
    expect(record?.summary.durationMs).toBeLessThan(30_000);
  });
});

describe('hotlap run: what is wrong', () => {
  const noStack = /\n\s+at .+:\d+:\d+/;

  it('tells all faults of a file with their places, and exits with 104', async () => {
    await writeFile(join(folder, 'bad.perf.yaml'), 'target: nowhere\nvsu: 3\nduration: soon\nflow: []\n');
    const { code, stdout, stderr } = await hotlap('run', 'bad.perf.yaml').result;
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/bad\.perf\.yaml:2:1 /);
    expect(stderr).toMatch(/bad\.perf\.yaml:3:11 /);
    expect(stderr).not.toMatch(noStack);
  });

  it.each([
    ['a file that is not there', ['run', 'none.yaml'], 104, 'there is no file none.yaml'],
    ['an unknown scenario', ['run', 'FILE', '--scenario', 'mian'], 104, 'Did you mean "main"?'],
    ['an unknown option', ['run', 'FILE', '--profil'], 104, 'Did you mean --profile?'],
    ['a missing baseline', ['run', 'FILE', '--baseline', 'none.json'], 104, 'there is no baseline none.json'],
  ])('tells of %s and of the remedy', async (_what, args, exit, said) => {
    const file = await scenario(steady());
    const { code, stderr } = await hotlap(...args.map((arg) => (arg === 'FILE' ? file : arg))).result;
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(noStack);
    expect(code).toBe(exit);
  });

  it('exits with 107 where nothing listens, and keeps no record', async () => {
    const file = await scenario(steady().replaceAll('URL', 'http://127.0.0.1:1'));
    const { code, stdout, stderr } = await hotlap('run', file, '--profile').result;
    expect(code).toBe(107);
    expect(stdout).toBe('');
    expect(stderr).toContain('connection refused at 127.0.0.1:1: is the API running?');
    expect(await records()).toEqual([]);
  });

  it('sends nothing to a host that is not this machine and that nobody allowed', async () => {
    const file = await scenario(steady().replaceAll('URL', 'http://192.0.2.1'));
    const { code, stderr } = await hotlap('run', file).result;
    expect(code).toBe(104);
    expect(stderr).toContain('--allow-host 192.0.2.1');
  });

  it('reads no file outside the repository that nobody allowed, and says where and how', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hotlap-outside-'));
    try {
      const ids = join(await realpath(outside), 'ids.csv');
      await writeFile(ids, 'id\nseven\n');
      await symlink(ids, join(folder, 'ids.csv'));
      const file = await scenario(`${steady('/${ids.id}')}data: { ids: { file: ids.csv } }\n`);
      const refused = await hotlap('run', file).result;
      expect(refused.code).toBe(104);
      expect(refused.stderr).toMatch(
        /api\.perf\.yaml:11:22.* data\.ids\.file: ids\.csv lies outside the folder/,
      );
      expect(refused.stderr).toContain(`--allow-file ${ids}`);
      expect(served).toEqual([]);
      const allowed = await hotlap('run', file, '--allow-file', join(outside, 'ids.csv')).result;
      expect(allowed.code).toBe(0);
      expect(new Set(served)).toEqual(new Set(['GET /seven']));
      expect((await hotlap('validate', file).result).code).toBe(104);
      expect((await hotlap('validate', file, '--allow-file', ids).result).code).toBe(0);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('goes on without a record where its folder cannot be written to', async () => {
    await writeFile(join(folder, '.hotlap'), 'in the way');
    const file = await scenario(steady());
    const { code, stdout, stderr } = await hotlap('run', file).result;
    expect(code).toBe(0);
    expect(stderr.match(/The run is not recorded/g)).toHaveLength(1);
    expect(stdout).toContain('Endpoints');
  });

  it.runIf(process.platform === 'linux')('loses a message, not the run, to a full disk', async () => {
    const file = await scenario(steady());
    const { code, stdout, stderr } = await hotlap('run', file, '--out', 'json=/dev/full').result;
    expect(code).toBe(0);
    expect(stderr).toContain('cannot write /dev/full (ENOSPC)');
    expect(stdout).toContain('Endpoints');
  });

  it('counts failed requests where the target dies on the way', async () => {
    const file = await scenario(steady());
    const run = hotlap('run', file, '-d', '2s');
    await until(() => served.length > 20, 'requests');
    await server.close();
    const { code, stdout } = await run.result;
    expect(code).toBe(0);
    expect(stdout).toMatch(/refused|reset/);
    expect((await records())[0]?.summary.failed).toBeGreaterThan(0);
  });
});

describe('hotlap run: stopped', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'lets requests finish at the first %s, prints the summary and exits with 105',
    async (signal) => {
      const run = hotlap('run', await scenario(forAMinute('/slow')));
      await until(() => served.length > 5, 'requests');
      run.child.kill(signal);
      const { code, stdout, stderr } = await run.result;
      expect(code).toBe(105);
      expect(stderr).toContain('requests under way may finish');
      expect(stdout).toMatch(/^■ Stopped at 0:\d\d of 1:00: /m);
      const [record] = await records();
      expect(record?.status).toBe('interrupted');
      expect(record?.summary.failed).toBe(0);
      expect(served.length - (record?.summary.requests ?? 0)).toBeLessThanOrEqual(1);
    },
  );

  it('stops at once at the second', async () => {
    const run = hotlap(
      'run',
      await scenario(forAMinute('/never').replace('gracefulStop: 5s', 'gracefulStop: 30s')),
    );
    await until(() => served.length >= 4, 'load');
    const [engine] = await childrenOf(run.child.pid ?? 0);
    run.child.kill('SIGINT');
    await until(() => run.stderr().includes('Ctrl-C again'), 'the first stop');
    // Two within a tenth of a second are one press.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const secondMs = performance.now();
    run.child.kill('SIGINT');
    const { code, stdout } = await run.result;
    expect(performance.now() - secondMs).toBeLessThan(3000);
    expect(code).toBe(105);
    expect(stdout).toContain('■ Stopped at');
    await until(async () => !(await isAlive(engine ?? 0)), 'the end of the engine');
  });

  it('stops before the load where it is still looking at the target', async () => {
    const file = await scenario(forAMinute('/'));
    const run = hotlap('run', file);
    await until(() => run.stderr().includes('Steady'), 'its first line');
    run.child.kill('SIGINT');
    const { code } = await run.result;
    expect(code).toBe(105);
  });

  it('outlives a reader that has seen enough', async () => {
    const file = await scenario(steady());
    const command = `"${process.execPath}" "${cliFile}" run ${file} 2>/dev/null | head -1`;
    const head = await new Promise<string>((resolve, reject) =>
      execFile('sh', ['-c', command], { cwd: folder }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      ),
    );
    expect(head.split('\n')).toHaveLength(2);
    const [record] = await until(
      async () => (await records()).filter((one) => one.status === 'passed'),
      'the record',
    );
    expect(record?.status).toBe('passed');
  });

  it('says so where the engine dies, and keeps what was measured', async () => {
    const run = hotlap('run', await scenario(forAMinute('/')));
    await until(() => run.stderr().includes('req/s'), 'progress');
    const [engine] = await childrenOf(run.child.pid ?? 0);
    process.kill(engine ?? 0, 'SIGKILL');
    const { code, stdout, stderr } = await run.result;
    expect(code).toBe(103);
    expect(stderr).toContain('the load engine failed');
    expect(stdout).toContain('were measured before');
    const [record] = await records();
    expect(record?.status).toBe('interrupted');
    expect(record?.summary.requests).toBeGreaterThan(0);
  });

  it('leaves an interrupted record and no process where it is killed', async () => {
    const run = hotlap('run', await scenario(forAMinute('/')));
    await until(async () => (await records()).some((one) => one.metrics.length > 0), 'the first second');
    const [engine] = await childrenOf(run.child.pid ?? 0);
    run.child.kill('SIGKILL');
    await run.result;
    await until(async () => !(await isAlive(engine ?? 0)), 'the end of the engine');
    const [record] = await records();
    expect(record?.status).toBe('interrupted');
    expect(record?.summary.requests).toBeGreaterThan(0);
  });
});

describe('hotlap run --suite', () => {
  const suites = (members: string, more = '') => `${steady('/', more)}
suites:
  quick: ${members}
`;

  async function suiteRecords() {
    const folderOf = join(folder, '.hotlap', 'suites');
    const names = (await readdir(folderOf).catch(() => [])).filter((name) => name.endsWith('.json'));
    return Promise.all(names.map((name) => readSuiteRecord(join(folderOf, name))));
  }

  it('runs its members in order, each with its record, and tells what all came to', async () => {
    await mkdir(join(folder, 'perf'));
    await mkdir(join(folder, '.git'));
    const limits = 'thresholds: { http_req_duration: [p(95) < 5000] }';
    const other = steady('/other').replaceAll('URL', server.origin);
    await writeFile(
      join(folder, 'perf', 'other.perf.yaml'),
      `${other}\nthresholds: { http_req_duration: [p(95) < 1] }`,
    );
    await writeFile(
      join(folder, 'perf', 'api.perf.yaml'),
      suites('[main, other.perf.yaml#main]', limits).replaceAll('URL', server.origin),
    );
    const { code, stdout, stderr } = await hotlap('run', '--suite', 'quick', '-o', 'json=all.json').result;
    expect(stderr).toContain('Suite quick: run 2 of 2, other.perf.yaml#main');
    expect(stdout).toMatch(/^✗ Suite quick: 1 passed, 1 failed: other\.perf\.yaml#main p95 .* > 1 ms$/m);
    expect(stdout).toMatch(/^ {2}main +✓ passed .*\n {4}p\(95\) < 5000 .* to spare$/m);
    expect(code).toBe(99);
    const first = served.indexOf('GET /other');
    expect(served.slice(first)).not.toContain('GET /');
    const runs = await records();
    const [suite] = await suiteRecords();
    expect(suite).toMatchObject({ status: 'failed', name: 'quick', file: 'perf/api.perf.yaml' });
    expect(suite?.members.map((one) => one.runId).sort()).toEqual(runs.map((one) => one.id).sort());
    const report = suiteReportSchema.parse(JSON.parse(await readFile(join(folder, 'all.json'), 'utf8')));
    expect(report.runs.map((one) => one.status)).toEqual(['passed', 'failed']);
    expect(report.runs.map((one) => one.id)).toEqual(report.members.map((one) => one.runId));
  });

  it('ends with the run that is stopped, or killed, and says so', async () => {
    const file = await scenario(suites('[main, main]').replace('duration: 1s', 'duration: 60s'));
    const cli = hotlap('run', file, '--suite', 'quick');
    await until(() => /0:0\d of 1:00/.test(cli.stderr()), 'figures');
    await until(async () => (await suiteRecords())[0]?.members[0]?.record, 'the record to name its run');
    expect((await suiteRecords())[0]).toMatchObject({ status: 'interrupted' });
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.result;
    expect(code).toBe(105);
    expect(stdout).toContain('Suite quick stopped: 1 interrupted, 1 not run');
    const [suite] = await suiteRecords();
    expect(suite?.members.map((one) => one.status)).toEqual(['interrupted', 'not-run']);
    expect((await records())[0]).toMatchObject({ status: 'interrupted', id: suite?.members[0]?.runId });
  });

  it('sends nothing where one of its members could not run', async () => {
    const file = await scenario(suites('[main, nothing.perf.yaml]'));
    const { code, stderr } = await hotlap('run', file, '--suite', 'quick').result;
    expect(stderr).toContain('there is no file nothing.perf.yaml');
    expect([code, served]).toEqual([104, []]);
    const unknown = await hotlap('run', '--suite', 'qick').result;
    expect(unknown.stderr).toContain('Did you mean --suite quick?');
    expect(unknown.code).toBe(104);
  });
});

describe('hotlap validate', () => {
  it('tells what is in a good file and what is wrong in a bad one', async () => {
    const file = await scenario(steady());
    await writeFile(
      join(folder, 'bad.perf.yaml'),
      `target: ${server.origin}\nvus: 3\nduration: soon\nflow: [{ GET: / }]\n`,
    );
    const good = await hotlap('validate', file).result;
    expect([good.code, good.stdout]).toEqual([0, `✓ ${file}  1 scenario, 1 request, 0 thresholds, 1s\n`]);
    const both = await hotlap('validate', file, 'bad.perf.yaml').result;
    expect(both.code).toBe(104);
    expect(both.stdout).toContain(`✓ ${file}`);
    expect(both.stdout).toMatch(/bad\.perf\.yaml:3:11 .*duration/);
  });
});

describe('the rest', () => {
  it('has help and a version', async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect((await hotlap('--version').result).stdout).toBe(`hotlap ${version}\n`);
    const help = await hotlap('--help').result;
    expect(help.code).toBe(0);
    for (const line of help.stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('is an executable file', async () => {
    await mkdir(folder, { recursive: true });
    expect((await stat(cliFile)).mode & 0o111).toBeGreaterThan(0);
    expect((await readFile(cliFile, 'utf8')).startsWith('#!/usr/bin/env node\n')).toBe(true);
  });
});
