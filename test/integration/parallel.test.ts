import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer } from '../support/servers.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await buildEngine();
});
afterAll(() => engine.remove());

function planOf(text: string): Plan {
  const { plan, problems } = buildPlan(parseScenario(text, '/shop/a.perf.yaml'), { environment: {} });
  // More requests than go to a host at once are warned of.
  if (plan === null || problems.some((one) => one.severity === 'error'))
    throw new Error(JSON.stringify(problems));
  return plan;
}

const TEN = Array.from({ length: 10 }, (_, index) => `{ GET: /${index} }`).join(', ');

it('sends all, over six connections for each user, and measures the step as a group', async () => {
  let [now, most] = [0, 0];
  const server = await httpServer((_request, response) => {
    most = Math.max(most, ++now);
    setTimeout(() => {
      now--;
      response.end('{"basket":42.5}');
    }, 20);
  });
  const { snapshot } = await engine.run(
    planOf(`target: ${server.origin}
scenarios: { main: { executor: per-vu-iterations, vus: 2, iterations: 5, flow: page } }
flows:
  page:
    - group: page
      steps: [{ parallel: [${TEN}] }]
    - { GET: /basket, metric: { basket_value: $.basket } }
thresholds:
  basket_value: [avg < 50, max == 42.5]
`),
  );
  await server.close();
  expect(server.seen).toBe(110);
  expect(snapshot.total).toMatchObject({ requests: 110, failed: 0, iterations: 10, checksPassed: 10 });
  // One more looked whether the target is there.
  expect(server.connections).toBe(13);
  expect(most).toBe(12);
  expect(snapshot.groups[0]?.durationMs.count).toBe(10);
  // Ten at six a time take two rounds of 20 ms; one after the other they would take ten.
  expect(snapshot.groups[0]?.durationMs.min).toBeGreaterThanOrEqual(38);
  expect(snapshot.thresholds.map((one) => one.ok)).toEqual([true, true]);
  expect(snapshot.custom).toMatchObject([
    { name: 'basket_value', type: 'trend', values: { count: 10, avg: 42.5 } },
  ]);
});

it.each(['graceful', 'now'] as const)('a stop in the middle (%s) conserves the counts', async (mode) => {
  const server = await httpServer((_request, response) => setTimeout(() => response.end('ok'), 30));
  const load = await engine.prepare(
    planOf(`target: ${server.origin}\nvus: 3\nduration: 20s\nflow: [{ parallel: [${TEN}] }]\n`),
  );
  let stopped = false;
  load.onSnapshot(({ total }) => {
    if (stopped || total.requests < 30) return;
    stopped = true;
    load.stop(mode);
  });
  load.begin();
  const { snapshot } = await load.result;
  await server.close();
  const { requests, iterations, interruptedIterations, failed } = snapshot.total;
  expect(failed).toBe(0);
  if (mode === 'graceful') {
    expect(interruptedIterations).toBe(0);
    expect(requests).toBe(10 * iterations);
    expect(server.seen).toBe(requests);
  } else {
    expect(interruptedIterations).toBeLessThanOrEqual(3);
    // Of an iteration that was cut some have ended, and at most six were under way.
    expect(requests).toBeGreaterThanOrEqual(10 * iterations);
    expect(requests).toBeLessThan(10 * (iterations + interruptedIterations) + 1);
    expect(server.seen - requests).toBeGreaterThanOrEqual(0);
    expect(server.seen - requests).toBeLessThanOrEqual(18);
  }
});
