import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../src/session/event.ts';
import { reduce } from '../../../src/session/reduce.ts';
import { appendSnapshot, SERIES_LIMIT } from '../../../src/session/series.ts';
import { IDLE, type SessionState } from '../../../src/session/state.ts';
import { health, hotspotList, latency, runInfo, snapshot, window } from '../../support/sessionStates.ts';

const process = { pid: 7, runtime: 'node', version: 'v24.21.0', command: 'node server.js' };
const failure = {
  kind: 'login 500',
  elapsedMs: 100,
  scenario: 'normal',
  name: 'login',
  method: 'POST',
  url: 'http://localhost:3000/login',
  status: 500,
  errorCode: 1500,
  reason: 'status 500, expected 200',
  excerpt: '',
  place: null,
};

function stateAfter(...events: SessionEvent[]): SessionState {
  return events.reduce(reduce, IDLE);
}

const prepared: SessionEvent = { type: 'prepared', run: runInfo() };
const started: SessionEvent = { type: 'started' };
const finished: SessionEvent = { type: 'finished', outcome: 'passed', problem: null };

describe('reduce', () => {
  it('goes from idle through preparing and running to finished', () => {
    expect(IDLE.phase).toBe('idle');
    expect(stateAfter(prepared).phase).toBe('preparing');
    expect(stateAfter(prepared, started).phase).toBe('running');
    expect(stateAfter(prepared, started, { type: 'stopping' }).phase).toBe('stopping');
    const end = stateAfter(prepared, started, finished);
    expect([end.phase, end.outcome, end.problem]).toEqual(['finished', 'passed', null]);
  });

  it('starts afresh with the next run', () => {
    const first = stateAfter(prepared, started, { type: 'snapshot', snapshot: snapshot() }, finished);
    const next = reduce(first, { type: 'prepared', run: runInfo({ id: 'run-2' }) });
    expect(next).toEqual({ ...IDLE, phase: 'preparing', run: runInfo({ id: 'run-2' }) });
  });

  it('shows stopping when the engine says so, as at the end of the last stage', () => {
    const state = stateAfter(prepared, started, {
      type: 'snapshot',
      snapshot: snapshot({ phase: 'stopping' }),
    });
    expect(state.phase).toBe('stopping');
  });

  it('adds a row to the charts for each snapshot and keeps the newest figures', () => {
    const state = stateAfter(
      prepared,
      started,
      { type: 'snapshot', snapshot: snapshot({ seq: 0 }) },
      { type: 'snapshot', snapshot: snapshot({ seq: 1, interval: window({ requests: 0 }), vus: 12 }) },
    );
    expect(state.elapsedMs).toBe(500);
    expect(state.snapshot?.seq).toBe(1);
    expect(state.series.elapsedMs).toEqual([250, 500]);
    expect(state.series.p95Ms).toEqual([95, null]);
    expect(state.series.requestsPerSec).toEqual([400, 0]);
    expect(state.series.vus).toEqual([10, 12]);
  });

  it('does not count a snapshot twice, but takes the final word of the same one', () => {
    const once: SessionEvent = { type: 'snapshot', snapshot: snapshot({ failures: [failure] }) };
    const late: SessionEvent = {
      type: 'snapshot',
      snapshot: snapshot({ phase: 'done', failures: [failure] }),
    };
    const state = stateAfter(prepared, started, once, once, late);
    expect(state.series.elapsedMs).toHaveLength(1);
    expect(state.failures).toHaveLength(1);
    expect(state.snapshot?.phase).toBe('done');
  });

  it('keeps as many failed requests as there can be of all kinds', () => {
    const many = Array.from(
      { length: 170 },
      (_, seq): SessionEvent => ({
        type: 'snapshot',
        snapshot: snapshot({ seq, failures: [{ ...failure, elapsedMs: seq }] }),
      }),
    );
    expect(stateAfter(prepared, started, ...many).failures.map((one) => one.elapsedMs)).toEqual(
      Array.from({ length: 150 }, (_, index) => index),
    );
  });

  it('ignores snapshots after the end and before the beginning', () => {
    const told: SessionEvent = { type: 'snapshot', snapshot: snapshot() };
    expect(stateAfter(told)).toBe(IDLE);
    expect(stateAfter(prepared, started, finished, told).snapshot).toBeNull();
  });

  it('follows the profiler: attaching, live with hotspots, done', () => {
    const run = runInfo({ profiled: true });
    const attaching = stateAfter({ type: 'prepared', run });
    expect(attaching.hotspots.status).toBe('attaching');
    const update: SessionEvent = {
      type: 'profileUpdated',
      latest: hotspotList(),
      total: hotspotList({ endMs: 4000 }),
      latestRequests: 500,
      totalRequests: 900,
    };
    const live = [{ type: 'profileAttached', process }, update] as const;
    const state = live.reduce(reduce, attaching);
    expect(state.hotspots).toMatchObject({
      status: 'live',
      process,
      latestRequests: 500,
      totalRequests: 900,
    });
    expect(reduce(state, finished).hotspots.status).toBe('done');
  });

  it('keeps what was profiled when the process is lost, and says why', () => {
    const problem = { code: 'profile-unavailable', message: 'the process exited' } as const;
    const state = stateAfter(
      { type: 'prepared', run: runInfo({ profiled: true }) },
      { type: 'profileAttached', process },
      {
        type: 'profileUpdated',
        latest: hotspotList(),
        total: hotspotList(),
        latestRequests: 1,
        totalRequests: 1,
      },
      { type: 'profileUnavailable', problem },
      finished,
    );
    expect(state.hotspots).toMatchObject({ status: 'unavailable', problem });
    expect(state.hotspots.total).not.toBeNull();
  });

  it('tells a warning once', () => {
    const warned: SessionEvent = { type: 'warned', message: 'the disk is full' };
    expect(stateAfter(prepared, warned, warned).warnings).toEqual(['the disk is full']);
  });

  it('draws nothing of the warm-up', () => {
    const state = stateAfter(
      { type: 'prepared', run: runInfo({ warmupMs: 500 }) },
      started,
      ...[0, 1, 2].map((seq): SessionEvent => ({ type: 'snapshot', snapshot: snapshot({ seq }) })),
    );
    expect(state.series.elapsedMs).toEqual([750]);
    expect(state.elapsedMs).toBe(750);
  });

  it('adds up for how long the generator was busy, each snapshot once and the first second left out', () => {
    const busy = (seq: number): SessionEvent => ({
      type: 'snapshot',
      snapshot: snapshot({ seq, generator: health({ cpuShare: 0.97 }) }),
    });
    const state = stateAfter(prepared, started, busy(0), busy(3), busy(4), busy(5), busy(5));
    expect(state.generator).toMatchObject({ observedMs: 500, busyMs: 500 });
  });
});

