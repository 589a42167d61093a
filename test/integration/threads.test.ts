import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ThreadCrew } from '../../src/load/engine/threadCrew.ts';
import { systemMs } from '../../src/load/engine/threadMessages.ts';
import { startThread } from '../../src/load/engine/workerPort.ts';
import { decodeHistogram } from '../../src/metrics/histogram.ts';
import { type Plan, type PlannedExecutor, SETUP_FLOW, TEARDOWN_FLOW } from '../../src/scenario/plan/plan.ts';
import { buildEngine, type TestEngine, until } from '../support/engine.ts';
import { ENDLESS, everyExecutor } from '../support/executors.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import { httpServer, type TestServer, tcpServer } from '../support/servers.ts';

let engine: TestEngine;
let server: TestServer | null = null;

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(async () => {
  await server?.close();
  server = null;
});
afterAll(() => engine.remove());

/** A server that answers after 5 ms and tells each path to `hear`. */
async function serve(hear: (path: string) => void = () => undefined): Promise<TestServer> {
  server = await httpServer((request, response) => {
    hear(request.url ?? '');
    setTimeout(() => response.end('{"token":"abc"}'), 5);
  });
  return server;
}

function planFor(origin: string, executor: PlannedExecutor, more: Partial<Plan> = {}): Plan {
  const accept = [{ from: 200, to: 299 }];
  const request = plannedRequest(origin, { checks: [{ kind: 'status', name: 'ok', accept }] });
  return planOf(origin, plannedScenario(executor), [request], {
    threads: 2,
    ...more,
  });
}

