import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

let engine: TestEngine;
let server: TestServer;

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(() => server.close());
afterAll(() => engine.remove());

it('a flow of groups, calls, loops and conditions sends what it says, and measures its groups', async () => {
  const seen = new Map<string, number>();
  const polls = new Map<string, number>();
  server = await httpServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    seen.set(path.replace(/\d+$/, ''), (seen.get(path.replace(/\d+$/, '')) ?? 0) + 1);
    const polled = (polls.get(path) ?? 0) + 1;
    polls.set(path, polled);
    response.end(JSON.stringify({ state: polled % 3 === 0 ? 'done' : 'running' }));
  });
  const text = `target: ${server.origin}
scenarios:
  main: { executor: per-vu-iterations, vus: 2, iterations: 3, flow: buy, pacing: 60ms }
flows:
  login: [{ GET: /login }]
  buy:
    - group: import
      steps:
        - call: login
        - repeat: { until: '$.state == "done"', every: 5ms, max: 20 }
          steps: [{ GET: "/poll/\${vu}" }]
    - { when: '$.state == "done"', steps: [{ GET: /yes }], else: [{ GET: /no }] }
    - { repeat: 2, steps: [{ GET: /again }] }
    - think: { mean: 2ms, deviation: 1ms }
thresholds:
  "group_duration{group:::import}": max < 10000
  "http_reqs{group:::import}": count == 24
  checks: rate == 1
`;
  const { plan, problems } = buildPlan(parseScenario(text, '/shop/a.perf.yaml'), { environment: {} });
  expect(problems).toEqual([]);
  if (plan === null) return;
  const { snapshot, metrics } = await engine.run(plan);
  // 2 users, 3 iterations each: a login, three polls, a yes and two times again.
  expect(Object.fromEntries(seen)).toEqual({ '/login': 6, '/poll/': 18, '/yes': 6, '/again': 12 });
  expect(snapshot.total).toMatchObject({ requests: 42, failed: 0, iterations: 6, checksPassed: 6 });
  expect(snapshot.thresholds.map((one) => one.ok)).toEqual([true, true, true]);
  const values = (name: string) => metrics.find((one) => one.name === name)?.values;
  expect(values('group_duration{group:::import}')?.count).toBe(6);
  // Node's timers count whole milliseconds, so one may fire a little before its time.
  expect(values('group_duration{group:::import}')?.min).toBeGreaterThanOrEqual(9);
  expect(values('iteration_duration')?.min).toBeGreaterThanOrEqual(57);
});
