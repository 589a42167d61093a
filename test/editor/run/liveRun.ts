import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { PanelPage } from '../../support/editor/panelPage.ts';
import { until } from '../../support/editor/until.ts';

/** A run while it goes on, from the click to Stop. Each test sees to it first that such a run goes on. */
export async function liveRun(context: JourneyContext): Promise<void> {
  await started(context);
  await sourceBeside(context);
  await hideAndShow(context);
  await themes(context);
  await widths(context);
  await stopped(context);
}

/** The panel with the long run in it, started where it does not go on. */
async function running({ workbench }: JourneyContext): Promise<PanelPage> {
  const panel = new PanelPage(workbench);
  if (!(await workbench.statusBar()).some((text) => / left/.test(text))) {
    await workbench.open('long.perf.yaml');
    await workbench.codeLens('▶ Run with Profiler').click();
  } else if (!(await panel.visible())) await workbench.command('Hotlap: Show Panel');
  await panel.reaches(/Running/);
  return panel;
}

async function started(context: JourneyContext): Promise<void> {
  const { workbench, check, screenshot } = context;
  await check('the scenario has its CodeLens', async () => {
    await workbench.open('long.perf.yaml');
    await workbench.codeLens('▶ Run with Profiler').waitFor();
    await screenshot('scenario');
  });
  await check('a click shows live numbers in the panel, and the code keeps the focus', async () => {
    await workbench.open('long.perf.yaml');
    const panel = new PanelPage(workbench);
    await workbench.codeLens('▶ Run with Profiler').click();
    const clicked = Date.now();
    await panel.numbers();
    console.log(`     first number ${Date.now() - clicked} ms after the click`);
    assert.equal((await workbench.activeEditor()).name, 'long.perf.yaml');
  });
  await check('hotspots of the API come in while it runs', async () => {
    const panel = await running(context);
    await (await panel.locator('.hotspots li', { hasText: 'hashPassword' })).waitFor();
    assert.match(await panel.state(), /Running/);
    await screenshot('running');
  });
  await check('the status bar tells p95 and the time left', async () => {
    await running(context);
    await until('it in the status bar', async () =>
      (await workbench.statusBar()).some((text) => /p95 [\d.]+ ms · \d+:\d\d left/.test(text)),
    );
  });
}

async function sourceBeside(context: JourneyContext): Promise<void> {
  const { workbench, check, workspaceDir } = context;
  await check('a click on the hotspot opens the source at the line, beside the panel', async () => {
    const panel = await running(context);
    const source = await readFile(join(workspaceDir, 'src/auth.ts'), 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes('function hashPassword(')) + 1;
    await (await panel.locator('.hotspots button.link', { hasText: `auth.ts:${line}` })).click();
    await until('auth.ts at the line', async () => {
      const active = await workbench.activeEditor();
      return active.name === 'auth.ts' && active.line === line;
    });
    assert.ok(await panel.visible(), 'the panel is still seen');
  });
}

async function hideAndShow(context: JourneyContext): Promise<void> {
  const { workbench, check, page } = context;
  await check('hidden while a run goes on and shown again, the panel is up to date at once', async () => {
    const panel = await running(context);
    await panel.numbers();
    const before = await panel.elapsed();
    await until('the panel to be hidden', async () => {
      await page.locator('.tab', { hasText: 'Hotlap' }).click({ timeout: 5000 });
      await workbench.open('server.ts', undefined, 'active');
      return !(await panel.visible());
    });
    const left = await statusLeft(context);
    await until('the run to go on meanwhile', async () => (await statusLeft(context)) <= left - 2);
    await workbench.command('Hotlap: Show Panel');
    const shown = Date.now();
    await panel.numbers();
    console.log(`     shown again with numbers after ${Date.now() - shown} ms`);
    const after = await panel.elapsed();
    assert.ok(after >= before + 2, `${before} s when hidden, ${after} s now`);
    await until('the charts', async () => (await (await panel.locator('hotlap-chart canvas')).count()) > 0);
  });
}

/** Seconds left of the run, as the status bar says. */
async function statusLeft({ workbench }: JourneyContext): Promise<number> {
  const text = (await workbench.statusBar()).find((one) => /\d left/.test(one)) ?? '';
  const [, minutes, seconds] = /(\d+):(\d+) left/.exec(text) ?? [];
  if (minutes === undefined) throw new Error('the status bar tells no time left');
  return Number(minutes) * 60 + Number(seconds);
}

async function themes(context: JourneyContext): Promise<void> {
  const { workbench, check, screenshot } = context;
  for (const kind of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await check(`a run can be seen in the theme ${kind}`, async () => {
      const panel = await running(context);
      await workbench.theme(kind);
      await panel.numbers();
      await screenshot(`running-${kind}`);
    });
  }
}

async function widths(context: JourneyContext): Promise<void> {
  const { workbench, page, check, screenshot } = context;
  const sideBar = () => page.locator('.part.sidebar').isVisible();
  const toggle = () => workbench.command('View: Toggle Primary Side Bar Visibility');
  const innerWidth = async (panel: PanelPage) => (await panel.frame()).evaluate<number>('window.innerWidth');
  await check('the panel fits 300 and 1200 pixels', async () => {
    const panel = await running(context);
    if (await sideBar()) await toggle();
    await page.setViewportSize({ width: 660, height: 900 });
    await until('a narrow panel', async () => (await innerWidth(panel)) < 340);
    const scrolls = (await panel.frame()).evaluate<boolean>(
      'document.documentElement.scrollWidth > window.innerWidth',
    );
    await screenshot('narrow');
    assert.equal(await scrolls, false, 'no sideways scrolling');
    await page.setViewportSize({ width: 2450, height: 1100 });
    await until('a wide panel', async () => (await innerWidth(panel)) > 1100);
    await screenshot('wide');
  });
  await page.setViewportSize({ width: 1400, height: 900 });
  if (!(await sideBar())) await toggle();
}

async function stopped(context: JourneyContext): Promise<void> {
  const { check, screenshot, workbench } = context;
  await check('Stop in the panel ends the run within moments, with a verdict', async () => {
    const panel = await running(context);
    await panel.numbers();
    await (await panel.locator('vscode-button.stop')).click();
    await panel.reaches(/Interrupted/, 10_000);
    assert.match(await panel.verdict(), /Stopped at/);
    await screenshot('stopped');
  });
  await check('the status bar is empty again and the CodeLens tells of the stop', async () => {
    await until('no item', async () => !(await workbench.statusBar()).some((text) => / left/.test(text)));
    await workbench.open('long.perf.yaml');
    await workbench.codeLens(/◼ p95 [\d.]+ ms interrupted/).waitFor();
  });
}
