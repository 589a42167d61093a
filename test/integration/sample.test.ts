import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/scenario/buildPlan.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import type { Plan } from '../../src/scenario/plan.ts';
import { requestsOf } from '../../src/scenario/plannedSteps.ts';
import { type Api, compileSample, startApi } from '../support/api.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';

/** The sample's scenarios against its API, each for a little while. */

const perf = join(import.meta.dirname, '../../media/sample/perf');
const files = readdirSync(perf).filter((name) => name.endsWith('.perf.yaml'));

let engine: TestEngine;
let sample: ReturnType<typeof compileSample>;
let api: Api;

beforeAll(async () => {
  sample = compileSample();
  [engine, api] = await Promise.all([
    buildEngine(),
    startApi(process.execPath, [join(sample.folder, 'server.js')], { PORT: '0' }),
  ]);
});
afterAll(async () => {
  await api?.stop();
  sample?.dispose();
  await engine?.remove();
});

function planOf(name: string): Plan {
  const file = join(perf, name);
  const environment = { API_URL: `http://127.0.0.1:${api.port}` };
  const { plan, problems } = buildPlan(parseScenario(readFileSync(file, 'utf8'), file), {
    environment,
    durationMs: 3000,
  });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('no plan');
  return plan;
}

describe.each(files)('%s', (name) => {
  it('runs, reaches every request of its flows, and fails no more than its API does on purpose', async () => {
    const plan = planOf(name);
    const { snapshot } = await engine.run(plan);
    const { total, endpoints, checks } = snapshot;
    expect(total.requests).toBeGreaterThan(20);
    const names = new Set(
      plan.scenarios.flatMap(({ flow }) => requestsOf(plan.flows[flow] ?? [])).map((one) => one.name),
    );
    for (const endpoint of endpoints) {
      if (names.has(endpoint.name))
        expect([endpoint.name, endpoint.requests]).not.toEqual([endpoint.name, 0]);
      // One payment in fifty is refused.
      if (endpoint.name !== 'payments') expect([endpoint.name, endpoint.failed]).toEqual([endpoint.name, 0]);
    }
    expect(checks.length).toBeGreaterThan(3);
    expect(checks.filter((one) => one.fails > 0 && !one.name.includes('201'))).toEqual([]);
  });
});
