import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import type { JourneyContext, JourneyOptions } from '../../support/editor/journey.ts';
import { until } from '../../support/editor/until.ts';
import { startSampleApi } from '../../support/sampleApi.ts';

export const options: JourneyOptions = {
  workspace: 'sample',
  viewport: { width: 1400, height: 900 },
  timeoutMs: 240_000,
};

/** Passes its thresholds, and goes on until it is stopped. */
const LONG = `name: Orders
target: \${API_URL}
scenarios:
  orders:
    executor: constant-vus
    vus: 2
    duration: 10m
    gracefulStop: 1s
    flow: orders
flows:
  orders:
    - GET: /orders
    - think: 50ms
thresholds:
  http_req_duration: [p(95) < 2000]
  http_req_failed: [rate < 0.5]
`;

const panelOf = ({ workbench }: JourneyContext) => workbench.webview('hotlap-panel');

/** What an element says, or that it is not there soon. */
async function textOf(element: Locator): Promise<string> {
  return (await element.textContent({ timeout: 2000 }))?.trim() ?? '';
}

/** What a tile of the panel shows; null where it shows no figure. */
async function tile(frame: Frame, label: string): Promise<number | null> {
  const text = await textOf(frame.locator('.tile', { hasText: label }).first().locator('strong'));
  const figure = Number(text.replaceAll(',', ''));
  return Number.isFinite(figure) && text !== '' ? figure : null;
}

const stateWord = (frame: Frame) => textOf(frame.locator('header .state'));

const verdict = (frame: Frame) => textOf(frame.locator('hotlap-panel .verdict').first());

/** Journeys 1 and 2 as a user walks them, by clicks alone. */
export async function run(context: JourneyContext): Promise<void> {
  const { workspaceDir } = context;
  await writeFile(join(workspaceDir, 'perf/long.perf.yaml'), LONG);
  const api = await startSampleApi(workspaceDir);
  try {
    await profileTheSample(context);
    await hideAndShow(context);
    await themesAndWidths(context);
    await stopALongRun(context);
  } finally {
    await api.stop();
  }
  await targetDown(context);
}

async function profileTheSample(context: JourneyContext): Promise<void> {
  const { workbench, page, check, screenshot, workspaceDir } = context;
  await workbench.open('sample.perf.yaml');
  await check('the scenario has its CodeLens', async () => {
    await workbench.codeLens('▶ Run with Profiler').waitFor({ timeout: 30_000 });
    await screenshot('scenario');
  });
  await check('a click shows live numbers in the panel', async () => {
    await workbench.codeLens('▶ Run with Profiler').click();
    const clicked = Date.now();
    const frame = await panelOf(context);
    await until('a live p95', async () => (await tile(frame, 'p95')) !== null, 15_000);
    console.log(`     first number ${Date.now() - clicked} ms after the click`);
  });
  await check('hotspots of the API come in while it runs', async () => {
    const frame = await panelOf(context);
    await frame.locator('.hotspots li', { hasText: 'hashPassword' }).waitFor({ timeout: 15_000 });
    assert.match(await stateWord(frame), /Running/);
    await screenshot('running');
  });
  await check('the status bar tells p95', async () => {
    await until('p95 in the status bar', async () =>
      (await workbench.statusBar()).some((text) => /p95/.test(text)),
    );
  });
  await check('a click on the hotspot opens the source at the line, beside the panel', async () => {
    const frame = await panelOf(context);
    const source = await readFile(join(workspaceDir, 'src/auth.ts'), 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes('function hashPassword(')) + 1;
    await frame.locator('.hotspots button.link', { hasText: `auth.ts:${line}` }).click();
    await until('auth.ts at the line', async () => {
      const active = await workbench.activeEditor();
      return active.name === 'auth.ts' && active.line === line;
    });
    assert.ok(await frame.locator('hotlap-panel').isVisible(), 'the panel is still seen');
  });
  await check('the verdict names the broken threshold and the function', async () => {
    const frame = await panelOf(context);
    await until('the end', async () => /Failed/.test(await stateWord(frame)), 30_000);
    await until('the verdict', async () => {
      const said = await verdict(frame);
      return /p95|p\(95\)/.test(said) && said.includes('hashPassword');
    });
  });
  await check('the hot lines are marked in the source', async () => {
    await page.locator('.view-lines').first().waitFor();
    await until(
      'a mark',
      async () => (await page.locator('.monaco-editor .view-line [class*="ced-"]').count()) > 0,
    );
    await screenshot('failed-with-marks');
  });
  await check('a hover over a hot line tells its function and its shares', async () => {
    await page.locator('.monaco-editor .view-line [class*="ced-"]').last().hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'hashPassword' });
    await hover.first().waitFor({ timeout: 10_000 });
    assert.match((await hover.first().textContent()) ?? '', /self [\d.]+ %.*total [\d.]+ %/);
    await screenshot('mark-hover');
  });
  await check('the CodeLens tells p95 and the verdict', async () => {
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/✗ p95 [\d.]+ ms failed · just now/).waitFor({ timeout: 15_000 });
  });
}

