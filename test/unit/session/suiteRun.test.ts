import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { type SuiteRecord, suiteRecordSchema } from '../../../src/results/suiteRecord.ts';
import { IDLE, type Outcome, type SessionState } from '../../../src/session/state.ts';
import { SuiteRun } from '../../../src/session/suiteRun.ts';
import type { SuiteState } from '../../../src/session/suiteState.ts';
import { suiteVerdictOf } from '../../../src/session/suiteVerdict.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { latency, runInfo, snapshot, threshold, window } from '../../support/sessionStates.ts';

function ended(outcome: Outcome, over: Partial<SessionState> = {}): SessionState {
  const thresholds = over.thresholds ?? [
    threshold(
      outcome === 'failed'
        ? { expression: 'p(95) < 300', value: 512, limit: 300, margin: 0.7067 }
        : { value: 40, ok: true, margin: -0.6, failingSinceMs: null },
    ),
  ];
  const total = window({ requests: 400, failed: 2, durationMs: 10_000, latencyMs: latency({ p95: 512 }) });
  return {
    ...IDLE,
    phase: 'finished',
    outcome,
    run: runInfo(),
    snapshot: snapshot({ total, thresholds: [...thresholds] }),
    recordFile: '/shop/.hotlap/runs/1.json',
    ...over,
    thresholds,
  };
}

interface Setup {
  readonly run: SuiteRun;
  readonly begun: string[];
  readonly records: SuiteRecord[];
  readonly states: SuiteState[];
}

/** A suite whose members end as told; a function is called when that one begins. */
function suiteOf(
  ends: Readonly<Record<string, Outcome | (() => SessionState)>>,
  options: { bail?: boolean; unwritable?: boolean } = {},
): Setup {
  const begun: string[] = [];
  const records: SuiteRecord[] = [];
  const states: SuiteState[] = [];
  const members = Object.keys(ends).map((label) => ({
    label,
    file: `/shop/perf/${label}.perf.yaml`,
    scenarios: [label],
  }));
  const run = new SuiteRun(
    {
      name: 'quick',
      description: null,
      file: '/shop/perf/shop.perf.yaml',
      members,
      root: '/shop',
      hotlapVersion: '0.1.0',
      bail: options.bail ?? false,
    },
    {
      run: async ({ label }) => {
        begun.push(label);
        const end = ends[label];
        return typeof end === 'function' ? end() : ended(end ?? 'passed');
      },
      store: {
        write: async (record) => {
          if (options.unwritable)
            throw new HotlapError({ code: 'record-unwritable', message: 'the disk is full' });
          records.push(record);
          return '/shop/.hotlap/suites/1.json';
        },
      },
      clock: new FakeClock(),
    },
  );
  run.onChanged((state) => states.push(state));
  return { run, begun, records, states };
}

const headline = (state: SuiteState) => `${suiteVerdictOf(state).mark} ${suiteVerdictOf(state).headline}`;

