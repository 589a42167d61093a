import { describe, expect, it } from 'vitest';
import { PlainView } from '../../../src/cli/plainView.ts';
import { progressPhase, progressTime } from '../../../src/cli/progressText.ts';
import type { Breakpoint } from '../../../src/metrics/breakpoint.ts';
import { IDLE, type SessionState } from '../../../src/session/state.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { runInfo, snapshot } from '../../support/sessionStates.ts';

const search: Breakpoint = { target: null, holds: 420, steps: [], trying: 840, end: null };

function stateOf(breakpoint: Breakpoint): SessionState {
  return {
    ...IDLE,
    phase: 'running',
    run: runInfo({ durationMs: 320_000, isSearch: true }),
    elapsedMs: 58_000,
    snapshot: snapshot({ breakpoint }),
  };
}

describe('the progress of a search for a breakpoint', () => {
  it('tells the most time that it may take, the rate that is tried and the one that holds', () => {
    expect(progressTime(stateOf(search))).toBe('0:58 of at most 5:20');
    expect(progressPhase(stateOf(search))).toBe('trying 840/s, holds 420/s');
    expect(progressPhase(stateOf({ ...search, holds: 0 }))).toBe('trying 840/s');
  });

  it('is told without a terminal too', () => {
    const written: string[] = [];
    const write = (text: string) => void written.push(text);
    const output = { isTTY: false, columns: 80, write, flush: async () => undefined };
    new PlainView(output, new FakeClock()).update(stateOf(search));
    expect(written.join('')).toMatch(/^0:58 of at most 5:20 {2}trying 840\/s, holds 420\/s {2}p50 /);
  });
});
