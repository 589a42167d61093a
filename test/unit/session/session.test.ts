import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import type { MetricRecord, Snapshot } from '../../../src/metrics/snapshot.ts';
import type { SessionEvent } from '../../../src/session/event.ts';
import type { LoadEnd } from '../../../src/session/ports.ts';
import type { RunRequest } from '../../../src/session/runRequest.ts';
import { Session } from '../../../src/session/session.ts';
import type { SessionState } from '../../../src/session/state.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { FakeConsent, FakeProfiler, FakeRunner, FakeStore } from '../../support/fakePorts.ts';
import { hotspotList, plan, snapshot, threshold } from '../../support/sessionStates.ts';

const machine = { os: 'Linux', arch: 'x64', cpu: 'cpu', cores: 2, memoryBytes: 1 };
const whole = hotspotList({ endMs: 10_000 });
const metric: MetricRecord = {
  name: 'http_reqs',
  type: 'counter',
  contains: 'default',
  values: { count: 100, rate: 400 },
  histogram: null,
};

interface Setup {
  profiled?: boolean;
  runnerWaits?: boolean;
  profilerWaits?: boolean;
}

function setUp(options: Setup = {}) {
  const clock = new FakeClock();
  const runner = new FakeRunner({ waits: options.runnerWaits ?? false });
  const profiler = new FakeProfiler(whole, { waits: options.profilerWaits ?? false });
  const store = new FakeStore();
  const consent = new FakeConsent();
  const session = new Session({ runner, profiler, store, consent, clock });
  const events: SessionEvent[] = [];
  session.onEvent((event) => events.push(event));
  const request: RunRequest = {
    plan: plan(),
    scenarioHash: 'a'.repeat(64),
    root: '/shop',
    profiled: options.profiled ?? false,
    baseline: null,
    git: Promise.resolve({ sha: 'b'.repeat(40), branch: 'main', dirty: false }),
    machine,
    runtime: 'node v24.21.0',
    hotlapVersion: '0.1.0',
  };
  let ended: SessionState | null = null;
  const start = (over: Partial<RunRequest> = {}) => {
    const run = session.run({ ...request, ...over });
    run.then((state) => {
      ended = state;
    });
    return run;
  };
  const types = () => events.map((event) => event.type);
  const { load } = runner;
  const tell = (told: Snapshot) => load.snapshots.fire(told);
  const finish = (end: LoadEnd, last: Snapshot) => load.finish({ end, snapshot: last, metrics: [metric] });
  return {
    clock,
    runner,
    profiler,
    store,
    consent,
    session,
    events,
    types,
    start,
    load,
    tell,
    finish,
    ended: () => ended,
  };
}

const done = (over: Partial<Snapshot> = {}) => snapshot({ seq: 40, phase: 'done', ...over });

