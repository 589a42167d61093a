import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../../src/results/machine.ts';
import { machineSchema, runRecordSchema } from '../../../src/results/record.ts';
import { buildRecord, pathWithin, type RecordParts } from '../../../src/results/recordBuilder.ts';
import { failure, GENERATOR, recorder, sample, series } from '../metrics/parts.ts';
import { hotspot, record } from './parts.ts';

const parts: RecordParts = {
  ...record(),
  file: '/home/ann/app/perf/a.perf.yaml',
  root: '/home/ann/app',
  startedAtMs: Date.UTC(2026, 10, 21, 12),
  snapshot: null,
};

describe('a run record', () => {
  it('is valid before the first snapshot, with zeros', () => {
    const built = buildRecord({ ...parts, status: 'interrupted' });
    expect(runRecordSchema.safeParse(built).error).toBeUndefined();
    expect(built).toMatchObject({ status: 'interrupted', file: 'perf/a.perf.yaml', version: 3 });
    expect(built.summary).toMatchObject({ requests: 0, requestsPerSec: 0, failedRate: 0 });
    expect(built.startedAt).toBe('2026-11-21T12:00:00.000Z');
  });

  it('sums up the last snapshot and survives JSON', () => {
    const recording = recorder();
    for (let index = 0; index < 40; index++) recording.request(sample({ failed: index % 4 === 0 }));
    const snapshot = recording.snapshot(2000, 'done', GENERATOR);
    const built = buildRecord({ ...parts, snapshot, metrics: recording.metrics(2000) });
    expect(built.summary).toMatchObject({ requests: 40, failed: 10, requestsPerSec: 20, failedRate: 0.25 });
    expect(built.endpoints.map((one) => one.requests)).toEqual([40, 0]);
    expect(runRecordSchema.parse(JSON.parse(JSON.stringify(built)))).toEqual(built);
  });

  it('tells the times of groups and the service times of the open model; an older record has none', () => {
    const recording = recorder({
      groups: [{ path: '::shop', scenario: 0 }],
      series: [series('open', { openModel: true })],
      checks: [{ name: 'ok', series: 0 }],
    });
    recording.group(0, 7000);
    recording.request(sample({ durationUs: 9000, serviceUs: 4000 }));
    recording.check(0, true);
    const snapshot = recording.snapshot(1000, 'done', GENERATOR);
    const built = buildRecord({ ...parts, snapshot });
    expect(built.groups).toMatchObject([{ path: '::shop', durationMs: { count: 1, max: 7 } }]);
    expect(built.endpoints).toMatchObject([{ latencyMs: { max: 9 }, serviceMs: { max: 4 } }]);
    const { groups: _, ...older } = built;
    const [endpoint] = built.endpoints;
    const { serviceMs: __, ...olderEndpoint } = endpoint ?? { serviceMs: null };
    const olderChecks = built.checks.map(({ name, passes, fails }) => ({ name, passes, fails }));
    const read = { ...older, version: 2, endpoints: [olderEndpoint], checks: olderChecks };
    expect(runRecordSchema.parse(read)).toEqual({
      ...built,
      groups: [],
      endpoints: [{ ...endpoint, serviceMs: null }],
    });
  });

  it('tells how many failures there were of each kind; one that told none is read all the same', () => {
    const recording = recorder();
    for (let times = 0; times < 5; times++) recording.failed('login 500');
    const told = failure('status 500');
    const built = buildRecord({
      ...parts,
      snapshot: recording.snapshot(1000, 'done', GENERATOR),
      failures: [told],
    });
    expect(built.failureCounts).toEqual([{ kind: 'login 500', count: 5 }]);
    expect(runRecordSchema.parse(built)).toEqual(built);
    const { failureCounts: _, ...older } = built;
    const { kind: __, ...olderFailure } = told;
    expect(runRecordSchema.parse({ ...older, version: 2, failures: [olderFailure] })).toEqual({
      ...built,
      failures: [{ ...told, kind: '' }],
      failureCounts: [],
    });
  });

  it('has its hotspots by self share', () => {
    const hotspots = [hotspot('a', 0.1), hotspot('b', 0.4), hotspot('c', 0.2)];
    expect(buildRecord({ ...parts, hotspots }).hotspots.map((one) => one.function)).toEqual(['b', 'c', 'a']);
  });

  it('tells a path from the workspace where it lies within it', () => {
    expect(pathWithin('/home/ann/app', '/home/ann/app/src/a.ts')).toBe('src/a.ts');
    expect(pathWithin('/home/ann/app', '/home/ann/application/a.ts')).toBe('/home/ann/application/a.ts');
    expect(pathWithin('/home/ann/app', '/home/ann/app/..a.ts')).toBe('..a.ts');
    expect(pathWithin('/home/ann/app', 'node:fs')).toBe('node:fs');
    expect(pathWithin(null, '/home/ann/app/src/a.ts')).toBe('/home/ann/app/src/a.ts');
  });

  it('describes the machine that it ran on', () => {
    const machine = describeMachine();
    expect(machineSchema.safeParse(machine).error).toBeUndefined();
    expect(machine.cores).toBeGreaterThan(0);
  });
});
