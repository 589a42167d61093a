import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/metrics/snapshot.ts';
import type { Plan, PlannedExecutor, PlannedStep } from '../../src/scenario/plan/plan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import { delayedServer, httpServer, httpsServer, type TestServer } from '../support/servers.ts';

let engine: TestEngine;
const servers: TestServer[] = [];
const serve = async <T extends TestServer>(server: Promise<T>): Promise<T> => {
  const one = await server;
  servers.push(one);
  return one;
};

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => engine.remove());

const vus = (count: number, durationMs: number): PlannedExecutor => ({
  kind: 'constant-vus',
  vus: count,
  durationMs,
});
const arrivals = (rate: number, durationMs: number, maxVUs: number): PlannedExecutor => ({
  kind: 'constant-arrival-rate',
  rate,
  timeUnitMs: 1000,
  durationMs,
  preAllocatedVUs: maxVUs,
  maxVUs,
  whenBusy: 'drop',
});
const simple = (server: TestServer, executor: PlannedExecutor, more: Partial<Plan> = {}) =>
  planOf(server.origin, plannedScenario(executor), [plannedRequest(server.origin)], more);

describe('what the engine measures', () => {
  it('has the percentiles that the server gave: nine in ten after 20 ms, one after 120', async () => {
    const server = await serve(delayedServer((index) => (index % 10 === 9 ? 120 : 20)));
    const { snapshot } = await engine.run(simple(server, vus(4, 3000)));
    const { latencyMs, requests, failed } = snapshot.total;
    expect(requests).toBe(server.seen);
    expect(failed).toBe(0);
    expect(latencyMs.min).toBeGreaterThanOrEqual(19);
    expect(latencyMs.med).toBeGreaterThanOrEqual(19);
    expect(latencyMs.med).toBeLessThan(40);
    // A tenth of the requests is slow, so p95 is among them.
    expect(latencyMs.p95).toBeGreaterThanOrEqual(119);
    expect(latencyMs.p95).toBeLessThan(160);
    expect(latencyMs.avg).toBeGreaterThan(28);
    expect(latencyMs.avg).toBeLessThan(50);
  });

  it('has the same numbers in its metrics, under the names of k6', async () => {
    const server = await serve(delayedServer(() => 5));
    const { snapshot, metrics } = await engine.run(simple(server, vus(2, 600)));
    const value = (name: string, key: string) => metrics.find((one) => one.name === name)?.values[key];
    expect(value('http_reqs', 'count')).toBe(server.seen);
    expect(value('iterations', 'count')).toBe(server.seen);
    expect(value('http_req_failed', 'rate')).toBe(0);
    expect(value('http_req_duration', 'med')).toBeCloseTo(snapshot.total.latencyMs.med, 5);
    expect(value('http_req_waiting', 'med')).toBeGreaterThanOrEqual(4);
    expect(value('vus_max', 'value')).toBe(2);
  });

  it('counts the bytes of whole messages, as the server sent and received them', async () => {
    let received = 0;
    let sent = 0;
    const sockets = new Set<import('node:net').Socket>();
    const server = await serve(
      httpServer((request, response) => {
        sockets.add(request.socket);
        request.resume();
        request.on('end', () => response.setHeader('X-Pad', 'p'.repeat(100)).end('x'.repeat(1000)));
      }),
    );
    const body = '{"a":1}';
    const request = plannedRequest(server.origin, {
      method: 'POST',
      body,
      headers: [['content-type', 'application/json']],
    });
    const { snapshot } = await engine.run(planOf(server.origin, plannedScenario(vus(1, 400)), [request]));
    for (const socket of sockets) {
      received += socket.bytesRead;
      sent += socket.bytesWritten;
    }
    expect(snapshot.total.requests).toBe(server.seen);
    expect(snapshot.total.bytesSent).toBe(received);
    expect(snapshot.total.bytesReceived).toBe(sent);
  });

  it('counts an expectation that fails as a failed check, and shows the first ones', async () => {
    const server = await serve(
      httpServer((_request, response, index) => {
        response.statusCode = index % 2 === 0 ? 200 : 500;
        response.end(JSON.stringify({ status: index % 2 === 0 ? 'ok' : 'bad', password: 'hunter2' }));
      }),
    );
    const request = plannedRequest(server.origin, {
      checks: [
        { kind: 'status', name: 'status is 2xx', accept: [{ from: 200, to: 299 }] },
        { kind: 'jsonPath', name: '$.status is ok', path: '$.status', equals: 'ok' },
      ],
    });
    const failures: Snapshot['failures'] = [];
    const load = await engine.prepare(planOf(server.origin, plannedScenario(vus(1, 500)), [request]));
    load.onSnapshot((snapshot) => failures.push(...snapshot.failures));
    load.begin();
    const { snapshot } = await load.result;
    const failed = Math.floor(server.seen / 2);
    expect(snapshot.total.failed).toBe(failed);
    expect(snapshot.checks).toEqual([
      { name: 'status is 2xx', group: '', passes: server.seen - failed, fails: failed },
      { name: '$.status is ok', group: '', passes: server.seen - failed, fails: failed },
    ]);
    expect(failures).toHaveLength(Math.min(3, failed));
    expect(snapshot.failureCounts?.map((one) => one.count)).toEqual([failed]);
    expect(failures[0]).toMatchObject({
      status: 500,
      errorCode: 1500,
      reason: 'expected status 2xx, got 500',
      excerpt: '{"status":"bad","password":"***"}',
    });
  });

  it('sends what the plan says: method, path, headers and body, with expressions evaluated', async () => {
    const got: unknown[] = [];
    const server = await serve(
      httpServer((request, response) => {
        let body = '';
        request.on('data', (data) => {
          body += data;
        });
        request.on('end', () => {
          got.push([request.method, request.url, request.headers['x-vu'], body]);
          response.end();
        });
      }),
    );
    const step: PlannedStep = plannedRequest(server.origin, {
      method: 'PUT',
      path: ['/items/', { call: 'iter', args: [] }, '?q=ü'],
      headers: [['X-VU', [{ call: 'vu', args: [] }]]],
      body: ['{"é":', { call: 'iter', args: [] }, '}'],
    });
    await engine.run(planOf(server.origin, plannedScenario(vus(1, 200)), [step]));
    expect(got.slice(0, 2)).toEqual([
      ['PUT', '/items/0?q=%C3%BC', '1', '{"é":0}'],
      ['PUT', '/items/1?q=%C3%BC', '1', '{"é":1}'],
    ]);
  });
});

