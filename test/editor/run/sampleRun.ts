import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { PanelPage } from '../../support/editor/panelPage.ts';
import { until } from '../../support/editor/until.ts';

/** A hot line of the function that the sample is slow by. */
const HOT_LINE = 'state[slot] ?? 0';

/** The sample's run at its end: verdict, marks, CodeLens, baseline. Each test sees to it first that there is one. */
export async function sampleRun(context: JourneyContext): Promise<void> {
  await verdict(context);
  await marks(context);
  await lens(context);
  await reload(context);
}

/** The panel with the sample's run at its end; whatever else goes on is stopped. */
async function finished({ workbench }: JourneyContext): Promise<PanelPage> {
  const panel = new PanelPage(workbench);
  const isSample = async () => (await panel.visible()) && (await panel.title()) === 'Sample shop';
  if ((await isSample()) && /Failed/.test(await panel.state())) return panel;
  if (!(await isSample())) {
    if ((await workbench.statusBar()).some((text) => / left/.test(text))) {
      await workbench.command('Hotlap: Stop');
      await panel.reaches(/Interrupted/);
    }
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens('▶ Run with Profiler').click();
    await until('the run in the panel', isSample);
  }
  await panel.reaches(/Failed/, 60_000);
  return panel;
}

async function verdict(context: JourneyContext): Promise<void> {
  const { check, screenshot, workbench } = context;
  await check('the verdict names the broken threshold and the function', async () => {
    const panel = await finished(context);
    await until('the verdict', async () => {
      const said = await panel.verdict();
      return /p95|p\(95\)/.test(said) && said.includes('hashPassword');
    });
  });
  await check('the hot lines are marked in the source, in every theme', async () => {
    await finished(context);
    await workbench.open('src/auth.ts', 21);
    await hotLine(context);
    await screenshot('marks');
    for (const kind of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
      await workbench.theme(kind);
      await hotLine(context);
      await screenshot(`marks-${kind}`);
    }
  });
}

/** Waits for the text of a marked line. */
async function hotLine({ page }: JourneyContext): Promise<Locator> {
  const line = page.locator('.view-lines .view-line', { hasText: HOT_LINE }).first();
  await line.locator('[class*="ced-"]').first().waitFor({ state: 'attached' });
  return line;
}

async function marks(context: JourneyContext): Promise<void> {
  const { workbench, page, check, screenshot } = context;
  await check('a hover over a hot line tells its function and its shares', async () => {
    await finished(context);
    await workbench.open('src/auth.ts', 21);
    const token = (await hotLine(context)).getByText('slot', { exact: false }).first();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'hashPassword' }).first();
    await until('the hover', async () => {
      await page.mouse.move(5, 5);
      await token.hover({ timeout: 3000, position: { x: 4, y: 6 } });
      await hover.waitFor({ timeout: 3000 });
      return true;
    });
    assert.match((await hover.textContent()) ?? '', /self [\d.]+ %.*total [\d.]+ %/);
    await screenshot('mark-hover');
    await page.mouse.move(5, 5);
  });
  await check('the marks are cleared by the command', async () => {
    await finished(context);
    await workbench.open('src/auth.ts', 21);
    await hotLine(context);
    await workbench.command('Hotlap: Clear Hot Line Marks');
    await until(
      'no mark',
      async () =>
        (await page.locator('.view-lines [class*="ced-"][class*="TextEditorDecorationType"]').count()) === 0,
    );
  });
}

async function lens(context: JourneyContext): Promise<void> {
  const { workbench, check, screenshot } = context;
  await check('the CodeLens tells p95, verdict and age', async () => {
    await finished(context);
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/✗ p95 [\d.]+ ms failed · (just now|\d+ min ago)/).waitFor();
  });
  await check('made the baseline, it is what the CodeLens compares with', async () => {
    const panel = await finished(context);
    await (await panel.locator('vscode-button', { hasText: 'Set as Baseline' })).click();
    await workbench.notification(/the baseline now/);
    await workbench.page.keyboard.press('Escape');
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/✗ p95 [\d.]+ ms failed · .* · ±0 % same as baseline/).waitFor();
    await screenshot('baseline');
  });
}

async function reload(context: JourneyContext): Promise<void> {
  const { workbench, check, page } = context;
  await check('a reloaded window shows the run and its CodeLens again', async () => {
    await finished(context);
    await page.reload();
    await workbench.ready();
    const panel = new PanelPage(workbench);
    await panel.reaches(/Failed/);
    await panel.numbers();
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/✗ p95 [\d.]+ ms failed/).waitFor();
  });
}