describe('Session', () => {
  it('by a Unix socket asks about no host of the target, and says that the profiler needs a port', async () => {
    const { start, tell, finish, consent, profiler, runner } = setUp({ profiled: true });
    const origins = ['http://api.internal', 'http://localhost:4000'];
    const run = start({
      plan: { ...plan(), target: 'http://api.internal', origins, socketPath: '/run/api.sock' },
    });
    await settle();
    expect(consent.asked).toEqual([['http://localhost:4000']]);
    expect(profiler.target).toBeNull();
    expect(runner.load.calls).toEqual(['begin']);
    tell(snapshot({ seq: 0 }));
    finish('completed', done());
    expect((await run).hotspots).toMatchObject({
      problem: { message: expect.stringContaining('Unix socket') },
    });
  });

  it('resolves hosts, prepares, begins, follows the snapshots and ends with a verdict and a record', async () => {
    const { start, types, tell, finish, load, runner, consent, store, session } = setUp();
    const run = start();
    await settle();
    expect(consent.asked).toEqual([['http://localhost:3000']]);
    expect(runner.hosts).toEqual({ localhost: ['127.0.0.1', '::1'] });
    expect(load.calls).toEqual(['begin']);
    tell(snapshot({ seq: 0 }));
    tell(snapshot({ seq: 1 }));
    finish('completed', done());
    const state = await run;
    expect(types()).toEqual([
      'prepared',
      'started',
      'snapshot',
      'snapshot',
      'recorded',
      'snapshot',
      'finished',
    ]);
    expect(state).toMatchObject({ phase: 'finished', outcome: 'passed', problem: null });
    expect(state.recordFile).toBe(`/runs/${state.run?.id}.json`);
    expect(session.state).toBe(state);
    expect(load.calls.at(-1)).toBe('dispose');
    expect(store.records.at(-1)).toMatchObject({
      status: 'passed',
      file: 'perf/fraud.perf.yaml',
      git: { branch: 'main' },
      metrics: [{ name: 'http_reqs' }],
      summary: { requests: 4100 },
    });
    expect(store.records.at(-1)?.intervals).toHaveLength(3);
  });

  it('of a search for a breakpoint ends by what held, whatever the thresholds of the run say', async () => {
    const search = { target: 500, holds: 500, steps: [], trying: null, end: 'broke' } as const;
    const cases = [
      [{ ...search, steps: [] }, 'passed'],
      [{ ...search, holds: 499, steps: [] }, 'failed'],
      [{ ...search, target: null, holds: 50, steps: [] }, 'passed'],
      [{ ...search, target: null, holds: 0, steps: [] }, 'failed'],
    ] as const;
    for (const [breakpoint, outcome] of cases) {
      const { start, finish, store } = setUp();
      const run = start();
      finish('completed', done({ thresholds: [threshold()], breakpoint: { ...breakpoint, steps: [] } }));
      expect((await run).outcome).toBe(outcome);
      expect(store.records.at(-1)).toMatchObject({
        status: outcome,
        breakpoint: { holds: breakpoint.holds },
      });
    }
  });

  it('fails where a threshold is broken at the end, and where one ended the run', async () => {
    for (const end of ['completed', 'aborted'] as const) {
      const { start, finish } = setUp();
      const run = start();
      finish(end, done({ thresholds: [threshold()] }));
      expect((await run).outcome).toBe('failed');
    }
  });

  it('keeps an interrupted record from the first snapshot on, about every second', async () => {
    const { start, tell, load, store, clock } = setUp();
    start();
    await settle();
    for (let seq = 0; seq < 20; seq += 1) {
      await clock.run(250);
      tell(snapshot({ seq }));
      if (seq % 4 === 3) load.checkpoints.fire([metric]);
      await settle();
    }
    expect(store.records.length).toBeGreaterThanOrEqual(4);
    expect(store.records.length).toBeLessThanOrEqual(6);
    expect(new Set(store.records.map((record) => record.status))).toEqual(new Set(['interrupted']));
    expect(new Set(store.records.map((record) => record.id)).size).toBe(1);
    expect(store.records[0]?.intervals).toHaveLength(1);
    expect(store.records.at(-1)?.metrics).toEqual([metric]);
  });

  it('goes on where the record cannot be written, and says so once', async () => {
    const { start, tell, finish, load, store, clock } = setUp();
    store.problem = 'no space left on /runs';
    const run = start();
    await settle();
    tell(snapshot({ seq: 0 }));
    await clock.run(2000);
    load.checkpoints.fire([metric]);
    await clock.run(2000);
    load.checkpoints.fire([metric]);
    finish('completed', done());
    const state = await run;
    expect(state.outcome).toBe('passed');
    expect(state.warnings).toEqual(['The run is not recorded: no space left on /runs.']);
    expect(state.recordFile).toBeNull();
  });

  it('ends in an error with no record where the target refuses, and lets the process go', async () => {
    const { start, runner, types, store, profiler } = setUp({ runnerWaits: true, profiled: true });
    const run = start();
    runner.refuse(
      new HotlapError({ code: 'target-refused', message: 'connection refused at 127.0.0.1:3000' }),
    );
    const state = await run;
    expect(types()).toEqual(['prepared', 'profileAttached', 'finished']);
    expect(state).toMatchObject({ outcome: 'error', problem: { code: 'target-refused' } });
    expect(store.records).toEqual([]);
    expect(profiler.profile.calls).toEqual(['stop', 'dispose']);
  });

  it('keeps what was measured where the engine dies', async () => {
    const { start, tell, load, store } = setUp();
    const run = start();
    await settle();
    tell(snapshot({ seq: 0 }));
    load.fail(new HotlapError({ code: 'engine-failed', message: 'the engine ended with signal SIGKILL' }));
    const state = await run;
    expect(state).toMatchObject({ outcome: 'error', problem: { code: 'engine-failed' } });
    expect(store.records.at(-1)).toMatchObject({
      status: 'interrupted',
      problem: 'the engine ended with signal SIGKILL',
      summary: { requests: 100 },
    });
  });

  it('compares with the baseline at the end', async () => {
    const { start, finish, types } = setUp();
    const figure = (value: number) => ({ value, noise: 0.1 });
    const run = start({
      baseline: {
        version: 1,
        scenario: 'normal',
        setAt: '2026-01-01T00:00:00.000Z',
        runId: 'before',
        scenarioHash: 'a'.repeat(64),
        git: null,
        machine,
        durationMs: 10_000,
        requests: 1000,
        p50Ms: figure(31),
        p95Ms: figure(190),
        p99Ms: figure(99),
        requestsPerSec: figure(400),
        failedRate: 0,
        endpoints: {},
        hotspots: [],
      },
    });
    finish('completed', done());
    const state = await run;
    expect(types().slice(-2)).toEqual(['compared', 'finished']);
    expect(state.comparison?.p95Ms).toMatchObject({ before: 190, after: 95, change: -0.5 });
  });
});

