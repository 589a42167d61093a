import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer } from '../support/servers.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await buildEngine();
});
afterAll(() => engine.remove());

it('a regular expression that doubles its steps with each character does not stop the engine', async () => {
  // 2 to the power of 60 steps, were all ways tried.
  const server = await httpServer((_request, response) => response.end(`${'a'.repeat(60)}b`));
  const text = `target: ${server.origin}
iterations: 3
flow:
  - GET: /
    expect: { body: { matches: '^(a+)+$' } }
  - GET: /
    capture: { all: { regex: '^((?:a|a)+)b$' } }
    expect: { body: "\${vu}a" }
`;
  const { plan, problems } = buildPlan(parseScenario(text, '/shop/a.perf.yaml'), { environment: {} });
  expect(problems).toEqual([]);
  if (plan === null) return;
  const { snapshot } = await engine.run(plan);
  await server.close();
  expect(snapshot.total).toMatchObject({ requests: 6, failed: 0, checksPassed: 3, checksFailed: 6 });
});