describe('connections', () => {
  it.each([
    ['GET', null],
    ['HEAD', null],
    ['POST', '{}'],
    ['DELETE', '{}'],
  ])('are kept alive, one a virtual user: %s', async (method, body) => {
    const server = await serve(httpServer((_request, response) => response.end('ok')));
    const request = plannedRequest(server.origin, { method, body });
    const { snapshot } = await engine.run(planOf(server.origin, plannedScenario(vus(3, 300)), [request]));
    expect(snapshot.total.failed).toBe(0);
    expect(snapshot.total.requests).toBe(server.seen);
    expect(server.seen).toBeGreaterThan(20);
    // One more by the check of the target.
    expect(server.connections).toBe(4);
  });

  it('are secured by TLS where the origin says https', async () => {
    const server = await serve(httpsServer((_request, response) => response.end('ok')));
    const plan = simple(server, vus(2, 500));
    await expect(engine.prepare(plan)).rejects.toMatchObject({
      code: 'target-not-http',
      message: expect.stringContaining('TLS certificate not trusted'),
      hint: expect.stringContaining('tls: { ca: ca.pem }'),
    });
    process.env.NODE_EXTRA_CA_CERTS = new URL('../fixtures/tls/cert.pem', import.meta.url).pathname;
    const { snapshot, metrics } = await engine.run(plan).finally(() => {
      delete process.env.NODE_EXTRA_CA_CERTS;
    });
    expect(snapshot.total.failed).toBe(0);
    expect(snapshot.total.requests).toBe(server.seen);
    const handshake = metrics.find((one) => one.name === 'http_req_tls_handshaking');
    expect(handshake?.values.max).toBeGreaterThan(0);
    expect(handshake?.values.min).toBe(0);
  });
});

