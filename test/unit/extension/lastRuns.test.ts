import { describe, expect, it } from 'vitest';
import { LastRuns, type RecordReader } from '../../../src/extension/lastRuns.ts';
import type { Baseline } from '../../../src/results/baseline.ts';
import type { Comparison } from '../../../src/results/compare.ts';
import type { RunRecord } from '../../../src/results/record.ts';
import type { StoredRecord } from '../../../src/results/store.ts';

const record = (id: string, minute: number, change: Partial<RunRecord> = {}): StoredRecord => ({
  file: `/runs/${id}.json`,
  record: {
    id,
    status: 'passed',
    scenarios: ['browse'],
    file: 'perf/shop.perf.yaml',
    startedAt: `2026-01-01T10:0${minute}:00.000Z`,
    summary: { requests: 100, latencyMs: { p95: minute * 10 } },
    generator: { limited: false },
    ...change,
  } as RunRecord,
});

/** Records in memory; `baselines` by run id of the record asked for. */
function readerOf(stored: readonly StoredRecord[], hasBaseline = () => false): RecordReader {
  return {
    newest: (limit) => Promise.resolve(stored.slice(0, limit)),
    read: (file) => {
      const found = stored.find((one) => one.file === file);
      return found ? Promise.resolve(found.record) : Promise.reject(new Error('gone'));
    },
    baseline: () => Promise.resolve(hasBaseline() ? ({} as Baseline) : null),
    compare: () => ({ p95Ms: { change: -0.2, judgement: 'better' } }) as Comparison,
    fileOf: (one) => (one.file ? `/w/${one.file}` : null),
  };
}

const FILE = '/w/perf/shop.perf.yaml';

describe('the last runs', () => {
  it('are read from the records when they are first asked for, the newest of each scenario', async () => {
    const stored = [
      record('c', 3),
      record('b', 2, { scenarios: ['checkout'] }),
      record('a', 1, { scenarios: ['browse', 'checkout'] }),
    ];
    const runs = new LastRuns(() => Promise.resolve(readerOf(stored)));
    let changes = 0;
    runs.onChanged(() => {
      changes += 1;
    });
    expect(runs.of(FILE).size).toBe(0);
    await runs.ready();
    expect(changes).toBe(1);
    expect(runs.of(FILE).get('browse')).toMatchObject({ runId: 'c', p95Ms: 30, together: false, p95: null });
    expect(runs.of(FILE).get('checkout')).toMatchObject({ runId: 'b' });
    expect(await runs.newest()).toBe('/runs/c.json');
  });

  it('give way to a run that has just ended', async () => {
    const stored = [record('new', 5), record('old', 1)];
    const all = readerOf(stored);
    const runs = new LastRuns(() =>
      Promise.resolve({ ...all, newest: () => all.newest(2).then((x) => x.slice(1)) }),
    );
    await runs.add('/runs/new.json');
    expect(runs.of(FILE).get('browse')?.runId).toBe('new');
    expect(await runs.newest()).toBe('/runs/new.json');
  });

  it('tell the difference from a baseline as soon as there is one', async () => {
    let set = false;
    const runs = new LastRuns(() => Promise.resolve(readerOf([record('a', 1)], () => set)));
    await runs.ready();
    expect(runs.of(FILE).get('browse')?.p95).toBeNull();
    set = true;
    await runs.refresh();
    expect(runs.of(FILE).get('browse')?.p95).toEqual({ change: -0.2, judgement: 'better' });
  });

  it('are none where the records cannot be read', async () => {
    const runs = new LastRuns(() => Promise.reject(new Error('no disk')));
    await runs.ready();
    expect(runs.of(FILE).size).toBe(0);
    expect(await runs.newest()).toBeNull();
  });
});
