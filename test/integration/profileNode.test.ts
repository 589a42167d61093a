import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { HotlapError } from '../../src/base/errors.ts';
import { systemProcesses } from '../../src/profile/findProcess.ts';
import type { HotspotList } from '../../src/profile/hotspot.ts';
import { InspectorConnection } from '../../src/profile/inspector.ts';
import { inspectorAt } from '../../src/profile/inspectorPort.ts';
import type { NodeProfile } from '../../src/profile/nodeProfile.ts';
import { NodeProfiler } from '../../src/profile/nodeProfiler.ts';
import { type Api, compileSample, startApi } from '../support/api.ts';

const root = join(import.meta.dirname, '../..');
const sampleSource = join(root, 'media/sample/src');
const fixture = join(root, 'test/fixtures/profile/api.cjs');
const transpiler = join(root, 'test/fixtures/profile/transpile.mjs');
const typed = join(root, 'test/fixtures/profile/typed.mts');
const attacher = join(root, 'test/fixtures/profile/attach.ts');
const node = process.execPath;

let sample: ReturnType<typeof compileSample>;
let started: Api[] = [];

beforeAll(() => {
  sample = compileSample();
});
afterAll(() => sample.dispose());
afterEach(async () => {
  await Promise.all(started.map((one) => one.stop()));
  started = [];
});

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, command = node) {
  const api = await startApi(command, args, env);
  started.push(api);
  return api;
}

const startSample = () => start([join(sample.folder, 'server.js')], { PORT: '0' });

function attach(api: Pick<Api, 'port'>, windowMs = 300): Promise<NodeProfile> {
  return new NodeProfiler({ windowMs }).attach({ addresses: ['127.0.0.1'], port: api.port });
}

