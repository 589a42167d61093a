import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { RunController, type RunTarget } from '../../../src/extension/runController.ts';
import { Session } from '../../../src/session/session.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { FakeConsent, FakeRunner, FakeStore } from '../../support/fakePorts.ts';
import { runRequest, snapshot } from '../../support/sessionStates.ts';

const target: RunTarget = { file: '/shop/perf/shop.perf.yaml', scenarios: ['shop'], profiled: false };

/** A controller over real sessions with ports that a test plays; `prepared` lets the first one come. */
function setUp() {
  const runner = new FakeRunner();
  const store = new FakeStore();
  let prepared = () => {};
  const gate = new Promise<void>((resolve) => {
    prepared = resolve;
  });
  const controller = new RunController(async () => ({
    prepare: async () => {
      await gate;
      const consent = new FakeConsent();
      const session = new Session({ runner, profiler: null, store, consent, clock: new FakeClock() });
      return { session, start: () => session.run(runRequest()) };
    },
  }));
  return { controller, runner, store, prepared };
}

describe('the one run of a window', () => {
  it('goes on from the moment that it is asked for until it has ended', async () => {
    const { controller, runner, prepared } = setUp();
    const told: boolean[] = [];
    controller.onRunChanged(() => told.push(controller.running));
    const ended = controller.run(target);
    expect([controller.running, controller.target]).toEqual([true, target]);
    prepared();
    await settle();
    runner.load.finish({ end: 'completed', snapshot: snapshot(), metrics: [] });
    expect((await ended).outcome).toBe('passed');
    expect(told).toEqual([true, false]);
  });

  it('is alone: a second one is refused', async () => {
    const { controller } = setUp();
    void controller.run(target);
    await expect(controller.run(target)).rejects.toThrow('goes on already');
  });

  it('sends nothing where Stop came before it was ready', async () => {
    const { controller, runner, prepared } = setUp();
    const ended = controller.run(target);
    controller.stop();
    prepared();
    expect((await ended).outcome).toBe('interrupted');
    expect(runner.load.calls).not.toContain('begin');
  });

  it('is asked to stop first and cut off next', async () => {
    const { controller, runner, prepared } = setUp();
    void controller.run(target);
    prepared();
    await settle();
    controller.stop();
    controller.stop();
    expect(runner.load.calls).toEqual(['begin', 'stop graceful', 'stop now']);
  });

  it('leaves what was measured as interrupted where the editor goes', async () => {
    const { controller, runner, store, prepared } = setUp();
    void controller.run(target);
    prepared();
    await settle();
    runner.load.snapshots.fire(snapshot());
    const gone = controller.end();
    runner.load.finish({ end: 'stopped', snapshot: snapshot(), metrics: [] });
    await gone;
    expect(store.records.at(-1)?.status).toBe('interrupted');
    expect(runner.load.calls).toContain('dispose');
  });

  it('ends where it cannot begin, with the reason', async () => {
    const reason = new HotlapError({ code: 'scenario-unknown', message: 'no scenario shop' });
    const controller = new RunController(async () => ({ prepare: () => Promise.reject(reason) }));
    await expect(controller.run(target)).rejects.toBe(reason);
    expect(controller.running).toBe(false);
  });
});
