import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../src/metrics/failure.ts';
import { loadPlan } from '../../src/scenario/load.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { fixture, httpServer, privateServer, type TestServer } from '../support/servers.ts';

let engine: TestEngine;
let folder: string;
const open: TestServer[] = [];

beforeAll(async () => {
  engine = await buildEngine();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hotlap-http-')));
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await engine.remove();
  await rm(folder, { recursive: true, force: true });
});

async function planOf(text: string) {
  const file = join(folder, 'a.perf.yaml');
  await writeFile(file, text);
  return (await loadPlan(file, { processEnv: {}, overrides: {} })).plan;
}

describe('HTTP options in a run of the engine', () => {
  it('a login by redirect, with a cookie, traced: counted to the request', async () => {
    const seen: string[] = [];
    const traces = new Set<string>();
    const server = await httpServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? ''}`);
      traces.add(String(request.headers.traceparent).split('-')[1] ?? '');
      if (request.url === '/login') {
        response.setHeader('set-cookie', 'sid=abc; Path=/; HttpOnly');
        response.writeHead(303, { location: '/home' });
        response.end();
        return;
      }
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('{"user":"ann"}'));
    });
    open.push(server);
    const plan = await planOf(`target: ${server.origin}
vus: 3
iterations: 30
traceparent: true
seed: 1
compression: true
flow:
  - POST: /login
    form: { user: ann }
    expect: { status: 200, $.user: ann }
  - GET: /me
    expect: { $.user: ann }
`);
    const { snapshot } = await engine.run(plan);
    expect(snapshot.total).toMatchObject({ requests: 90, failed: 0, iterations: 30, checksFailed: 0 });
    expect(server.seen).toBe(90);
    const count = (text: string) => seen.filter((one) => one === text).length;
    expect(['POST /login ', 'GET /home sid=abc', 'GET /me sid=abc'].map(count)).toEqual([30, 30, 30]);
    // A redirect is part of its step's trace.
    expect(traces.size).toBe(60);
    expect(snapshot.slowest).toHaveLength(10);
    expect(snapshot.slowest?.every(({ traceId }) => traces.has(traceId))).toBe(true);
  });

  it('a redirect to a host that nobody allowed is not followed, and says what to do', async () => {
    const server = await httpServer((_request, response) => {
      response.writeHead(302, { location: 'http://not-allowed.example/x' });
      response.end();
    });
    open.push(server);
    const { snapshot, failures } = await runFailing(`target: ${server.origin}
vus: 1
iterations: 2
flow:
  - GET: /
`);
    expect(snapshot.total).toMatchObject({ requests: 2, failed: 2 });
    expect(server.seen).toBe(2);
    expect(failures).toMatchObject([{ errorCode: 1111 }, { errorCode: 1111 }]);
  });

  it('a private API: its authority, a certificate of ours, its name; shared connections', async () => {
    const server = await privateServer((_request, response) => response.end('ok'));
    open.push(server);
    for (const name of ['ca.pem', 'client.cert.pem', 'client.key.pem']) {
      await writeFile(join(folder, name), fixture(name));
    }
    const plan = await planOf(`target: https://127.0.0.1:${server.port}
vus: 4
iterations: 40
connections: { shared: 2 }
timeout: { connect: 30s, firstByte: 30s, total: 50s }
tls: { ca: ca.pem, cert: client.cert.pem, key: client.key.pem, serverName: api.internal }
flow:
  - GET: /
`);
    const { snapshot } = await engine.run(plan);
    expect(snapshot.total).toMatchObject({ requests: 40, failed: 0 });
    expect(server.seen).toBe(40);
    // One more by the check of the target.
    expect(server.connections).toBe(3);
  });

  async function runFailing(text: string) {
    const load = await engine.prepare(await planOf(text));
    const failures: Failure[] = [];
    load.onSnapshot((one) => failures.push(...one.failures));
    load.begin();
    return { snapshot: (await load.result).snapshot, failures };
  }
});
