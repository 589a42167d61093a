import { describe, expect, it } from 'vitest';
import { type GeneratorTally, NO_TALLY, tallyGenerator } from '../../../src/metrics/generatorTally.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { boundText, generatorLimitOf, threadsText } from '../../../src/session/generatorLimit.ts';
import { health, latency, snapshot, window } from '../../support/sessionStates.ts';

const HERE = 'http://localhost:3000';

/** Forty snapshots: ten seconds. */
function run(over: (seq: number) => Partial<Snapshot>, warmupMs = 0): GeneratorTally {
  let tally = NO_TALLY;
  for (let seq = 0; seq < 40; seq += 1) {
    tally = tallyGenerator(tally, snapshot({ seq, ...over(seq) }), warmupMs);
  }
  return tally;
}

describe('the tally', () => {
  it('leaves out the warm-up and the first second after it', () => {
    expect(run(() => ({})).observedMs).toBe(9000);
    expect(run(() => ({}), 3000).observedMs).toBe(6000);
  });

  it('does not take the night a computer slept for the run', () => {
    const slept = run((seq) => (seq === 20 ? { interval: window({ durationMs: 8 * 3600_000 }) } : {}));
    expect(slept.observedMs).toBe(9000 - 250 + 2000);
  });
});

describe('several threads', () => {
  const threads = { count: 2, busiest: 2, busiestCpuShare: 0.7, latest: 1 };

  it('may take more than a core together, as long as none of them takes a whole one', () => {
    const over = () => ({ generator: health({ cpuShare: 1.4, threads }) });
    expect(generatorLimitOf(run(over), snapshot(over()), HERE).limited).toBe(false);
  });

  it('are the limit where one of them is, and that one is named', () => {
    const over = (seq: number) => ({
      generator: health({
        cpuShare: 1.2,
        loopDelayP99Ms: seq === 20 ? 90 : 60,
        threads: { ...threads, busiestCpuShare: 0.95, latest: seq === 20 ? 2 : 1 },
      }),
    });
    expect(generatorLimitOf(run(over), snapshot(over(39)), HERE).evidence).toBe(
      "Generator-limited: the CPU of thread 2 of the generator's 2 was near a whole core for 100 % of the time " +
        'and the event loop of thread 2 stood still for up to 90 ms.',
    );
  });

  it('are counted where they are told', () => {
    expect(threadsText(snapshot({ generator: health({ threads }) }))).toBe('2 threads');
    expect(threadsText(snapshot({}))).toBe('');
  });
});

describe('a run is not generator-limited', () => {
  const cases: [string, (seq: number) => Partial<Snapshot>][] = [
    ['on a quiet machine', () => ({})],
    [
      'by a spike in its first second',
      (seq) =>
        seq < 4 ? { generator: health({ cpuShare: 1.2, loopDelayP99Ms: 300, machineCpuShare: 1 }) } : {},
    ],
    [
      'by a core that is busy for less than a tenth',
      (seq) => (seq > 36 ? { generator: health({ cpuShare: 1 }) } : {}),
    ],
    [
      'by two percent of a core, whatever the API takes',
      () => ({ generator: health({ cpuShare: 0.02, machineCpuShare: 1 }) }),
    ],
    [
      'by a hiccup of its event loop',
      (seq) => (seq === 20 ? { generator: health({ loopDelayP99Ms: 80 }) } : {}),
    ],
  ];
  it.each(cases)('%s', (_, over) => {
    expect(generatorLimitOf(run(over), snapshot(over(39)), HERE)).toEqual({
      limited: false,
      reasons: [],
      evidence: '',
    });
  });

  it('by starts that are late by a small part of the response time, or before there is a snapshot', () => {
    const slow = window({ latencyMs: latency({ p95: 400 }) });
    const late = snapshot({ total: slow, generator: health({ lateStartP99Ms: 12 }) });
    expect(generatorLimitOf(NO_TALLY, late, HERE).limited).toBe(false);
    expect(generatorLimitOf(NO_TALLY, null, HERE).limited).toBe(false);
  });
});

describe('a run is generator-limited', () => {
  it('by starts that never were', () => {
    const total = window({ iterations: 880, interruptedIterations: 0, droppedIterations: 120 });
    const told = snapshot({ total, generator: health({ missedStarts: 120 }) });
    expect(generatorLimitOf(NO_TALLY, told, HERE)).toEqual({
      limited: true,
      reasons: ['missed-starts'],
      evidence: 'Generator-limited: 120 iterations (12 %) never started for want of a free VU.',
    });
  });

  it('by starts that were late with users free', () => {
    const fast = window({ latencyMs: latency({ p95: 30 }) });
    const told = snapshot({ total: fast, generator: health({ lateStartP99Ms: 12 }) });
    expect(generatorLimitOf(NO_TALLY, told, HERE).evidence).toBe(
      'Generator-limited: starts were up to 12 ms late (p99) with VUs free.',
    );
  });

  it('by its event loop and its CPU', () => {
    const over = () => ({ generator: health({ cpuShare: 0.96, loopDelayP99Ms: 70 }) });
    const limit = generatorLimitOf(run(over), snapshot(over()), HERE);
    expect(limit.reasons).toEqual(['cpu', 'event-loop']);
    expect(limit.evidence).toBe(
      "Generator-limited: the generator's CPU was near a whole core for 100 % of the time and " +
        'its event loop stood still for up to 70 ms.',
    );
  });

  it('by a machine that is full, and says who fights whom where the API is on it', () => {
    const over = (seq: number) =>
      seq % 2 ? {} : { generator: health({ cpuShare: 0.6, machineCpuShare: 0.98 }) };
    const tally = run(over);
    const of = (target: string) => generatorLimitOf(tally, snapshot(), target).evidence;
    const fight =
      'Generator-limited: all cores were busy for 50 % of the time, so the API and the generator fought for them.';
    expect(of(HERE)).toBe(fight);
    expect(of('http://127.0.0.1:80')).toBe(fight);
    expect(of('http://[::1]:80')).toBe(fight);
    expect(of('https://api.example.com')).toBe(
      'Generator-limited: all cores were busy for 50 % of the time.',
    );
  });
});

describe('the bound on the percentiles', () => {
  const total = window({ latencyMs: latency({ p95: 95, p99: 99 }) });
  const bound = { missing: 1204, med: 31, p90: 400, p95: 509, p99: 510 };

  it('is told of p95, else of p99, else not at all', () => {
    expect(boundText({ total, bound })).toBe(
      '1,204 requests were never sent: were they no faster than the slowest, p95 is at least 509 ms; no upper bound is known.',
    );
    expect(boundText({ total, bound: { ...bound, missing: 1, p95: 95 } })).toBe(
      '1 request was never sent: were they no faster than the slowest, p99 is at least 510 ms; no upper bound is known.',
    );
    expect(boundText({ total, bound: { ...bound, p95: 95, p99: 99 } })).toBe('');
    expect(boundText({ total, bound: null })).toBe('');
  });
});
