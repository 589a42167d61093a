import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import { type Plan, SETUP_FLOW, TEARDOWN_FLOW } from '../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

let engine: TestEngine;
let server: TestServer;
let paths: string[];
/** Paths that get a 500. */
let broken: Set<string>;

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(() => server.close());
afterAll(() => engine.remove());

async function plan(): Promise<Plan> {
  paths = [];
  broken = new Set();
  server = await httpServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'GET') paths.push(path);
    response.writeHead(broken.has(path) ? 500 : 200).end('{}');
  });
  const get = (path: string) => plannedRequest(server.origin, { path, name: `GET ${path}` });
  const scenario = plannedScenario({
    kind: 'shared-iterations',
    vus: 2,
    iterations: 20,
    maxDurationMs: 5000,
  });
  const base = planOf(server.origin, scenario, [get('/load')]);
  const flows = { ...base.flows, [SETUP_FLOW]: [get('/reset')], [TEARDOWN_FLOW]: [get('/tidy')] };
  return { ...base, flows };
}

describe('setup and teardown', () => {
  it('what setup captures, every user and the teardown know', async () => {
    const seen = new Map<string, number>();
    server = await httpServer((request, response) => {
      const key = `${request.url} ${request.headers['x-token'] ?? ''}`;
      if (request.method !== 'HEAD') seen.set(key, (seen.get(key) ?? 0) + 1);
      response.end('{"token":"abc"}');
    });
    const text = `target: ${server.origin}
vus: 3
iterations: 12
setup: [{ POST: /login, capture: { token: { json: $.token } } }]
flow: [{ GET: /load, headers: { x-token: "\${token}" } }]
teardown: [{ POST: /logout, headers: { x-token: "\${token}" } }]
`;
    const { plan: made, problems } = buildPlan(parseScenario(text, '/shop/a.perf.yaml'), { environment: {} });
    expect(problems).toEqual([]);
    if (made === null) return;
    const { snapshot } = await engine.run(made);
    expect(snapshot.total.requests).toBe(12);
    expect(Object.fromEntries(seen)).toMatchObject({ '/login ': 1, '/load abc': 12, '/logout abc': 1 });
  });

  it('run once, before and after the load, and are in no figure', async () => {
    const { snapshot } = await engine.run(await plan());
    expect(paths.filter((path) => path !== '/load' && path !== '/')).toEqual(['/reset', '/tidy']);
    expect(paths.indexOf('/reset')).toBeLessThan(paths.indexOf('/load'));
    expect(paths.at(-1)).toBe('/tidy');
    expect(snapshot.total).toMatchObject({ requests: 20, iterations: 20 });
    expect(snapshot.endpoints.map((one) => one.name)).toEqual(['GET /load']);
  });

  it('a setup that fails ends it before any load', async () => {
    const made = await plan();
    broken.add('/reset');
    await expect(engine.prepare(made)).rejects.toMatchObject({
      code: 'setup-failed',
      message: 'setup failed at GET /reset: status 500',
    });
    expect(paths).not.toContain('/load');
  });

  it('a teardown that fails is told, and what was measured before it is known', async () => {
    const made = await plan();
    broken.add('/tidy');
    const load = await engine.prepare(made);
    const phases: string[] = [];
    load.onSnapshot((snapshot) => phases.push(`${snapshot.phase} ${snapshot.total.requests}`));
    load.begin();
    await expect(load.result).rejects.toMatchObject({ code: 'teardown-failed' });
    expect(phases.at(-1)).toBe('done 20');
  });
});
