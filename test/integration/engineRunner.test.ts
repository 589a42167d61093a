import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkEngine } from '../../src/runner/engineFork.ts';
import { EngineRunner } from '../../src/runner/engineRunner.ts';
import { descendants } from '../support/editor/processTree.ts';
import { buildEngine, isAlive, type TestEngine, until } from '../support/engine.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import { delayedServer } from '../support/servers.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await buildEngine();
});
afterAll(() => engine.remove());

/** The processes that this one has started, but for the one that lists them. */
const started = async () => (await descendants(process.pid)).filter((pid) => isAlive(pid));

it('a process that was started early is the one that the run gets', async () => {
  const before = await started();
  const runner = new EngineRunner({ engineFile: engine.file });
  runner.warm();
  runner.warm();
  const [spare, ...others] = (await started()).filter((pid) => !before.includes(pid));
  expect(others).toEqual([]);
  const server = await delayedServer(() => 1);
  const executor = { kind: 'shared-iterations', vus: 2, iterations: 20, maxDurationMs: 10_000 } as const;
  const plan = planOf(server.origin, plannedScenario(executor), [plannedRequest(server.origin)]);
  const load = await runner.prepare(plan, { '127.0.0.1': ['127.0.0.1'] });
  expect((await started()).filter((pid) => !before.includes(pid))).toEqual([spare]);
  // The run's now: what is not needed any more is another.
  runner.dispose();
  load.begin();
  expect((await load.result).snapshot.total.requests).toBe(20);
  expect(server.seen).toBe(20);
  await server.close();
  await until('its end', 5000, () => !isAlive(spare ?? 0));
});

it('one that no run takes is ended', async () => {
  const before = await started();
  const runner = new EngineRunner({ engineFile: engine.file });
  runner.warm();
  const [spare = 0] = (await started()).filter((pid) => !before.includes(pid));
  expect(isAlive(spare)).toBe(true);
  runner.dispose();
  await until('its end', 5000, () => !isAlive(spare));
});

it('one that was forked before there was a runner is the first that it warms', async () => {
  const before = await started();
  const forked = forkEngine({ engineFile: engine.file });
  const runner = new EngineRunner({ engineFile: engine.file, forked });
  // What it says by then waits for whoever listens.
  await until('its greeting', 10_000, async () => (await started()).some((pid) => !before.includes(pid)));
  runner.warm();
  const executor = { kind: 'shared-iterations', vus: 1, iterations: 1, maxDurationMs: 10_000 } as const;
  const server = await delayedServer(() => 1);
  const plan = planOf(server.origin, plannedScenario(executor), [plannedRequest(server.origin)]);
  const load = await runner.prepare(plan, { '127.0.0.1': ['127.0.0.1'] });
  expect((await started()).filter((pid) => !before.includes(pid))).toEqual([forked.child.pid]);
  load.begin();
  expect((await load.result).snapshot.total.requests).toBe(1);
  await server.close();
});
