import assert from 'node:assert/strict';
import { type Case, defineCase } from '../case.ts';
import { frameCosts, quantile } from '../frameCost.ts';
import { heavyNext, heavyStart, lightNext } from '../heavyScenes.ts';
import type { PanelPage } from '../panelPage.ts';

/** Milliseconds of the main thread that a frame may take. */
const FRAME_MS = 16;

/** A figure of the page's, such as the nodes that it holds. */
async function metric(panel: PanelPage, name: string): Promise<number> {
  const cdp = await panel.page.context().newCDPSession(panel.page);
  await cdp.send('Performance.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  await cdp.detach();
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

function told(costs: readonly number[]): string {
  const [usual, slow] = [0.5, 0.9].map((share) => quantile(costs, share).toFixed(1));
  return `${usual} ms a frame, nine of ten under ${slow} ms, of ${costs.length} frames`;
}

/** What an update costs at the largest state there is, and that it stays so. */
export const cost: readonly Case[] = [
  defineCase(
    'three frames of four cost under 16 ms with 1200 rows, 50 endpoints and 30 hotspots',
    async (open) => {
      const panel = await open({ width: 1200 });
      await panel.tell(heavyStart());
      await panel.page.getByRole('button', { name: /more$/ }).click();
      const updates = heavyNext(290_000, 310_000);
      // The first frames compile: what counts is a run of minutes.
      for (const events of updates.slice(0, 10)) await panel.tell(events);
      const costs = await frameCosts(panel, updates.slice(10, 70));
      assert.equal(await panel.page.locator('table[aria-label="Endpoints"] tbody tr').count(), 50);
      assert.equal(await panel.page.locator('.hotspots li').count(), 30);
      assert.ok(costs.length >= 60, `each update is drawn: ${costs.length} frames`);
      // Not of the worst: a neighbour on the same core slows even what is counted in the thread's own time.
      assert.ok(quantile(costs, 0.75) < FRAME_MS, told(costs));
      const measured = await panel.page.evaluate(() =>
        window.posted.filter((message) => message.type === 'measured'),
      );
      assert.ok(measured.length > 0, 'the panel reports what its frames cost');
      return told(costs);
    },
  ),

  defineCase('ten minutes of running make it neither slower nor larger', async (open) => {
    const panel = await open({ width: 1200 });
    await panel.tell(heavyStart());
    const early = heavyNext(290_000, 300_000);
    for (const events of early.slice(0, 10)) await panel.tell(events);
    const before = await frameCosts(panel, early.slice(10));
    const nodes = await metric(panel, 'Nodes');
    const heap = await metric(panel, 'JSHeapUsedSize');
    // The minutes between, as fast as they are drawn.
    const between = lightNext(300_000, 890_000);
    for (let from = 0; from < between.length; from += 118) await panel.tell(between.slice(from, from + 118));
    const after = await frameCosts(panel, heavyNext(890_000, 897_500));
    const ratio = quantile(after, 0.25) / quantile(before, 0.25);
    const grown = (await metric(panel, 'JSHeapUsedSize')) - heap;
    assert.ok(ratio < 1.5, `a frame costs ${ratio.toFixed(2)} times what it did`);
    assert.ok((await metric(panel, 'Nodes')) < nodes * 1.1 + 200, 'the document does not grow');
    assert.ok(grown < 3_000_000, `the heap has grown by ${grown} bytes`);
    return `${ratio.toFixed(2)} times the cost, ${Math.round(grown / 1000)} kB more; before ${told(before)}; after ${told(after)}`;
  }),
];
