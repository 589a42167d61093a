import { describe, expect, it } from 'vitest';
import { statusText } from '../../../src/extension/statusText.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import type { ThresholdStatus } from '../../../src/metrics/thresholdStatus.ts';
import { IDLE, type RunInfo, type SessionState } from '../../../src/session/state.ts';
import type { SuiteState } from '../../../src/session/suiteState.ts';

const run: RunInfo = {
  id: 'r1',
  name: 'Shop',
  scenarios: ['browse'],
  file: null,
  root: null,
  target: 'http://127.0.0.1:3000',
  startedAtMs: 0,
  durationMs: 60_000,
  warmupMs: 0,
  phases: [],
  profiled: false,
  thresholds: [],
};
const latencyMs = { count: 900, avg: 20, min: 1, med: 18, p90: 30, p95: 41.2, p99: 80, max: 95 };
const snapshot = { total: { latencyMs } } as Snapshot;
const running: SessionState = { ...IDLE, phase: 'running', run, elapsedMs: 18_000, snapshot };

describe('the status bar', () => {
  it('shows nothing where no run goes on', () => {
    expect(statusText(IDLE)).toBeNull();
    expect(statusText({ ...running, phase: 'finished' })).toBeNull();
  });

  it('shows p95 so far and what is left', () => {
    expect(statusText(running)?.text).toBe('$(pulse) p95 41 ms · 0:42 left');
  });

  it('shows the name until there is a figure', () => {
    expect(statusText({ ...running, phase: 'preparing', snapshot: null })?.text).toBe(
      '$(pulse) Shop · preparing',
    );
  });

  it('says which run of a suite goes on', () => {
    const suite = { phase: 'running', current: 1, members: [{}, {}, {}] } as unknown as SuiteState;
    expect(statusText(running, suite)?.text).toBe('$(pulse) p95 41 ms · 0:42 left · run 2 of 3');
    expect(statusText(running, { ...suite, phase: 'finished' })?.text).toBe('$(pulse) p95 41 ms · 0:42 left');
  });

  it('turns red, with a count, while thresholds fail', () => {
    const thresholds = [{ ok: false }, { ok: true }, { ok: null }] as ThresholdStatus[];
    const told = statusText({ ...running, thresholds });
    expect(told).toMatchObject({ red: true, text: '$(pulse) p95 41 ms · 0:42 left · ✗ 1' });
    expect(told?.tooltip).toContain('1 of 3 thresholds failing');
  });
});
