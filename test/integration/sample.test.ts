import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { loadSuite } from '../../src/scenario/suite.ts';
import { type Api, compileSample, startApi } from '../support/api.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';

/** The sample's scenarios against its API, each for a little while. */

const perf = join(import.meta.dirname, '../../media/sample/perf');
const all = readdirSync(perf).filter((name) => name.endsWith('.perf.yaml'));
const parsedOf = (name: string) => parseScenario(readFileSync(join(perf, name), 'utf8'), join(perf, name));
const files = all.filter((name) => parsedOf(name).scenario !== null);
const suites = all.flatMap((name) =>
  Object.keys(parsedOf(name).suites ?? {}).map((suite) => [name, suite] as const),
);

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
  const environment = { API_URL: `http://127.0.0.1:${api.port}`, STEP: '1s' };
  const parsed = parsedOf(name);
  // A search takes as long as it takes.
  const short = parsed.scenario?.breakpoint === undefined ? { durationMs: 3000 } : {};
  const { plan, problems } = buildPlan(parsed, { environment, ...short });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('no plan');
  return plan;
}

describe.each(files)('%s', (name) => {
  it('runs, reaches every request of its flows, and fails no more than its API does on purpose', async () => {
    const plan = planOf(name);
    const { snapshot, metrics } = await engine.run(plan);
    const { total, endpoints, checks, failures } = snapshot;
    expect(total.requests).toBeGreaterThan(20);
    expect(endpoints.filter((one) => one.requests === 0)).toEqual([]);
    // One payment in fifty is refused; the clerk's token expires, which a login puts right.
    expect(failures.filter((one) => one.name !== 'payments')).toEqual([]);
    const mayFail = ['payments', 'upload', 'import state'];
    expect(endpoints.filter((one) => one.failed > 0 && !mayFail.includes(one.name))).toEqual([]);
    expect(checks.length).toBeGreaterThan(0);
    const isOfPayment = (name: string) => name === 'status is 201';
    expect(checks.filter((one) => one.fails > 0 && !isOfPayment(one.name))).toEqual([]);
    if (name === 'journeys.perf.yaml') {
      const refreshes = metrics.find((one) => one.name === 'auth_refreshes')?.values.count;
      expect(refreshes).toBeGreaterThan(0);
    }
  });
});

it.each(suites)('%s: what the suite %s runs is there', async (name, suite) => {
  const { members } = await loadSuite(join(perf, name), suite, { processEnv: {}, overrides: {} });
  expect(members.length).toBeGreaterThan(0);
});