describe('a suite', () => {
  it('runs its members in order, and passes where all of them pass', async () => {
    const { run, begun, states } = suiteOf({ a: 'passed', b: 'passed' });
    const state = await run.run();
    expect(begun).toEqual(['a', 'b']);
    expect([state.phase, state.outcome]).toEqual(['finished', 'passed']);
    expect(headline(state)).toBe('✓ Suite quick: 2 passed');
    expect(states.map((one) => suiteVerdictOf(one).headline)).toContain('Suite quick: run 2 of 2, b');
  });

  it('fails where one fails, which it names with what was measured and the limit', async () => {
    const { run, begun } = suiteOf({ a: 'passed', b: 'failed', c: 'passed', d: 'passed' });
    const state = await run.run();
    expect(begun).toHaveLength(4);
    expect(state.outcome).toBe('failed');
    expect(headline(state)).toBe('✗ Suite quick: 3 passed, 1 failed: b p95 512 ms > 300 ms');
    expect(state.members[1]).toMatchObject({
      status: 'failed',
      requests: 400,
      failed: 2,
      requestsPerSec: 40,
      p95Ms: 512,
      worst: { expression: 'p(95) < 300', value: 512, margin: 0.7067 },
    });
  });

  it('tells how many more failed', async () => {
    const { run } = suiteOf({ a: 'failed', b: 'failed' });
    expect(headline(await run.run())).toBe('✗ Suite quick: 2 failed: a p95 512 ms > 300 ms (and 1 more)');
  });

  it('ends at the first that does not pass, where it is to bail out', async () => {
    const { run, begun } = suiteOf({ a: 'failed', b: 'passed' }, { bail: true });
    const state = await run.run();
    expect(begun).toEqual(['a']);
    expect(state.outcome).toBe('failed');
    expect(headline(state)).toBe('✗ Suite quick: 1 failed, 1 not run: a p95 512 ms > 300 ms');
  });

  it('goes on after one that cannot begin, which outranks a failure', async () => {
    const refuse = () => {
      throw new HotlapError({ code: 'scenario-invalid', message: 'vus must be at least 1' });
    };
    const { run, begun } = suiteOf({ a: 'failed', b: refuse, c: 'passed' });
    const state = await run.run();
    expect(begun).toEqual(['a', 'b', 'c']);
    expect(state.outcome).toBe('error');
    expect(headline(state)).toBe(
      '! Suite quick: 1 passed, 1 failed, 1 could not run to the end: b: vus must be at least 1 (and 1 more)',
    );
  });

  it('does not call a pass a pass where the generator was the limit', async () => {
    const limited = () =>
      ended('passed', {
        generator: { ...IDLE.generator },
        snapshot: snapshot({
          total: window({ requests: 400, iterations: 400, droppedIterations: 100 }),
          generator: { ...snapshot().generator, missedStarts: 100 },
        }),
      });
    const { run } = suiteOf({ a: limited, b: 'passed' });
    expect(headline(await run.run())).toBe('▲ Suite quick: 2 passed (1 generator-limited)');
  });

  it('begins nothing more once it is stopped', async () => {
    const setup: Setup = suiteOf({
      a: 'passed',
      b: () => {
        setup.run.stop();
        return ended('interrupted');
      },
      c: 'passed',
    });
    const state = await setup.run.run();
    expect(setup.begun).toEqual(['a', 'b']);
    expect(setup.states.some((one) => one.phase === 'stopping')).toBe(true);
    expect(state.outcome).toBe('interrupted');
    expect(headline(state)).toBe('■ Suite quick stopped: 1 passed, 1 interrupted, 1 not run');
  });

  it('is stopped too where its last run had ended by then', async () => {
    const setup: Setup = suiteOf({
      a: () => {
        setup.run.stop();
        return ended('passed');
      },
      b: 'passed',
    });
    expect((await setup.run.run()).outcome).toBe('interrupted');
    expect(setup.begun).toEqual(['a']);
  });
});

describe('the record of a suite', () => {
  it('is there from the first run on as interrupted, names the run that goes on, and has the last word', async () => {
    const setup: Setup = suiteOf({
      a: () => {
        void setup.run.recorded('run-1', '/shop/.hotlap/runs/1.json');
        return ended('passed');
      },
      b: 'failed',
    });
    const state = await setup.run.run();
    const { records } = setup;
    expect(records.map((one) => one.status)).toEqual(['interrupted', 'interrupted', 'interrupted', 'failed']);
    expect(records[0]?.members.map((one) => one.status)).toEqual(['interrupted', 'not-run']);
    expect(records[1]?.members[0]).toMatchObject({ runId: 'run-1', record: '.hotlap/runs/1.json' });
    expect(records.at(-1)).toMatchObject({
      kind: 'suite',
      name: 'quick',
      file: 'perf/shop.perf.yaml',
      verdict: 'Suite quick: 1 passed, 1 failed: b p95 512 ms > 300 ms',
      members: [
        { label: 'a', status: 'passed', file: 'perf/a.perf.yaml' },
        { label: 'b', status: 'failed' },
      ],
    });
    for (const record of records) expect(suiteRecordSchema.parse(record)).toEqual(record);
    expect(state.recordFile).toBe('/shop/.hotlap/suites/1.json');
  });

  it('costs a sentence where it cannot be written, not the suite', async () => {
    const { run } = suiteOf({ a: 'passed' }, { unwritable: true });
    const state = await run.run();
    expect([state.outcome, state.recordFile]).toEqual(['passed', null]);
    expect(run.unwritten).toBe('The suite is not recorded: the disk is full.');
  });
});