describe('Session: stop and dispose', () => {
  it('stops gracefully, then at once, and still has a result', async () => {
    const { start, session, load, tell, finish, store } = setUp();
    const run = start();
    await settle();
    tell(snapshot({ seq: 0 }));
    session.stop();
    expect(session.state.phase).toBe('stopping');
    session.stop();
    session.stop();
    expect(load.calls).toEqual(['begin', 'stop graceful', 'stop now']);
    finish('stopped', done({ elapsedMs: 2000 }));
    expect((await run).outcome).toBe('interrupted');
    expect(store.records.at(-1)?.status).toBe('interrupted');
  });

  it('does not wait for ever for a load that was told to end now', async () => {
    const { start, session, tell, clock, load } = setUp();
    const run = start();
    await settle();
    tell(snapshot({ seq: 0 }));
    session.stop();
    session.stop();
    await clock.run(3000);
    expect((await run).outcome).toBe('interrupted');
    expect(load.calls.at(-1)).toBe('dispose');
  });

  it('stops while it prepares: no load is sent, and an engine that comes late is let go', async () => {
    const { start, session, runner, load, types, ended } = setUp({ runnerWaits: true });
    const run = start();
    await settle();
    session.stop();
    await settle();
    expect(types()).toEqual(['prepared', 'finished']);
    expect(session.state.outcome).toBe('interrupted');
    expect(ended()).toBeNull();
    runner.ready();
    await run;
    expect(load.calls).toEqual(['dispose']);
  });

  it('ends at once when disposed', async () => {
    const { start, session, load, tell, clock, profiler } = setUp({ profiled: true });
    const run = start();
    await settle();
    tell(snapshot({ seq: 0 }));
    session.dispose();
    expect(load.calls).toEqual(['begin', 'dispose']);
    expect(profiler.profile.calls).toEqual(['begin', 'dispose']);
    expect((await run).outcome).toBe('interrupted');
    expect(clock.pending).toBe(0);
  });

  it('does nothing before it runs and after it has ended', async () => {
    const { start, session, finish, load } = setUp();
    session.stop();
    const run = start();
    await settle();
    finish('completed', done());
    await run;
    session.stop();
    expect(load.calls).toEqual(['begin', 'dispose']);
  });
});