/** Another process that profiles the API until it is killed. */
function spawnAttacher(api: Api): { process: ChildProcess; output(): string } {
  const child = spawn(node, [attacher, String(api.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return { process: child, output: () => output };
}

async function refusal(attaching: Promise<unknown>): Promise<HotlapError> {
  const error = await attaching.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HotlapError)) throw new Error(`expected a HotlapError, got ${String(error)}`);
  expect(error.code).toBe('profile-unavailable');
  return error;
}

/** WebSockets of the inspectors that a process has open. */
async function inspectors(pid: number, apiPort = 0): Promise<string[]> {
  const listeners = (await systemProcesses().listenersOf(pid)).filter((one) => one.port !== apiPort);
  const urls = await Promise.all(listeners.map((one) => inspectorAt(one.address, one.port)));
  return urls.filter((url) => url !== null);
}

async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function logIn(api: Api, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const response = await fetch(`http://127.0.0.1:${api.port}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse' }),
    });
    expect(response.status).toBe(200);
    await response.text();
  }
}

/** The line (from 1) of the sample's source that holds `text`. */
function lineOf(file: string, text: string): number {
  const line = readFileSync(join(sampleSource, file), 'utf8')
    .split('\n')
    .findIndex((one) => one.includes(text));
  expect(line).toBeGreaterThan(0);
  return line + 1;
}

function expectHashPassword(list: HotspotList): void {
  const [first] = list.hotspots;
  expect(first).toMatchObject({
    function: 'hashPassword',
    file: join(sampleSource, 'auth.ts'),
    line: lineOf('auth.ts', 'export function hashPassword'),
    own: true,
  });
  expect(first?.self).toBeGreaterThan(0.5);
  const loop = [lineOf('auth.ts', 'for (let round'), lineOf('auth.ts', 'state[slot] = word')];
  for (const { line } of first?.lines.slice(0, 3) ?? []) {
    expect(line).toBeGreaterThanOrEqual(loop[0] ?? 0);
    expect(line).toBeLessThanOrEqual(loop[1] ?? 0);
  }
  const login = list.hotspots.find((one) => one.function === 'login');
  expect(login?.file).toBe(join(sampleSource, 'auth.ts'));
  expect(login?.total).toBeGreaterThanOrEqual(first?.self ?? 1);
}

test('the hot function of a running API is named at its TypeScript line, live and at the end, twice', async () => {
  const api = await startSample();
  // What is optimised already when the profiler comes has its callees inlined.
  await logIn(api, 150);
  for (const run of [1, 2]) {
    const profile = await attach(api);
    expect(profile.process).toMatchObject({ pid: api.pid, runtime: 'node', version: process.version });
    expect(profile.process.command).toContain('server.js');
    const live: HotspotList[] = [];
    profile.onUpdate(({ latest, total }) => {
      live.push(latest);
      expect(total.endMs).toBeGreaterThanOrEqual(latest.endMs);
    });
    profile.begin();
    await logIn(api, 150);
    await until('an update', () => live.length > 0);
    const total = await profile.stop();
    expectHashPassword(total);
    expect(
      live.some((one) => one.hotspots[0]?.function === 'hashPassword'),
      `live in run ${run}`,
    ).toBe(true);
    expect(total.hotspots.every((one) => one.self >= 0 && one.total <= 1 && one.self <= one.total)).toBe(
      true,
    );
    expect(total.hotspots.length).toBeLessThanOrEqual(30);
    expect(await inspectors(api.pid, api.port)).toEqual([]);
    expect(await api.get('/health')).toContain('ok');
  }
});

test('what was before begin() is left out, and waiting is idle', async () => {
  const api = await startSample();
  const profile = await attach(api);
  await logIn(api, 60);
  profile.begin();
  for (let i = 0; i < 30; i += 1) await api.get('/orders');
  const total = await profile.stop();
  expect(total.hotspots.find((one) => one.function === 'hashPassword')?.self ?? 0).toBeLessThan(0.2);
  expect(total.idleMs).toBeGreaterThan(total.busyMs);
  expect(total.idleMs + total.busyMs).toBeLessThanOrEqual(total.endMs + 50);
  expect(total.idleMs + total.busyMs).toBeGreaterThan(total.endMs * 0.8);
  expect(total.hotspots.some((one) => one.function === '(idle)' || one.file.includes('hotlap'))).toBe(false);
});

test('when Hotlap is killed, the API closes its inspector by itself and can be profiled again', async () => {
  const api = await startSample();
  const hotlap = spawnAttacher(api);
  await until('an update', () => hotlap.output().includes('updated'), 20_000);
  expect(await inspectors(api.pid, api.port)).toHaveLength(1);
  hotlap.process.kill('SIGKILL');
  await until('closed', async () => (await inspectors(api.pid, api.port)).length === 0, 3000);
  expect(await api.get('/health')).toContain('ok');
  const profile = await attach(api);
  profile.begin();
  await logIn(api, 60);
  expectHashPassword(await profile.stop());
});

test('a suspended Hotlap does not hold the API up', async () => {
  const api = await startSample();
  const hotlap = spawnAttacher(api);
  await until('an update', () => hotlap.output().includes('updated'), 20_000);
  hotlap.process.kill('SIGSTOP');
  try {
    const endMs = performance.now() + 2000;
    while (performance.now() < endMs) expect(await api.get('/health')).toContain('ok');
  } finally {
    hotlap.process.kill('SIGKILL');
  }
  await until('closed', async () => (await inspectors(api.pid, api.port)).length === 0, 3000);
  expect(await api.get('/health')).toContain('ok');
});

test('a Python server is not signalled: it lives on, and the message says why', async () => {
  const python = await start(['-u', '-m', 'http.server', '--bind', '127.0.0.1', '0'], {}, 'python3');
  const error = await refusal(attach(python));
  expect(error.message).toContain('is Python');
  expect(error.message).toContain(String(python.pid));
  expect(error.hint).toContain('py-spy');
  expect(await python.get('/')).toContain('html');
  expect(python.process.exitCode).toBeNull();
});

test('an inspector that the user opened is used, and left open', async () => {
  const api = await start(['--inspect=0', fixture]);
  const before = await inspectors(api.pid, api.port);
  expect(before).toHaveLength(1);
  const profile = await attach(api);
  profile.begin();
  for (let i = 0; i < 10; i += 1) await api.get('/burn');
  const total = await profile.stop();
  expect(total.hotspots[0]).toMatchObject({ function: 'burn', file: fixture, line: 5 });
  expect(await inspectors(api.pid, api.port)).toEqual(before);
});

test.each([
  ['transpiled as it is loaded', ['--import', transpiler, typed]],
  ["with Node's own types stripped", [typed]],
])('TypeScript %s comes back to its line', async (_, args) => {
  const api = await start(args);
  const profile = await attach(api);
  profile.begin();
  for (let i = 0; i < 20; i += 1) await api.get('/');
  const total = await profile.stop();
  expect(total.hotspots[0]).toMatchObject({ function: 'burnTyped', file: typed, line: 10, own: true });
  const lines = total.hotspots[0]?.lines.map((one) => one.line) ?? [];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line >= 10 && line <= 17, `line ${line}`).toBe(true);
});

test('a process that ends during the run is told of, and is not kept from ending', async () => {
  const api = await start([fixture]);
  const profile = await attach(api);
  const lost: string[] = [];
  profile.onLost((problem) => lost.push(problem.message));
  profile.begin();
  await api.get('/burn');
  const askedMs = performance.now();
  await api.get('/exit');
  expect(await api.ended).toBe(0);
  expect(performance.now() - askedMs).toBeLessThan(2000);
  await until('onLost', () => lost.length > 0);
  expect(lost).toEqual([expect.stringContaining(`process ${api.pid}`)]);
  expect(lost[0]).toContain('ended during the run');
  const total = await profile.stop();
  expect(total.startMs).toBe(0);
});

test('the workers of a cluster are profiled, not the primary that only listens', async () => {
  const api = await start([fixture], { WORKERS: '2' });
  const profile = await attach(api);
  expect(profile.process.pid).toBe(api.pid);
  expect(profile.process.command).toContain('2 cluster workers');
  profile.begin();
  const pids = new Set<string>();
  for (let i = 0; i < 20; i += 1) pids.add(await api.get('/burn'));
  const total = await profile.stop();
  expect(pids.size).toBe(2);
  expect(total.hotspots[0]).toMatchObject({ function: 'burn', file: fixture });
  for (const pid of pids) expect(await inspectors(Number(pid), api.port)).toEqual([]);
  expect(await api.get('/quick')).not.toBe('');
});

test("another Node on Node's inspector port steps aside for a moment and gets it back", async () => {
  const other = await start(['--inspect=127.0.0.1:9229', fixture]);
  const api = await start([fixture]);
  const profile = await attach(api);
  profile.begin();
  for (let i = 0; i < 10; i += 1) await api.get('/burn');
  const total = await profile.stop();
  expect(total.hotspots[0]?.function).toBe('burn');
  expect(await inspectors(other.pid, other.port)).toEqual([expect.stringContaining(':9229/')]);
  expect(await inspectors(api.pid, api.port)).toEqual([]);
});

test('a debugger that is attached to another Node is not disturbed', async () => {
  const other = await start(['--inspect=127.0.0.1:9229', fixture]);
  const api = await start([fixture]);
  const [url = ''] = await inspectors(other.pid, other.port);
  const debugging = await InspectorConnection.connect(url, systemClock);
  try {
    const error = await refusal(attach(api));
    expect(error.message).toContain('9229');
    expect(error.message).toContain(String(other.pid));
    expect(await debugging.evaluate('1 + 1')).toBe(2);
    expect(api.output()).not.toContain('failed');
    expect(await api.get('/quick')).toBe(String(api.pid));
  } finally {
    debugging.dispose();
  }
});

test('a Node that would be ended by the signal is not signalled', async () => {
  const api = await start(['--disable-sigusr1', fixture]);
  const error = await refusal(attach(api));
  expect(error.message).toContain('--disable-sigusr1');
  expect(await api.get('/quick')).toBe(String(api.pid));
});

test('a port where nobody listens, and one that is not here, are told apart', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  expect((await refusal(attach({ port }))).message).toContain(`port ${port}`);
  const away = new NodeProfiler().attach({ addresses: ['192.0.2.7'], port: 80 });
  expect((await refusal(away)).message).toContain('not on this machine');
});
