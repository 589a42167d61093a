import { describe, expect, it } from 'vitest';
import type { EndpointStats } from '../../../src/metrics/rows.ts';
import { IDLE, type SessionState } from '../../../src/session/state.ts';
import { unsentNote, unsentText } from '../../../src/session/unsent.ts';
import { verdictOf } from '../../../src/session/verdict.ts';
import { latency, runInfo, snapshot, window } from '../../support/sessionStates.ts';

function endpoint(name: string, requests: number, more: Partial<EndpointStats> = {}): EndpointStats {
  const latencyMs = latency({ count: requests });
  const rest = { method: 'GET', path: '/', failed: 0, perSec: requests, latencyMs, serviceMs: null };
  return { scenario: 'normal', name, requests, ...rest, ...more };
}

function ended(endpoints: readonly EndpointStats[], more: Partial<SessionState> = {}): SessionState {
  const [run, told] = [runInfo(), snapshot({ phase: 'done' })];
  return { ...IDLE, phase: 'finished', outcome: 'passed', run, snapshot: told, endpoints, ...more };
}

const others = (requests: number, unsent?: number) =>
  endpoint('(others)', requests, { scenario: '', ...(unsent === undefined ? {} : { unsent }) });

describe('endpoints that were never sent', () => {
  it.each<[string, EndpointStats[], string]>([
    ['none', [endpoint('a', 3)], ''],
    ['one', [endpoint('a', 3), endpoint('b', 0)], 'Never sent: b.'],
    ['as many as are named', ['b', 'c', 'd'].map((name) => endpoint(name, 0)), 'Never sent: b, c, d.'],
    ['more', ['b', 'c', 'd', 'e', 'f'].map((name) => endpoint(name, 0)), 'Never sent: b, c, d and 2 more.'],
    ['of those without a row', [endpoint('b', 0), others(0, 7)], 'Never sent: b and 7 more.'],
    ['of those without a row alone', [endpoint('a', 1), others(3, 1)], 'Never sent: 1 endpoint.'],
    ['the row of the others itself is none', [endpoint('a', 1), others(0)], ''],
    ['a step of a name that was sent elsewhere', [endpoint('a', 3), endpoint('a', 0)], ''],
    ['a login that was not needed', [endpoint('refresh', 0, { isLogin: true })], ''],
  ])('%s', (_text, endpoints, expected) => {
    expect(unsentText(ended(endpoints))).toBe(expected);
  });

  it('are told with their scenario where there are several', () => {
    const endpoints = [endpoint('a', 3), endpoint('a', 0, { scenario: 'peak' })];
    const run = runInfo({ scenarios: ['normal', 'peak'] });
    expect(unsentText(ended(endpoints, { run }))).toBe('Never sent: peak: a.');
  });

  it('may have been sent where iterations were cut off, or in the warm-up: nothing else is said then', () => {
    const endpoints = [endpoint('a', 3), endpoint('b', 0)];
    const cut = ended(endpoints, { snapshot: snapshot({ total: window({ interruptedIterations: 1 }) }) });
    const warm = ended(endpoints, { run: runInfo({ warmupMs: 1000 }) });
    for (const state of [cut, warm]) {
      expect(unsentText(state)).toBe('No request was counted of b.');
      expect(unsentNote(state)).toBe('');
    }
    expect(unsentNote(ended(endpoints))).toBe('not sent');
  });

  it('are no matter while the run goes on, after one that was stopped, or in which nothing ended', () => {
    const endpoints = [endpoint('a', 3), endpoint('b', 0)];
    expect(unsentText(ended(endpoints, { phase: 'running', outcome: null }))).toBe('');
    expect(unsentNote(ended(endpoints, { phase: 'running', outcome: null }))).toBe('');
    expect(unsentText(ended(endpoints, { outcome: 'interrupted' }))).toBe('');
    expect(unsentText(ended(endpoints, { snapshot: snapshot({ total: window({ requests: 0 }) }) }))).toBe('');
  });

  it('are in the verdict, behind what makes the figures doubtful', () => {
    expect(verdictOf(ended([endpoint('a', 3), endpoint('b', 0)])).detail).toBe('Never sent: b.');
  });
});