describe('Session: profiler', () => {
  it('attaches to the target while the engine is made ready, and begins with the load', async () => {
    const { start, profiler, load, types } = setUp({ profiled: true, runnerWaits: true });
    start();
    await settle();
    expect(profiler.target).toEqual({ addresses: ['127.0.0.1', '::1'], port: 3000 });
    expect(types()).toEqual(['prepared', 'profileAttached']);
    expect([profiler.profile.calls, load.calls]).toEqual([[], []]);
  });

  it('holds the load back until the profiler has attached', async () => {
    const { start, profiler, load, clock } = setUp({ profiled: true, profilerWaits: true });
    start();
    await clock.run(1400);
    expect(load.calls).toEqual([]);
    profiler.attached();
    await settle();
    expect(load.calls).toEqual(['begin']);
    expect(profiler.profile.calls).toEqual(['begin']);
  });

  it('begins when the warm-up is over, and tells its windows on the clock of the run', async () => {
    const { start, profiler, load, clock, session } = setUp({ profiled: true });
    start({ plan: plan({ warmupMs: 3000 }) });
    await clock.run(2999);
    expect(load.calls).toEqual(['begin']);
    expect(profiler.profile.calls).toEqual([]);
    profiler.profile.updates.fire({ latest: hotspotList(), total: hotspotList() });
    expect(session.state.hotspots.latest).toBeNull();
    await clock.run(1);
    expect(profiler.profile.calls).toEqual(['begin']);
    profiler.profile.updates.fire({ latest: hotspotList(), total: hotspotList() });
    expect(session.state.hotspots.latest).toMatchObject({ startMs: 3000, endMs: 5000 });
  });

  it('does not hold it back for longer than a moment, and then shifts the windows to the run', async () => {
    const { start, profiler, load, clock, session } = setUp({ profiled: true, profilerWaits: true });
    start();
    await clock.run(1500);
    expect(load.calls).toEqual(['begin']);
    expect(session.state.warnings).toHaveLength(1);
    await clock.run(700);
    profiler.attached();
    await settle();
    profiler.profile.updates.fire({ latest: hotspotList(), total: hotspotList() });
    expect(session.state.hotspots.latest).toMatchObject({ startMs: 700, endMs: 2700 });
  });

  it('runs the load all the same where there is nothing to profile', async () => {
    const { start, profiler, session, finish } = setUp({ profiled: true, profilerWaits: true });
    const run = start();
    profiler.refuse(new HotlapError({ code: 'profile-unavailable', message: 'the process is Python' }));
    await settle();
    expect(session.state.phase).toBe('running');
    finish('completed', done());
    const state = await run;
    expect(state.outcome).toBe('passed');
    expect(state.hotspots).toMatchObject({
      status: 'unavailable',
      problem: { message: 'the process is Python' },
    });
  });

  it('counts the requests of each window from the snapshots, and the whole run at the end', async () => {
    const { start, profiler, session, tell, finish } = setUp({ profiled: true });
    const run = start();
    await settle();
    for (let seq = 0; seq < 16; seq += 1) tell(snapshot({ seq }));
    profiler.profile.updates.fire({
      latest: hotspotList({ startMs: 1900, endMs: 3900 }),
      total: hotspotList({ startMs: 0, endMs: 3900 }),
    });
    expect(session.state.hotspots).toMatchObject({ latestRequests: 800, totalRequests: 1560 });
    finish('completed', done());
    const state = await run;
    expect(state.hotspots).toMatchObject({ status: 'done', total: whole, totalRequests: 4000 });
    expect(profiler.profile.calls).toEqual(['begin', 'stop', 'dispose']);
  });

  it('writes the hotspots of the whole run and the process into the record', async () => {
    const { start, finish, store } = setUp({ profiled: true });
    const run = start();
    await settle();
    finish('completed', done());
    await run;
    const record = store.records.at(-1);
    expect(record?.process?.pid).toBe(7);
    expect(record?.hotspots.map((one) => one.function)).toEqual(['hashPassword']);
  });

  it('says why where the process is lost on the way', async () => {
    const { start, profiler, session, finish } = setUp({ profiled: true });
    const run = start();
    await settle();
    profiler.profile.losses.fire({ code: 'profile-unavailable', message: 'the process exited' });
    expect(session.state.hotspots.status).toBe('unavailable');
    finish('completed', done());
    expect((await run).hotspots.problem?.message).toBe('the process exited');
  });
});
