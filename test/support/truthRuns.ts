import { afterAll, afterEach, beforeAll } from 'vitest';
import type { PlannedExecutor } from '../../src/scenario/plan/plan.ts';
import type { LoadHandle } from '../../src/session/ports.ts';
import { buildEngine, type TestEngine } from './engine.ts';
import { plannedRequest, plannedScenario, planOf } from './plans.ts';
import { probe, startTruthServer, type TruthOptions, type TruthServer } from './truth.ts';

/** For a test file: the real engine against servers of known latencies, which are closed after each test. */
export function truthRuns() {
  let engine: TestEngine | null = null;
  const servers: TruthServer[] = [];
  beforeAll(async () => {
    engine = await buildEngine();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => engine?.remove());

  const serve = async (options: TruthOptions): Promise<TruthServer> => {
    const server = await startTruthServer(options);
    servers.push(server);
    return server;
  };

  /** One request an iteration. */
  const prepare = async (
    server: TruthServer,
    executor: PlannedExecutor,
    timeoutMs = 60_000,
  ): Promise<LoadHandle> => {
    if (engine === null) throw new Error('the engine is not built yet');
    const request = plannedRequest(server.origin, { timeoutMs });
    return engine.prepare(planOf(server.origin, plannedScenario(executor), [request]));
  };

  /** Runs to the end: the totals, what lay between, and what the server says. */
  const measured = async (server: TruthServer, executor: PlannedExecutor, timeoutMs?: number) => {
    const handle = await prepare(server, executor, timeoutMs);
    const endProbing = await probe(server.origin);
    handle.begin();
    const { snapshot } = await handle.result;
    return { total: snapshot.total, probesMs: endProbing(), report: await server.report() };
  };

  return { serve, prepare, measured };
}
