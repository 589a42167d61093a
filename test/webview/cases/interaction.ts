import assert from 'node:assert/strict';
import { type Case, defineCase, openScene, scene } from '../case.ts';
import type { PanelPage } from '../panelPage.ts';

const FILE = '/home/ada/shop-api';

async function names(panel: PanelPage): Promise<string[]> {
  return panel.page.locator('table[aria-label="Endpoints"] td.c-name b').allInnerTexts();
}

/** The values in a chart's heading. */
async function heading(panel: PanelPage, chart: string): Promise<string> {
  return panel.text(`hotlap-chart#${chart} figcaption`);
}

/** What the user does, by mouse and by keyboard. */
export const interaction: readonly Case[] = [
  defineCase('Stop asks the host to stop; a second time to stop at once', async (open) => {
    const panel = await openScene(open, 'running');
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'stop' });
    await panel.tell([{ type: 'stopping' }]);
    await panel.page.getByRole('button', { name: 'Stop Now' }).click();
    assert.equal((await panel.posted()).filter(({ type }) => type === 'stop').length, 2);
    assert.match(await panel.text('header'), /Stopping/);
  }),

  defineCase('Run Again, Set as Baseline and Open record', async (open) => {
    const panel = await openScene(open, 'failed');
    await panel.page.getByRole('button', { name: 'Run Again' }).click();
    await panel.page.getByRole('button', { name: 'Set as Baseline' }).click();
    await panel.page.getByRole('button', { name: 'Open record' }).click();
    assert.deepEqual(await panel.posted(), [
      { type: 'ready' },
      { type: 'runAgain', profiled: true },
      { type: 'setBaseline' },
      { type: 'openRecord' },
    ]);
  }),

  defineCase(
    'a hotspot, its hottest line, the culprit and a failing step open at their lines',
    async (open) => {
      const panel = await openScene(open, 'failed');
      await panel.page.locator('.hotspots').getByText('auth.ts:42').click();
      await panel.page.locator('.hotspots').getByText(':46', { exact: true }).click();
      await panel.page.locator('.verdict button.link').click();
      await panel.page.getByRole('tab', { name: /Failures/ }).click();
      await panel.page.getByText('step at line 24').click();
      const opened = (await panel.posted()).filter(({ type }) => type === 'open');
      assert.deepEqual(opened, [
        { type: 'open', file: `${FILE}/src/auth.ts`, line: 42, column: 17 },
        { type: 'open', file: `${FILE}/src/auth.ts`, line: 46, column: 1 },
        { type: 'open', file: `${FILE}/src/auth.ts`, line: 42, column: 17 },
        { type: 'open', file: `${FILE}/perf/fraud.perf.yaml`, line: 24, column: 11 },
      ]);
    },
  ),

  defineCase('endpoints are sorted by any column, and back to the order of the plan', async (open) => {
    const panel = await openScene(open, 'running-red');
    assert.deepEqual(await names(panel), ['low amount', 'high amount', 'health']);
    const header = panel.page.locator('table[aria-label="Endpoints"] th.c-p95');
    assert.equal(await header.getAttribute('aria-sort'), 'none');
    await header.getByRole('button').click();
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await names(panel), ['high amount', 'low amount', 'health']);
    await header.getByRole('button').press('Enter');
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await names(panel), ['health', 'low amount', 'high amount']);
    await header.getByRole('button').press('Space');
    assert.equal(await header.getAttribute('aria-sort'), 'none');
    assert.deepEqual(await names(panel), ['low amount', 'high amount', 'health']);
  }),

  defineCase('the last two seconds or the whole run', async (open) => {
    const panel = await openScene(open, 'running-red');
    const latest = panel.page.getByRole('button', { name: 'Last 2 s' });
    assert.equal(await latest.getAttribute('aria-pressed'), 'false');
    await latest.click();
    assert.equal(await latest.getAttribute('aria-pressed'), 'true');
    assert.match(await panel.text('.busy'), /97 % busy, 3 % idle/);
    assert.match(await panel.text('.hotspots li:first-child'), /0\.71 ms/);
    await panel.page.getByRole('button', { name: 'Show 2 more' }).click();
    assert.equal(await panel.page.locator('.hotspots li').count(), 10);
  }),

  defineCase(
    'what the user set is remembered when the panel is hidden and shown again, and it is up to date at once',
    async (open) => {
      const panel = await openScene(open, 'running-red');
      await panel.page.getByRole('button', { name: 'Last 2 s' }).click();
      await panel.page.locator('table[aria-label="Endpoints"] th.c-p95 button').click();
      await panel.page.getByRole('tab', { name: /Failures/ }).click();
      await panel.drawn();
      const before = await panel.text('hotlap-panel main');
      await panel.page.reload();
      await panel.drawn();
      assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
      const { reduce } = await import('../../../src/session/reduce.ts');
      const { IDLE } = await import('../../../src/session/state.ts');
      const state = scene('running-red').reduce(reduce, IDLE);
      await panel.post({ type: 'hydrate', state, suite: null });
      await panel.drawn();
      assert.equal(await panel.text('hotlap-panel main'), before);
      assert.equal(
        await panel.page.locator('table[aria-label="Endpoints"] th.c-p95').getAttribute('aria-sort'),
        'descending',
      );
    },
  ),

  defineCase('events after a hydration go on from there', async (open) => {
    const panel = await openScene(open, 'interrupted');
    await panel.tell(scene('preparing'));
    assert.match(await panel.text('header'), /Preparing/);
    assert.equal(await panel.text('.tile:nth-child(1) strong'), '–');
  }),

  defineCase('the crosshair tells the values at one time in all charts', async (open) => {
    const panel = await openScene(open, 'failed');
    assert.doesNotMatch(await heading(panel, 'response-time'), /at \d/);
    const box = await panel.page.locator('hotlap-chart#response-time .u-over').boundingBox();
    assert.ok(box);
    await panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await panel.drawn();
    assert.match(
      await heading(panel, 'response-time'),
      /┊ 1:(19|20) p50 \d+ ms p95 \d+ ms p99 \d+ ms|p50 \d+ ms p95 \d+ ms p99 \d+ ms/,
    );
    assert.match(await heading(panel, 'throughput'), /requests\/s \d{3} VUs 50/);
    assert.match(await heading(panel, 'errors'), /failed\/s \d/);
    await panel.picture('failed-crosshair-1200-dark');
    await panel.page.mouse.move(5, 5);
    await panel.drawn();
    assert.doesNotMatch(await heading(panel, 'throughput'), /VUs 50/);
  }),

  defineCase('the crosshair moves by the arrow keys and says its values', async (open) => {
    const panel = await openScene(open, 'failed');
    const chart = panel.page.getByRole('slider', { name: /Response time/ });
    await chart.focus();
    await panel.page.keyboard.press('Home');
    await panel.drawn();
    assert.match(
      (await chart.getAttribute('aria-valuetext')) ?? '',
      /^0:01: p50 \d+ ms, p95 \d+ ms, p99 \d+ ms$/,
    );
    for (let press = 0; press < 4; press += 1) await panel.page.keyboard.press('Shift+ArrowRight');
    await panel.drawn();
    assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /^0:41: /);
    await panel.page.keyboard.press('Escape');
    await panel.drawn();
    assert.doesNotMatch(await heading(panel, 'response-time'), /┊/);
  }),

  defineCase('everything is reached by the keyboard, in the order it is seen', async (open) => {
    const panel = await openScene(open, 'failed');
    const reached: string[] = [];
    for (let press = 0; press < 40; press += 1) {
      await panel.page.keyboard.press('Tab');
      const name = await panel.page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
      });
      reached.push(name.replaceAll(/\s+/g, ' '));
    }
    const order = [
      'Set as Baseline',
      'Run Again',
      'Open hashPassword at',
      'Response time over time',
      'Throughput over time',
      'Last 2 s',
      'Open hashPassword at src/auth.ts:42',
      'Endpoints',
      'Endpoint',
      'p95',
      'Open record',
    ];
    let from = 0;
    for (const wanted of order) {
      const at = reached.findIndex((name, index) => index >= from && name.includes(wanted));
      assert.ok(
        at >= 0,
        `${wanted} is not reached after ${reached[from - 1] ?? 'the start'}: ${reached.join(' | ')}`,
      );
      from = at + 1;
    }
  }),

  defineCase('tabs by the keyboard', async (open) => {
    const panel = await openScene(open, 'failed');
    await panel.page.getByRole('tab', { name: 'Endpoints' }).focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    await panel.drawn();
    assert.equal(
      await panel.page.getByRole('tab', { name: /Failures/ }).getAttribute('aria-selected'),
      'true',
    );
    assert.ok(await panel.page.locator('.failures').isVisible());
  }),

  defineCase('roles and names as assistive technology is told them', async (open) => {
    const panel = await openScene(open, 'failed');
    const tree = await panel.page.locator('hotlap-panel').ariaSnapshot();
    for (const wanted of [
      /heading "Fraud scoring" \[level=1\]/,
      /progressbar/,
      /group "Verdict"/,
      /heading "Hotspots/,
      /table "Endpoints"/,
      /columnheader "p95"/,
      /tab "Endpoints" \[selected\]/,
    ])
      assert.match(tree, wanted);
  }),
];
