import { describe, expect, it } from 'vitest';
import { judgeStep, onServiceTime, type StepEvidence } from '../../../../src/load/run/stepJudge.ts';
import { threshold } from '../../../support/sessionStates.ts';

const green = threshold({ ok: true, value: 40, margin: -0.6, failingSinceMs: null });
const red = threshold({ failingSinceMs: 5000 });
const failures = threshold({
  metric: 'http_req_failed',
  expression: 'rate < 0.01',
  value: 0.02,
  limit: 0.01,
  margin: 1,
  failingSinceMs: 4000,
});
const step: StepEvidence = {
  requests: 100,
  unfinished: 0,
  missed: 0,
  waited: 0,
  thresholds: [green],
  byService: [green],
  limits: [],
};
const judged = (more: Partial<StepEvidence>) => judgeStep({ ...step, ...more });

describe('a step', () => {
  it('held where all thresholds do, though the generator was busy', () => {
    expect(judged({})).toEqual({ outcome: 'held', broken: null, limits: [] });
    expect(judged({ limits: ['cpu'], waited: 5 }).outcome).toBe('held');
  });

  it('was not held where not all of it was sent', () => {
    expect(judged({ missed: 1 })).toEqual({
      outcome: 'generator-limited',
      broken: null,
      limits: ['missed-starts'],
    });
  });

  it('broke where the API itself was too slow, or failed', () => {
    expect(judged({ thresholds: [red], byService: [red] })).toEqual({
      outcome: 'broke',
      broken: red,
      limits: [],
    });
    expect(judged({ thresholds: [green, failures], byService: [green, null] })).toMatchObject({
      outcome: 'broke',
      broken: failures,
    });
  });

  it('broke first by what has been red for longest, then by what is furthest over', () => {
    expect(judged({ thresholds: [red, failures], byService: [red, null] }).broken).toBe(failures);
    const worse = { ...red, margin: 3 };
    expect(judged({ thresholds: [red, worse], byService: [red, worse] }).broken).toBe(worse);
  });

  it('says nothing of the API where the generator was at its limit', () => {
    expect(judged({ thresholds: [red], byService: [red], limits: ['cpu', 'machine'] })).toEqual({
      outcome: 'generator-limited',
      broken: red,
      limits: ['cpu', 'machine'],
    });
  });

  it('says nothing of the API where requests were slow only by what they waited before they were sent', () => {
    expect(judged({ thresholds: [red], byService: [green], waited: 3 })).toMatchObject({
      outcome: 'generator-limited',
      limits: ['missed-starts'],
    });
    expect(judged({ thresholds: [red], byService: [green] }).limits).toEqual(['late-starts']);
    expect(judged({ thresholds: [red, failures], byService: [green, null], waited: 3 }).outcome).toBe(
      'broke',
    );
  });

  it('broke where iterations did not end, or no response came at all', () => {
    expect(judged({ unfinished: 1 })).toEqual({ outcome: 'broke', broken: null, limits: [] });
    expect(judged({ requests: 0 }).outcome).toBe('broke');
    expect(judged({ requests: 0, limits: ['event-loop'] }).outcome).toBe('generator-limited');
  });
});

describe('a threshold put on the service time', () => {
  const on = (metric: string) =>
    onServiceTime({ metric, expression: 'p(95) < 1', abortOnFail: false, delayAbortEvalMs: 0 })?.metric;

  it('is one on the response time, with its tags', () => {
    expect(on('http_req_duration')).toBe('http_req_service_time');
    expect(on('http_req_duration{name:login}')).toBe('http_req_service_time{name:login}');
    expect([on('http_req_failed'), on('iteration_duration'), on('http_req_durations')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