describe('appendSnapshot', () => {
  const tenHours = 10 * 3600 * 4;

  it('costs ten hours no more rows than ten minutes, all of nearly the same width', () => {
    let series = IDLE.series;
    for (let seq = 0; seq < tenHours; seq += 1) series = appendSnapshot(series, snapshot({ seq }), 120);
    expect(series.elapsedMs.length).toBeLessThanOrEqual(120);
    expect(series.elapsedMs.length).toBeGreaterThan(50);
    expect(series.elapsedMs.at(-1)).toBe(36_000_000);
    expect(series.durationMs.reduce((sum, one) => sum + one, 0)).toBe(36_000_000);
    const full = series.durationMs.slice(0, -1);
    expect(Math.max(...full) / Math.min(...full)).toBeLessThanOrEqual(2);
  });

  it('joins neighbours: percentiles and VUs by their maximum, rates weighted by time', () => {
    const rows = [
      snapshot({ seq: 0, vus: 4, interval: window({ durationMs: 100, requests: 10, failed: 1 }) }),
      snapshot({
        seq: 1,
        vus: 9,
        interval: window({ durationMs: 300, requests: 90, latencyMs: latency({ p95: 200 }) }),
      }),
      snapshot({ seq: 2, vus: 7, interval: window({ durationMs: 250, requests: 0 }) }),
    ];
    const series = rows.reduce((all, one) => appendSnapshot(all, one, 2), IDLE.series);
    expect(series.durationMs).toEqual([400, 250]);
    expect(series.p95Ms).toEqual([200, null]);
    expect(series.vus).toEqual([9, 7]);
    expect(series.requestsPerSec).toEqual([250, 0]);
    expect(series.failedPerSec).toEqual([2.5, 0]);
  });

  it('keeps every snapshot of five minutes as a row of its own', () => {
    let series = IDLE.series;
    for (let seq = 0; seq < SERIES_LIMIT; seq += 1) series = appendSnapshot(series, snapshot({ seq }));
    expect(series.elapsedMs).toHaveLength(1200);
    expect(new Set(series.durationMs)).toEqual(new Set([250]));
  });
});
