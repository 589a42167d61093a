import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { RunController } from '../../../src/extension/runController.ts';
import { SuiteController } from '../../../src/extension/suiteController.ts';
import type { SuiteRecord } from '../../../src/results/suiteRecord.ts';
import { Session } from '../../../src/session/session.ts';
import { SuiteRun } from '../../../src/session/suiteRun.ts';
import { suiteVerdictOf } from '../../../src/session/suiteVerdict.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { FakeConsent, FakeRunner, FakeStore } from '../../support/fakePorts.ts';
import { runRequest, snapshot } from '../../support/sessionStates.ts';

const file = '/shop/perf/shop.perf.yaml';
const target = { file, suite: 'quick', profiled: false };

/** A suite of two over real sessions, with ports that a test plays: a runner for each run. */
function setUp() {
  const runners: FakeRunner[] = [];
  const saved: string[] = [];
  const records: SuiteRecord[] = [];
  const clock = new FakeClock();
  const runs = new RunController(async () => ({
    prepare: async () => {
      const runner = new FakeRunner();
      runners.push(runner);
      const session = new Session({
        runner,
        profiler: null,
        store: new FakeStore(),
        consent: new FakeConsent(),
        clock,
      });
      return { session, start: () => session.run(runRequest()) };
    },
  }));
  const members = ['browse', 'pay'].map((label) => ({ label, file, scenarios: [label] }));
  const suites = new SuiteController(
    async () => ({
      prepareSuite: async ({ suite: name }, run) => {
        if (name !== 'quick') throw new HotlapError({ code: 'scenario-unknown', message: 'no such suite' });
        const request = {
          name,
          description: null,
          file,
          members,
          root: '/shop',
          hotlapVersion: '1',
          bail: false,
        };
        const store = {
          write: async (record: SuiteRecord) => {
            records.push(record);
            return '/suites/1.json';
          },
        };
        return { suite: new SuiteRun(request, { run, store, clock }), members };
      },
    }),
    runs,
    async (one) => void saved.push(one),
  );
  const finish = async (end: 'completed' | 'stopped') => {
    await settle();
    runners.at(-1)?.load.finish({ end, snapshot: snapshot(), metrics: [] });
    await settle();
  };
  return { runs, suites, runners, saved, records, finish };
}

describe('the suite of a window', () => {
  it('runs its members one after the other, what is edited saved first', async () => {
    const { suites, runners, saved, finish } = setUp();
    const ended = suites.run(target);
    expect(suites.running).toBe(true);
    await finish('completed');
    expect(suites.state).toMatchObject({ current: 1, phase: 'running' });
    expect(suites.state?.members.map((one) => one.status)).toEqual(['passed', 'running']);
    await finish('completed');
    const { state } = await ended;
    expect([state.outcome, suites.running, runners.length]).toEqual(['passed', false, 2]);
    expect(saved).toEqual([file]);
    expect(suites.state && suiteVerdictOf(suites.state).headline).toBe('Suite quick: 2 passed');
  });

  it('is stopped whole: the run that goes on ends, and no other begins', async () => {
    const { suites, runners, records, finish } = setUp();
    const ended = suites.run(target);
    await settle();
    runners[0]?.load.snapshots.fire(snapshot());
    suites.stop();
    expect(runners[0]?.load.calls).toEqual(['begin', 'stop graceful']);
    suites.stop();
    expect(runners[0]?.load.calls).toContain('stop now');
    await finish('stopped');
    expect((await ended).state.outcome).toBe('interrupted');
    expect(runners).toHaveLength(1);
    expect(records.at(-1)).toMatchObject({
      status: 'interrupted',
      members: [{ status: 'interrupted' }, { status: 'not-run' }],
    });
  });

  it('runs nothing where Stop came before it was ready', async () => {
    const { suites, runners } = setUp();
    const ended = suites.run(target);
    suites.stop();
    expect((await ended).state.outcome).toBe('interrupted');
    expect(runners).toEqual([]);
  });

  it('names the record of the run that goes on as soon as there is one', async () => {
    const { suites, runners, records, finish } = setUp();
    const ended = suites.run(target);
    await settle();
    runners[0]?.load.snapshots.fire(snapshot());
    await settle();
    expect(records.at(-1)?.members[0]?.record).toMatch(/^\/runs\/.*\.json$/);
    await finish('completed');
    await finish('completed');
    await ended;
  });

  it('is recorded as interrupted where the editor goes', async () => {
    const { suites, runs, runners, records } = setUp();
    void suites.run(target);
    await settle();
    runners[0]?.load.snapshots.fire(snapshot());
    suites.stop();
    const gone = runs.end();
    runners[0]?.load.finish({ end: 'stopped', snapshot: snapshot(), metrics: [] });
    await gone;
    await suites.settled();
    expect(records.at(-1)?.status).toBe('interrupted');
  });

  it('says why it cannot begin, and gives way to a run of its own', async () => {
    const { suites, finish } = setUp();
    await expect(suites.run({ ...target, suite: 'full' })).rejects.toThrow('no such suite');
    expect([suites.running, suites.target]).toEqual([false, null]);
    const ended = suites.run(target);
    await expect(suites.run(target)).rejects.toThrow('goes on already');
    await finish('completed');
    await finish('completed');
    await ended;
    suites.clear();
    expect([suites.state, suites.target]).toEqual([null, null]);
  });
});
