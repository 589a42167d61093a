import { describe, expect, it } from 'vitest';
import type { Breakpoint, TriedStep } from '../../../src/metrics/breakpoint.ts';
import { NO_TALLY } from '../../../src/metrics/generatorTally.ts';
import { holdsText, isPassed, judgedRate } from '../../../src/session/breakpointText.ts';
import { generatorLimitOf } from '../../../src/session/generatorLimit.ts';
import { IDLE, type SessionState } from '../../../src/session/state.ts';
import { verdictOf } from '../../../src/session/verdict.ts';
import { health, latency, runInfo, snapshot, threshold } from '../../support/sessionStates.ts';

function step(rate: number, more: Partial<TriedStep> = {}): TriedStep {
  return {
    rate,
    startMs: 0,
    durationMs: 20_000,
    requests: rate * 20,
    failed: 0,
    perSec: rate,
    unfinished: 0,
    latencyMs: latency(),
    outcome: 'held',
    broken: null,
    limits: [],
    ...more,
  };
}
const broke = (rate: number, more: Partial<TriedStep> = {}) =>
  step(rate, { outcome: 'broke', broken: threshold({ value: 240 }), ...more });

const found: Breakpoint = {
  target: 500,
  holds: 840,
  steps: [step(420), step(840), broke(1680), broke(880)],
  trying: null,
  end: 'broke',
};

describe('what a breakpoint run holds', () => {
  it.each<[Partial<Breakpoint>, string]>([
    [{}, 'holds 840/s: 1.7 times your 500/s'],
    [{ target: null }, 'holds 840/s'],
    [{ holds: 500 }, 'holds 500/s: as much as your 500/s'],
    [{ holds: 12_000 }, 'holds 12,000/s: 24 times your 500/s'],
    [{ holds: 300 }, 'holds 300/s: 0.6 times your 500/s'],
    [{ holds: 499 }, 'holds 499/s: 0.99 times your 500/s'],
    [{ holds: 1000, end: 'max', steps: [step(1000)] }, 'holds at least 1,000/s: 2 times your 500/s'],
    [{ holds: 840, end: 'generator' }, 'holds at least 840/s: 1.7 times your 500/s'],
    [{ holds: 0, steps: [broke(50)] }, 'does not hold even 50/s, and you want 500/s'],
    [{ holds: 0, steps: [broke(50)], target: null }, 'does not hold even 50/s'],
    [
      { holds: 0, end: 'generator', steps: [step(50, { outcome: 'generator-limited', limits: ['cpu'] })] },
      'nothing is known of what it holds: 50/s was too much for the generator',
    ],
    [{ holds: 0, end: 'stopped', steps: [] }, 'no rate was held to its end'],
  ])('%j', (more, text) => {
    expect(holdsText({ ...found, ...more })).toBe(text);
  });

  it('passes with its target, or without one with any rate', () => {
    expect([840, 500, 499, 0].map((holds) => isPassed({ ...found, holds }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([1, 0].map((holds) => isPassed({ ...found, holds, target: null }))).toEqual([true, false]);
  });

  it('tells whose figures the thresholds are', () => {
    expect(judgedRate(found)).toBe(840);
    expect(judgedRate({ ...found, trying: 860 })).toBe(860);
    expect(judgedRate({ ...found, holds: 0 })).toBe(880);
    expect(judgedRate({ ...found, holds: 0, steps: [] })).toBeNull();
  });
});

const stateOf = (breakpoint: Breakpoint, more: Partial<SessionState> = {}): SessionState => ({
  ...IDLE,
  phase: 'finished',
  outcome: 'passed',
  run: runInfo(),
  elapsedMs: 80_000,
  snapshot: snapshot({ breakpoint, generator: health({ missedStarts: 50 }) }),
  thresholds: [threshold({ ok: true, failingSinceMs: null })],
  ...more,
});

describe('the verdict of a breakpoint run', () => {
  it('is the sentence, and what gave way first, of the lowest rate that broke', () => {
    expect(verdictOf(stateOf(found))).toMatchObject({
      level: 'pass',
      mark: '✓',
      headline: 'Holds 840/s: 1.7 times your 500/s.',
      detail: 'What gave way first, at 880/s: p95 240 ms breaks p(95) < 100.',
    });
    expect(verdictOf(stateOf({ ...found, holds: 420 }, { outcome: 'failed' }))).toMatchObject({
      level: 'fail',
      headline: 'Holds 420/s: 0.84 times your 500/s.',
    });
  });

  it('says what else gave way', () => {
    const detail = (one: TriedStep) => verdictOf(stateOf({ ...found, steps: [step(840), one] })).detail;
    expect(detail(broke(880, { broken: null, unfinished: 12 }))).toBe(
      'At 880/s 12 iterations did not come to an end.',
    );
    expect(detail(broke(880, { broken: null, requests: 0 }))).toBe('At 880/s no request came to its end.');
    expect(verdictOf(stateOf({ ...found, end: 'max', steps: [step(840)] })).detail).toBe(
      'Nothing gave way up to the highest rate that was to be tried.',
    );
  });

  it('does not say that the API broke where the generator was the limit', () => {
    const limits: TriedStep['limits'] = ['cpu', 'machine'];
    const limited: Breakpoint = {
      ...found,
      end: 'generator',
      steps: [step(840), step(880, { outcome: 'generator-limited', limits, broken: threshold() })],
    };
    const verdict = verdictOf(stateOf(limited));
    expect(verdict).toMatchObject({
      level: 'limited',
      headline: 'Holds at least 840/s: 1.7 times your 500/s.',
      detail:
        'At 880/s the generator was the limit before the API gave way: its CPU was near a whole core, and all cores of this machine were busy.',
    });
    expect(generatorLimitOf(NO_TALLY, snapshot({ breakpoint: limited }), 'http://localhost')).toMatchObject({
      limited: true,
      reasons: limits,
    });
    // Starts that were missed beyond what it bears are no fault of the run.
    expect(generatorLimitOf(NO_TALLY, stateOf(found).snapshot, 'http://localhost').limited).toBe(false);
  });

  it('while it runs, tells what is tried; a step that breaks is no failure', () => {
    const running = { phase: 'running', outcome: null, thresholds: [threshold()] } as const;
    const trying: Breakpoint = { ...found, holds: 420, steps: [step(420)], trying: 840, end: null };
    expect(verdictOf(stateOf(trying, running))).toMatchObject({
      level: 'running',
      headline: 'Trying 840/s, holds 420/s so far.',
      detail: '',
    });
    expect(verdictOf(stateOf({ ...trying, holds: 0, steps: [] }, running)).headline).toBe('Trying 840/s.');
    const stopped = { outcome: 'interrupted' } as const;
    expect(verdictOf(stateOf({ ...trying, trying: null, end: 'stopped' }, stopped)).headline).toBe(
      'Stopped at 1:20: holds 420/s: 0.84 times your 500/s.',
    );
  });
});
