import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Failure } from '../../src/metrics/failure.ts';
import type { Plan, PlannedStep } from '../../src/scenario/plan/plan.ts';
import type { LoadResult } from '../../src/session/ports.ts';
import { chaos } from '../support/chaosServer.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import {
  BROKEN,
  EACH,
  type Fault,
  FLEETING,
  FLOODS,
  faultyServer,
  GARBAGE,
  SLOW,
  TIMEOUT_MS,
} from '../support/faultyServers.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import type { TestServer } from '../support/servers.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await buildEngine();
});
afterAll(() => engine.remove());

/** All the codes that may occur: whatever the engine counts under another one would be missing. */
const CODES = [1000, 1050, 1101, 1201, 1210, 1211, 1212, 1213, 1220, 1300, 1310, 1413, 1503];

/** One scenario for each fault, of {@link EACH} requests, and a threshold that counts each kind of error. */
function planFor(faults: readonly Fault[], servers: readonly TestServer[]): Plan {
  const executor = {
    kind: 'per-vu-iterations',
    vus: 1,
    iterations: EACH,
    maxDurationMs: 20_000,
  } as const;
  const flows: Record<string, PlannedStep[]> = {};
  const scenarios = faults.map(({ name, codes, request, thinkMs = 0 }, index) => {
    const { origin = '' } = servers[index] ?? {};
    const timeoutMs = 1050 in codes ? TIMEOUT_MS : 20_000;
    flows[name] = [plannedRequest(origin, { id: index, name, timeoutMs, ...request })];
    if (thinkMs > 0) flows[name].push({ kind: 'think', minMs: thinkMs, maxMs: thinkMs });
    return plannedScenario(executor, { name, flow: name });
  });
  const thresholds = faults.flatMap(({ name }) =>
    CODES.map((code) => ({
      metric: `http_reqs{scenario:${name},error_code:${code}}`,
      expression: 'count >= 0',
      abortOnFail: false,
      delayAbortEvalMs: 0,
      place: null,
    })),
  );
  const origins = servers.map(({ origin }) => origin);
  const [origin = ''] = origins;
  const [first = plannedScenario(executor)] = scenarios;
  return { ...planOf(origin, first, []), origins, scenarios, flows, thresholds };
}

/** What the engine counted for one fault. */
function counted({ snapshot, metrics }: LoadResult, { name }: Fault) {
  const row = snapshot.endpoints.find((one) => one.scenario === name);
  const codes: Record<number, number> = {};
  for (const code of CODES) {
    const metric = metrics.find((one) => one.name === `http_reqs{scenario:${name},error_code:${code}}`);
    const count = metric?.values.count ?? 0;
    if (count > 0) codes[code] = count;
  }
  return { requests: row?.requests, failed: row?.failed, codes };
}

function check(result: LoadResult, failures: readonly Failure[], fault: Fault, server: TestServer): void {
  const { name, codes, reason, seen = EACH } = fault;
  const failed = Object.values(codes).reduce((sum, one) => sum + one, 0);
  expect({ name, ...counted(result, fault) }).toEqual({ name, requests: EACH, failed, codes });
  if (seen !== null) expect(server.seen, `requests that ${name} has seen`).toBe(seen);
  for (const one of failures) {
    if (one.scenario === name && reason) expect(one.reason, name).toMatch(reason);
  }
}

it.each([
  ['connections that break', BROKEN],
  ['connections that are fleeting', FLEETING],
  ['answers that take their time', SLOW],
  ['answers that are not HTTP', GARBAGE],
  ['too much of something', FLOODS],
])(
  '%s: each request is counted, the failed ones with their kind',
  async (_what, faults) => {
    const servers = await Promise.all(faults.map(faultyServer));
    try {
      const load = await engine.prepare(planFor(faults, servers));
      const failures: Failure[] = [];
      load.onSnapshot((snapshot) => failures.push(...snapshot.failures));
      load.begin();
      const result = await load.result;
      expect(result.end).toBe('completed');
      expect(result.snapshot.total).toMatchObject({
        requests: faults.length * EACH,
        iterations: faults.length * EACH,
        interruptedIterations: 0,
        droppedIterations: 0,
      });
      for (const [index, fault] of faults.entries()) {
        const server = servers[index];
        if (server) check(result, failures, fault, server);
      }
    } finally {
      for (const server of servers) await server.close();
    }
  },
  40_000,
);

it.each([
  ['constant-vus', { kind: 'constant-vus', vus: 20, durationMs: 1500 }],
  [
    'constant-arrival-rate',
    {
      kind: 'constant-arrival-rate',
      rate: 300,
      durationMs: 1500,
      timeUnitMs: 1000,
      preAllocatedVUs: 5,
      maxVUs: 400,
      whenBusy: 'wait',
    },
  ],
] as const)(
  'all sorts of faults at once, at random: %s counts what the server did',
  async (_name, executor) => {
    const server = await chaos();
    try {
      const request = plannedRequest(server.origin, { name: 'all', timeoutMs: 1000 });
      const plan = planOf(server.origin, plannedScenario(executor, { name: 'all' }), [request], {
        thresholds: planFor([{ name: 'all', codes: {}, answer: () => undefined }], [server]).thresholds,
      });
      const load = await engine.prepare(plan);
      load.begin();
      const result = await load.result;
      const { requests, failed, iterations, interruptedIterations } = result.snapshot.total;
      expect(requests).toBe(server.seen);
      expect(requests).toBeGreaterThan(100);
      expect(iterations).toBe(requests);
      expect(interruptedIterations).toBe(0);
      const codes = counted(result, { name: 'all', codes: {}, answer: () => undefined }).codes;
      expect(codes).toEqual(server.codes);
      expect(failed).toBe(Object.values(server.codes).reduce((sum, one) => sum + one, 0));
    } finally {
      await server.close();
    }
  },
  40_000,
);
