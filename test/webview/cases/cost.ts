import assert from 'node:assert/strict';
import { type Case, defineCase } from '../case.ts';
import { heavyNext, heavyStart } from '../scenes.ts';

/** Milliseconds of the main thread that a frame may take. */
const FRAME_MS = 16;

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** What an update costs at the largest state there is, and that it stays so. */
export const cost: readonly Case[] = [
  defineCase('a frame costs under 16 ms with 1200 rows, 50 endpoints and 30 hotspots', async (open) => {
    const panel = await open({ width: 1200 });
    await panel.tell(heavyStart());
    await panel.page.getByRole('button', { name: /more$/ }).click();
    const cdp = await panel.page.context().newCDPSession(panel.page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const metric = async (name: string) =>
      (await cdp.send('Performance.getMetrics')).metrics.find((one) => one.name === name)?.value ?? 0;
    const updates = heavyNext();
    // The first frames compile: what counts is a run of minutes.
    for (const events of updates.slice(0, 10)) await panel.tell(events);
    const nodes = await metric('Nodes');
    const cpuBefore = await metric('TaskDuration');
    const frames = updates.slice(10, 70);
    for (const events of frames) {
      await panel.page.evaluate((told) => window.postMessage({ type: 'events', events: told }, '*'), events);
      await panel.page.waitForTimeout(50);
    }
    const cpuMs = ((await metric('TaskDuration')) - cpuBefore) * 1000;
    const measured = await panel.page.evaluate(() =>
      window.posted.filter((message) => message.type === 'measured'),
    );
    const worst = measured.slice(1).map((message) => message.worstFrameMs);
    assert.ok(worst.length > 0, 'the panel reports what its frames cost');
    assert.equal(await panel.page.locator('table.grid tbody tr').count(), 50);
    assert.equal(await panel.page.locator('.hotspots li').count(), 30);
    const perFrameMs = cpuMs / frames.length;
    assert.ok(perFrameMs < FRAME_MS, `thread time a frame: ${perFrameMs.toFixed(1)} ms`);
    const usual = middle(worst);
    assert.ok(
      usual < FRAME_MS,
      `worst frame of two seconds, by the panel's own clock, in the middle: ${usual.toFixed(1)} ms`,
    );
    assert.ok((await metric('Nodes')) < nodes * 1.1 + 200, 'the document does not grow');
    return `thread time ${perFrameMs.toFixed(1)} ms a frame; worst in two seconds ${worst.map((one) => one.toFixed(1)).join(', ')} ms`;
  }),
];