describe('two threads', () => {
  it.each(Object.entries(everyExecutor(8, 200, 1)))('%s: counted to the request', async (_name, one) => {
    const { origin } = await serve();
    const { end, snapshot, metrics } = await engine.run(planFor(origin, one.executor));
    const { total, generator, checks, endpoints } = snapshot;
    expect(end).toBe('completed');
    expect(generator.threads?.count).toBe(2);
    expect(total.requests).toBe(server?.seen);
    if (one.count !== null) expect(total.requests).toBe(one.count);
    expect(total).toMatchObject({ iterations: total.requests, failed: 0, droppedIterations: 0 });
    expect(total.interruptedIterations).toBe(0);
    expect(checks).toMatchObject([{ name: 'ok', passes: total.requests, fails: 0 }]);
    expect(endpoints[0]?.requests).toBe(total.requests);
    const durations = metrics.find((metric) => metric.name === 'http_req_duration');
    const whole = decodeHistogram(durations?.histogram ?? '');
    expect(whole.count).toBe(total.requests);
    // HDR's own reading of the merged histogram; three significant digits, and the exact extremes beside it.
    expect(Math.abs(whole.percentileMs(95) / total.latencyMs.p95 - 1)).toBeLessThan(0.002);
    expect(total.latencyMs.min).toBeGreaterThan(3);
  });

  it.each(ENDLESS)('%s, stopped gracefully and at once', async (_name, executor) => {
    for (const mode of ['graceful', 'now'] as const) {
      const { origin } = await serve();
      const load = await engine.prepare(planFor(origin, executor));
      load.begin();
      await until('requests', 20_000, () => (server?.seen ?? 0) >= 60);
      load.stop(mode);
      const { end, snapshot } = await load.result;
      const { requests, iterations, interruptedIterations } = snapshot.total;
      expect(end).toBe('stopped');
      expect(iterations).toBe(requests);
      if (mode === 'graceful') {
        expect(interruptedIterations).toBe(0);
        expect(requests).toBe(server?.seen);
      } else {
        // Of those that were cut off the server may not have seen all.
        expect(interruptedIterations).toBeLessThanOrEqual(8);
        expect(requests + interruptedIterations).toBeGreaterThanOrEqual(server?.seen ?? 0);
      }
      await server?.close();
    }
  });

  it('deal no unique row twice, and leave none out', async () => {
    const paths: string[] = [];
    const { origin } = await serve((path) => paths.push(path));
    const rows = Array.from({ length: 500 }, (_, row) => [row]);
    const path = ['/', { slot: 0, encoding: 'path', fallback: null } as const];
    const executor: PlannedExecutor = { kind: 'constant-vus', vus: 16, durationMs: 60_000 };
    const plan = planOf(origin, plannedScenario(executor), [plannedRequest(origin, { path })], {
      threads: 2,
      slots: ['users.id'],
      data: [{ name: 'users', order: 'unique', per: 'iteration', atEnd: 'stop', slots: [0], rows }],
    });
    const { snapshot } = await engine.run(plan);
    expect(snapshot.total.requests).toBe(500);
    const dealt = paths.map((one) => Number(one.slice(1))).sort((a, b) => a - b);
    expect(dealt).toEqual(rows.map(([row]) => row));
  });

  it('lend rows to one user at a time', async () => {
    const inUse = new Set<string>();
    let twice = 0;
    server = await httpServer((request, response) => {
      const path = request.url ?? '';
      if (inUse.has(path)) twice++;
      inUse.add(path);
      setTimeout(() => {
        inUse.delete(path);
        response.end('{}');
      }, 3);
    });
    const { origin } = server;
    const path = ['/', { slot: 0, encoding: 'path', fallback: null } as const];
    const executor: PlannedExecutor = {
      kind: 'shared-iterations',
      vus: 8,
      iterations: 600,
      maxDurationMs: 60_000,
    };
    const plan = planOf(origin, plannedScenario(executor), [plannedRequest(origin, { path })], {
      threads: 2,
      slots: ['users.id'],
      data: [
        {
          name: 'users',
          order: 'unique',
          per: 'iteration',
          atEnd: 'recycle',
          slots: [0],
          rows: Array.from({ length: 10 }, (_, row) => [row]),
        },
      ],
    });
    const { snapshot } = await engine.run(plan);
    expect(snapshot.total).toMatchObject({ requests: 600, droppedIterations: 0 });
    expect(twice).toBe(0);
  });

  it('run setup and teardown once, and know what setup captured', async () => {
    const paths: string[] = [];
    const { origin } = await serve((path) => paths.push(path));
    const token = ['/load/', { slot: 0, encoding: 'path', fallback: null } as const];
    const executor: PlannedExecutor = {
      kind: 'shared-iterations',
      vus: 4,
      iterations: 40,
      maxDurationMs: 60_000,
    };
    const captures = [{ slot: 0, name: 'token', from: 'json' as const, what: '$.token' }];
    const plan = planOf(origin, plannedScenario(executor), [plannedRequest(origin, { path: token })], {
      threads: 2,
      slots: ['token'],
    });
    const flows = {
      ...plan.flows,
      [SETUP_FLOW]: [plannedRequest(origin, { id: 1, path: '/setup', captures })],
      [TEARDOWN_FLOW]: [plannedRequest(origin, { id: 2, path: '/teardown' })],
    };
    const { snapshot } = await engine.run({ ...plan, flows });
    expect(snapshot.total.requests).toBe(40);
    expect(paths[0]).toBe('/setup');
    expect(paths.at(-1)).toBe('/teardown');
    expect(paths.slice(1, -1)).toEqual(Array.from({ length: 40 }, () => '/load/abc'));
  });

  it('tell of a target that does not speak HTTP, as one thread does', async () => {
    server = await tcpServer(
      () => undefined,
      (socket) => socket.end('+OK POP3 server ready\r\n'),
    );
    const executor: PlannedExecutor = { kind: 'constant-vus', vus: 4, durationMs: 5000 };
    await expect(engine.run(planFor(server.origin, executor))).rejects.toMatchObject({
      code: 'target-not-http',
    });
  });
});

describe('a real thread that throws', () => {
  it('is a failure of the engine with its words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hotlap-thread-'));
    const file = join(folder, 'thread.cjs');
    const lines = [
      `const { parentPort } = require('node:worker_threads');`,
      `parentPort.postMessage({ type: 'warm' });`,
      `parentPort.on('message', ({ type }) => {`,
      `  if (type === 'prepare') parentPort.postMessage({ type: 'ready' });`,
      `  if (type === 'begin') throw new Error('no more of this');`,
      `});`,
    ];
    await writeFile(file, lines.join('\n'));
    try {
      const failure = await new Promise<Error>((resolve, reject) => {
        const threads = [0, 1].map(() => startThread(file, { isOpen: false }));
        const crew = new ThreadCrew({ threads, clock: systemClock, systemMs, onFailed: resolve });
        const executor: PlannedExecutor = { kind: 'constant-vus', vus: 4, durationMs: 5000 };
        crew
          .warm()
          .then(() => crew.prepare({ plan: planFor('http://127.0.0.1:1', executor), given: [], pins: {} }))
          .then(() => crew.begin(), reject);
      });
      expect(failure).toMatchObject({ code: 'engine-failed' });
      expect(failure.message).toMatch(/^thread [12] of the 2 that send the load has ended: no more of this$/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