async function hideAndShow(context: JourneyContext): Promise<void> {
  const { workbench, check, page } = context;
  await check('hidden while a run goes on and shown again, the panel is up to date at once', async () => {
    await workbench.open('long.perf.yaml');
    await workbench.codeLens(/^▶ Run$/).click();
    let frame = await panelOf(context);
    await until(
      'the long run',
      async () => /Running/.test(await stateWord(frame)) && (await tile(frame, 'p95')) !== null,
    );
    const before = await elapsed(frame);
    await page.locator('.tab', { hasText: 'Hotlap' }).click();
    await workbench.open('server.ts');
    await until(
      'the panel to be hidden',
      async () => frame.isDetached() || !(await frame.locator('hotlap-panel').isVisible()),
    );
    const left = await statusLeft(context);
    await until('the run to go on meanwhile', async () => (await statusLeft(context)) <= left - 2);
    await workbench.command('Hotlap: Show Panel');
    const shown = Date.now();
    frame = await panelOf(context);
    await until('numbers', async () => (await tile(frame, 'p95')) !== null);
    console.log(`     shown again with numbers after ${Date.now() - shown} ms`);
    const after = await elapsed(frame);
    assert.ok(after >= before + 2, `${before} s when hidden, ${after} s now`);
    const points = frame.locator('hotlap-chart canvas');
    assert.ok((await points.count()) > 0, 'the charts are drawn again');
  });
}

/** From `0:12 of 10:00` in the panel's header, in seconds. */
async function elapsed(frame: Frame): Promise<number> {
  const [, minutes, seconds] = /(\d+):(\d+) of/.exec(await textOf(frame.locator('header .time'))) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Seconds left of the run, as the status bar says. */
async function statusLeft({ workbench }: JourneyContext): Promise<number> {
  const text = (await workbench.statusBar()).find((one) => /\d left/.test(one)) ?? '';
  const [, minutes, seconds] = /(\d+):(\d+) left/.exec(text) ?? [];
  if (minutes === undefined) throw new Error('the status bar tells no time left');
  return Number(minutes) * 60 + Number(seconds);
}

async function stopALongRun(context: JourneyContext): Promise<void> {
  const { check, screenshot, workbench } = context;
  await check('Stop in the panel ends the run within moments, with a verdict', async () => {
    const frame = await panelOf(context);
    const stop = frame.locator('vscode-button.stop');
    await stop.click();
    await until('the end', async () => /Interrupted/.test(await stateWord(frame)), 5000);
    assert.match(await verdict(frame), /Stopped at/);
    await screenshot('stopped');
  });
  await check('the status bar is empty again and the CodeLens tells of the stop', async () => {
    await until('no item', async () => !(await workbench.statusBar()).some((text) => / left/.test(text)));
    await workbench.open('long.perf.yaml');
    await workbench.codeLens(/◼ p95 [\d.]+ ms interrupted/).waitFor({ timeout: 15_000 });
  });
}

async function themesAndWidths(context: JourneyContext): Promise<void> {
  const { workbench, page, check, screenshot } = context;
  await check('it can be seen in every theme', async () => {
    await workbench.command('View: Focus First Editor Group');
    await workbench.open('auth.ts');
    for (const kind of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
      await workbench.theme(kind);
      const frame = await panelOf(context);
      await until('numbers', async () => (await tile(frame, 'p95')) !== null);
      await screenshot(`theme-${kind}`);
    }
  });
  await check('it fits 300 and 1200 pixels', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await page.setViewportSize({ width: 660, height: 900 });
    const width = async () => (await panelOf(context)).evaluate<number>('window.innerWidth');
    await until('a narrow panel', async () => (await width()) < 340);
    const scrolls = (await panelOf(context)).evaluate<boolean>(
      'document.documentElement.scrollWidth > window.innerWidth',
    );
    await screenshot('narrow');
    assert.equal(await scrolls, false, 'no sideways scrolling');
    await page.setViewportSize({ width: 2450, height: 1100 });
    await until('a wide panel', async () => (await width()) > 1100);
    await screenshot('wide');
    await page.setViewportSize({ width: 1400, height: 900 });
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });
}

async function targetDown(context: JourneyContext): Promise<void> {
  const { workbench, check, screenshot } = context;
  await check('a target that is down is told as such, with what to do', async () => {
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/^▶ Run$/).click();
    const frame = await panelOf(context);
    await until('the error', async () => /Error/.test(await stateWord(frame)), 15_000);
    const said = await verdict(frame);
    assert.match(said, /[Cc]onnection refused at 127\.0\.0\.1:\d+/);
    assert.match(said, /is the API running\?/i);
    await screenshot('target-down');
    const notified = await workbench.notifications();
    assert.ok(
      notified.some((text) => /refused/.test(text)),
      `notifications: ${notified.join(' | ')}`,
    );
  });
}
