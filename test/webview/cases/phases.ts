import assert from 'node:assert/strict';
import { type Case, defineCase, eachLook, openScene } from '../case.ts';
import { run as unstaged } from '../course.ts';
import type { PanelPage } from '../panelPage.ts';
import { assertFits } from './look.ts';

async function openPhases(panel: PanelPage): Promise<void> {
  await panel.page.getByRole('tab', { name: 'Phases' }).click();
  await panel.drawn();
}

/** The figures of each phase of a run with stages. */
export const phases: readonly Case[] = [
  defineCase('phases: a row each from when it begins, the one under way marked', async (open) => {
    const panel = await openScene(open, 'running-red');
    await openPhases(panel);
    const rows = (await panel.page.locator('table.phases tbody tr').allInnerTexts()).map((text) =>
      text.replaceAll(/\s+/g, ' ').trim(),
    );
    assert.equal(rows.length, 2);
    assert.match(
      rows[0] ?? '',
      /^0:00 ramp 1 → 50 VUs 50 [\d,]+ [\d,]+ \d+ 21 ms 43 ms 52 ms 81 ms 130 ms 0$/,
    );
    assert.match(rows[1] ?? '', /^0:30 hold 50 VUs now 50 [\d,]+ [\d,]+ \d+ 41 ms .* 0\.\d+ %$/);
    assert.match(
      await panel.text('table.phases thead'),
      /Phase VUs iterations requests per s p50 p90 p95 p99 max failed/,
    );
  }),

  defineCase(
    'phases: there is no tab where there are none, and a tab that was open falls back',
    async (open) => {
      const panel = await openScene(open, 'running-red');
      await openPhases(panel);
      await panel.tell([{ type: 'prepared', run: { ...unstaged, phases: [] } }, { type: 'started' }]);
      assert.equal(await panel.page.getByRole('tab', { name: 'Phases' }).count(), 0);
      assert.match(await panel.text('vscode-tab-panel:not([hidden])'), /No request has ended yet/);
    },
  ),

  ...(['dark', 'light', 'high-contrast'] as const).map((theme) =>
    defineCase(`phases fit from 300 to 1200 px in ${theme}`, async (open) => {
      const looks = [300, 420, 560, 640, 900, 1200].map((width) => ({ name: 'failed', theme, width }));
      await eachLook(open, looks, async (panel, { width }) => {
        await openPhases(panel);
        await panel.picture(`phases-${width}-${theme}`);
        await assertFits(panel);
      });
    }),
  ),

  defineCase(
    'breakpoint: what it holds, the rates that were tried from the lowest, what gave way',
    async (open) => {
      const panel = await openScene(open, 'breakpoint');
      assert.match(
        await panel.text('.verdict'),
        /✓ Holds 840\/s: 1\.7 times your 500\/s\. What gave way first, at 880\/s: high amount p95 240 ms breaks p\(95\) < 150\./,
      );
      const rows = (await panel.page.locator('.steps tbody tr').allInnerTexts()).map((text) =>
        text.replaceAll(/\s+/g, ' ').trim(),
      );
      assert.equal(rows.length, 5);
      assert.equal(rows[1], '840/s 840 35 ms 88 ms 132 ms 0 ✓ held');
      assert.match(rows[2] ?? '', /^880\/s .* ✗ high amount p95 240 ms breaks p\(95\) < 150$/);
      assert.match(rows[3] ?? '', /^1,260\/s .* ▲ generator-limited$/);
      assert.match(rows[4] ?? '', /12 %|13 %/);
      assert.match(await panel.text('header'), /✓ Passed.*took 1:48/);
      assert.match(await panel.text('.thresholds h2'), /at 840\/s/);
    },
  ),

  defineCase('breakpoint: while it runs, what is tried and for how long at most', async (open) => {
    const panel = await openScene(open, 'breakpoint-running');
    assert.match(await panel.text('.verdict'), /● Trying 1,680\/s, holds 840\/s so far\./);
    assert.match(await panel.text('.steps h2'), /trying 1,680\/s/);
    assert.match(await panel.text('header'), /0:58 of at most 5:20/);
    assert.match(await panel.text('.thresholds h2'), /at 1,680\/s/);
  }),
];
