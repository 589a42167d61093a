import { describe, expect, it } from 'vitest';
import type { PlannedExecutor } from '../../src/scenario/plan/plan.ts';
import { until } from '../support/engine.ts';
import { ENDLESS, everyExecutor, MANY } from '../support/executors.ts';
import { beginning } from '../support/truth.ts';
import { truthRuns } from '../support/truthRuns.ts';

const { serve, prepare, measured } = truthRuns();

describe('requests sent are requests seen by the server', () => {
  it.each(Object.entries(everyExecutor(8, 200, 1)))('%s, on timeouts and resets', async (_name, one) => {
    // Of twenty, one is slower than the timeout, and two more are reset.
    const delaysMs = Array.from({ length: 20 }, (_, index) => (index === 7 ? 700 : 5));
    const server = await serve({ delaysMs, resetEvery: 10 });
    const { total, report } = await measured(server, one.executor, 250);
    const seen = report.arrivedMs.length;
    expect(total.requests).toBe(seen);
    if (one.count !== null) expect(total.requests).toBe(one.count);
    const slow = report.arrivedMs.filter((_, index) => index % 20 === 7).length;
    expect(total.failed).toBe(slow + Math.floor(seen / 10));
    expect(total.iterations).toBe(seen);
    expect(total.interruptedIterations).toBe(0);
  });

  it.each(ENDLESS)('%s, stopped gracefully and at once', async (_name, executor) => {
    const stopped = async (mode: 'graceful' | 'now') => {
      const server = await serve({ delaysMs: [30, 50, 40] });
      const load = await prepare(server, executor);
      load.begin();
      await until('requests', 10_000, async () => (await server.seen()) >= 60);
      load.stop(mode);
      const { end, snapshot } = await load.result;
      const { arrivedMs } = await server.report();
      const { requests, iterations, interruptedIterations, unansweredRequests = 0 } = snapshot.total;
      expect(end).toBe('stopped');
      expect(requests + unansweredRequests, mode).toBe(arrivedMs.length);
      expect(iterations).toBe(requests);
      // At the most one request under way for each user, which was cut off; the graceful way lets them come.
      if (mode === 'graceful') expect(interruptedIterations).toBe(0);
      else expect(interruptedIterations).toBeGreaterThan(0);
      expect(interruptedIterations).toBeLessThanOrEqual(8);
    };
    await Promise.all([stopped('graceful'), stopped('now')]);
  });
});

describe('the schedule', () => {
  it('of 1,000 a second is kept to the request', async () => {
    const server = await serve({ delaysMs: [0] });
    const executor: PlannedExecutor = {
      kind: 'constant-arrival-rate',
      rate: 1000,
      durationMs: 2000,
      ...MANY,
    };
    const { total, report } = await measured(server, executor);
    expect(report.arrivedMs).toHaveLength(2000);
    expect(total).toMatchObject({ requests: 2000, iterations: 2000, droppedIterations: 0, failed: 0 });
    // Spread over the time, and none before it was due.
    const beganMs = beginning(report, (index) => index);
    const lastMs = (report.arrivedMs.at(-1) ?? 0) - beganMs;
    expect(lastMs).toBeGreaterThanOrEqual(1999);
    expect(lastMs).toBeLessThan(2100);
  });
});