describe('snapshots', () => {
  it('come four times a second, the first within a quarter, and their intervals add up', async () => {
    const server = await serve(delayedServer(() => 2));
    const load = await engine.prepare(simple(server, vus(2, 1500)));
    const snapshots: Snapshot[] = [];
    const arrivedMs: number[] = [];
    let checkpoints = 0;
    load.onSnapshot((snapshot) => {
      snapshots.push(snapshot);
      arrivedMs.push(performance.now());
    });
    load.onCheckpoint((metrics) => {
      checkpoints++;
      expect(metrics.find((one) => one.name === 'http_req_duration')?.histogram).toBeTruthy();
    });
    const beganMs = performance.now();
    load.begin();
    const { snapshot } = await load.result;
    expect((arrivedMs[0] ?? 0) - beganMs).toBeLessThan(1000);
    expect(snapshots[0]?.total.requests).toBeGreaterThan(0);
    expect(snapshots.length).toBeGreaterThanOrEqual(6);
    expect(snapshots.length).toBeLessThanOrEqual(9);
    expect(snapshots.reduce((sum, one) => sum + one.interval.requests, 0)).toBe(snapshot.total.requests);
    expect(snapshots.map((one) => one.seq)).toEqual(snapshots.map((_one, index) => index));
    expect(snapshots.at(-1)).toEqual(snapshot);
    expect(snapshot.phase).toBe('done');
    expect(checkpoints).toBeGreaterThanOrEqual(1);
    expect(snapshots.at(2)?.vus).toBe(2);
    expect(JSON.stringify(snapshot).length).toBeLessThan(4000);
  });
});

