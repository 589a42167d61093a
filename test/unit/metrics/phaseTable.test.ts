import { describe, expect, it } from 'vitest';
import { snapshotSchema } from '../../../src/metrics/snapshot.ts';
import { GENERATOR, recorder, sample } from './parts.ts';

const phases = [
  { scenario: 0, scenarioName: 'main', name: 'ramp', startMs: 0, endMs: 1000 },
  { scenario: 0, scenarioName: 'main', name: 'hold', startMs: 1000, endMs: 3000 },
  { scenario: 0, scenarioName: 'main', name: 'end', startMs: 3000, endMs: 4000 },
];

describe('phases in a recorder', () => {
  it('are told from when they begin, each by its own times', () => {
    const all = recorder({ phases });
    for (let us = 1; us <= 100; us++) all.request(sample({ phase: 0, durationUs: us }));
    all.request(sample({ phase: 1, durationUs: 700, failed: true }));
    all.request(sample({ durationUs: 9000 }));
    all.iteration(0, 1000, 1);
    all.dropped(0, 3, 1);
    all.missed(0, 2, 0);
    all.setScenarioVus(0, 5, 500);
    all.setScenarioVus(0, 4, 900);
    all.setScenarioVus(0, 9, 1000);
    all.setScenarioVus(1, 50, 1000);
    const snapshot = all.snapshot(2000, 'running', GENERATOR);
    expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
    expect(snapshot.phases).toMatchObject([
      {
        name: 'ramp',
        durationMs: 1000,
        requests: 100,
        failed: 0,
        perSec: 100,
        iterations: 0,
        droppedIterations: 2,
        vus: 5,
        latencyMs: { min: 0.001, p90: 0.09, p99: 0.099, max: 0.1 },
      },
      {
        name: 'hold',
        durationMs: 1000,
        requests: 1,
        failed: 1,
        iterations: 1,
        droppedIterations: 3,
        vus: 9,
        latencyMs: { med: 0.7 },
      },
    ]);
    expect(snapshot.total).toMatchObject({ requests: 102, droppedIterations: 5 });
    expect(all.snapshot(3000, 'done', GENERATOR).phases.map((one) => one.name)).toEqual([
      'ramp',
      'hold',
      'end',
    ]);
  });

  it('add up what several threads have counted', () => {
    const [whole, one, other] = [recorder({ phases }), recorder({ phases }), recorder({ phases })];
    one.request(sample({ phase: 1, durationUs: 1000 }));
    one.iteration(0, 1000, 1);
    other.request(sample({ phase: 1, durationUs: 3000, failed: true }));
    other.dropped(0, 4, 2);
    for (const part of [one, other, one]) whole.absorb(part.drain());
    const told = whole.snapshot(4000, 'done', GENERATOR).phases;
    expect(told[1]).toMatchObject({ requests: 2, failed: 1, iterations: 1, latencyMs: { min: 1, max: 3 } });
    expect(told[2]).toMatchObject({ requests: 0, droppedIterations: 4 });
  });
});