describe('the executors', () => {
  it('start a constant rate on time, and count the latency from there', async () => {
    const server = await serve(delayedServer(() => 10));
    const { snapshot, end } = await engine.run(simple(server, arrivals(50, 2000, 20)));
    expect(end).toBe('completed');
    expect(snapshot.total.requests).toBe(100);
    expect(server.seen).toBe(100);
    expect(snapshot.total.droppedIterations).toBe(0);
    expect(snapshot.total.latencyMs.med).toBeLessThan(30);
    expect(snapshot.elapsedMs).toBeGreaterThanOrEqual(1999);
  });

  it('drop what no virtual user is free for, and warn once', async () => {
    const server = await serve(delayedServer(() => 400));
    const load = await engine.prepare(simple(server, arrivals(20, 1000, 2)));
    const warnings: string[] = [];
    load.onWarning((message) => warnings.push(message));
    load.begin();
    const { snapshot } = await load.result;
    const { requests, droppedIterations, iterations } = snapshot.total;
    expect(requests).toBe(server.seen);
    expect(iterations + droppedIterations).toBe(20);
    // Two users and 400 ms each: six starts in a second.
    expect(iterations).toBe(6);
    expect(snapshot.generator.missedStarts).toBe(14);
    // With fourteen more as slow as the slowest, more than half are.
    expect(snapshot.bound).toMatchObject({ missing: 14, med: snapshot.total.latencyMs.max });
    expect(warnings).toHaveLength(1);
  });

  it('leave the warm-up out of all that they count', async () => {
    // Slow at first, as an API is that has just been started.
    const madeMs = performance.now();
    const server = await serve(delayedServer(() => (performance.now() - madeMs < 1500 ? 150 : 10)));
    const { snapshot } = await engine.run(simple(server, vus(2, 3000), { warmupMs: 2000 }));
    expect(snapshot.total.latencyMs.max).toBeLessThan(150);
    expect(snapshot.total.requests).toBeLessThan(server.seen);
    expect(snapshot.total.durationMs).toBeCloseTo(snapshot.elapsedMs - 2000, 6);
    expect(snapshot.generator.machineCpuShare).toBeGreaterThan(0);
    expect(snapshot.generator.machineCpuShare).toBeLessThanOrEqual(1);
  });

  it('ramp virtual users up and down', async () => {
    const server = await serve(delayedServer(() => 20));
    const executor: PlannedExecutor = {
      kind: 'ramping-vus',
      startVUs: 0,
      stages: [
        { durationMs: 1000, target: 10 },
        { durationMs: 500, target: 10 },
        { durationMs: 500, target: 0 },
      ],
      gracefulRampDownMs: 30_000,
    };
    const load = await engine.prepare(simple(server, executor));
    const seen: [number, number][] = [];
    load.onSnapshot(({ elapsedMs, vus: active }) => seen.push([elapsedMs, active]));
    load.begin();
    const { snapshot } = await load.result;
    expect(snapshot.total.requests).toBe(server.seen);
    for (const [elapsedMs, active] of seen) {
      if (elapsedMs < 950) expect(Math.abs(active - elapsedMs / 100), `at ${elapsedMs}`).toBeLessThan(1.6);
      else if (elapsedMs > 1050 && elapsedMs < 1500) expect(active).toBe(10);
    }
    expect(snapshot.vusMax).toBe(10);
    expect(snapshot.vus).toBe(0);
  });

  it('run several scenarios at once, each from its startTime', async () => {
    const server = await serve(delayedServer(() => 5));
    const early = plannedScenario(vus(1, 400), { name: 'early' });
    const late = plannedScenario(arrivals(20, 500, 5), { name: 'late', startTimeMs: 500 });
    const plan = {
      ...planOf(server.origin, early, [plannedRequest(server.origin)]),
      scenarios: [early, late],
    };
    const { snapshot } = await engine.run(plan);
    const rows = snapshot.endpoints.map(({ scenario, requests }) => [scenario, requests] as const);
    expect(rows.map(([name]) => name)).toEqual(['early', 'late']);
    expect(rows[1]?.[1]).toBe(10);
    expect(snapshot.total.requests).toBe(server.seen);
    expect(snapshot.elapsedMs).toBeGreaterThanOrEqual(999);
  });

  it('cut iterations that outlast gracefulStop', async () => {
    const server = await serve(delayedServer(() => 3000));
    const scenario = plannedScenario(vus(2, 300), { gracefulStopMs: 200 });
    const plan = planOf(server.origin, scenario, [plannedRequest(server.origin)]);
    const { snapshot } = await engine.run(plan);
    expect(snapshot.total.interruptedIterations).toBe(2);
    expect(snapshot.total.iterations).toBe(0);
    expect(snapshot.elapsedMs).toBeGreaterThanOrEqual(499);
    expect(snapshot.elapsedMs).toBeLessThan(800);
  });

  it('end at once where a threshold with abortOnFail fails', async () => {
    const server = await serve(delayedServer(() => 30));
    const threshold = {
      metric: 'http_req_duration',
      expression: 'p(95) < 10',
      abortOnFail: true,
      delayAbortEvalMs: 0,
      place: null,
    };
    const { end, snapshot } = await engine.run(simple(server, vus(1, 20_000), { thresholds: [threshold] }));
    expect(end).toBe('aborted');
    expect(snapshot.elapsedMs).toBeGreaterThan(1900);
    expect(snapshot.elapsedMs).toBeLessThan(3000);
    expect(snapshot.thresholds).toMatchObject([{ ok: false, limit: 10 }]);
  });
});
