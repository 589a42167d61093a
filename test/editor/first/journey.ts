import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { until } from '../../support/editor/until.ts';
import { Workbench } from '../../support/editor/workbench.ts';

/** The first minutes: from an empty folder to a scenario of one's own, and to the sample. */
export async function run(context: JourneyContext): Promise<void> {
  const { workspaceDir } = context;
  await writeFile(join(workspaceDir, 'readme.txt'), 'nothing here yet\n');
  await nothingYet(context);
  await fromUrl(context);
  await fromTemplate(context);
  await palette(context);
  await sample(context);
}

async function nothingYet({ check, workbench, screenshot }: JourneyContext): Promise<void> {
  await check('with no scenario there, Run Scenario says how to get one', async () => {
    await workbench.command('Hotlap: Run Scenario…');
    await workbench.notification(/no scenario file here.*Create Scenario/);
    await workbench.page.keyboard.press('Escape');
  });
  await check('with no run yet, a baseline is refused with what to do', async () => {
    await workbench.command('Hotlap: Set Last Run as Baseline');
    await workbench.notification(/run a scenario first/);
    await workbench.page.keyboard.press('Escape');
  });
  await check('Show Panel without a run says how to begin', async () => {
    await workbench.command('Hotlap: Show Panel');
    const frame = await workbench.webview('hotlap-panel');
    await frame.getByText('No run yet').waitFor();
    await frame.getByText('Hotlap: Open Sample').waitFor();
    await screenshot('no-run-yet');
    await workbench.command('View: Close All Editors');
  });
}

async function fromUrl({ check, workbench, workspaceDir, screenshot }: JourneyContext): Promise<void> {
  await check('Create Scenario from a URL opens a scenario that can be run', async () => {
    await workbench.command('Hotlap: Create Scenario…');
    await workbench.pick('From a URL');
    await workbench.answer('http://localhost:3000/orders', /URL to send/);
    await workbench.answer('orders', /Its name/);
    await workbench.codeLens('▶ Run with Profiler').waitFor();
    assert.equal((await workbench.activeEditor()).name, 'orders.perf.yaml');
    const text = await readFile(join(workspaceDir, 'perf/orders.perf.yaml'), 'utf8');
    assert.match(text, /GET: \/orders/);
    await screenshot('created');
  });
}

async function fromTemplate({ check, workbench, workspaceDir }: JourneyContext): Promise<void> {
  await check('Create Scenario from a template does so too', async () => {
    await workbench.command('Hotlap: Create Scenario…');
    await workbench.pick('Smoke');
    await workbench.answer('http://localhost:3000', /URL to send/);
    await workbench.answer('first-smoke', /Its name/);
    await until(
      'the new file in the editor',
      async () => (await workbench.activeEditor()).name === 'first-smoke.perf.yaml',
    );
    await workbench.codeLens('▶ Run with Profiler').first().waitFor();
    const text = await readFile(join(workspaceDir, 'perf/first-smoke.perf.yaml'), 'utf8');
    assert.match(text, /thresholds:/);
  });
}

async function palette({ check, workbench, page, screenshot }: JourneyContext): Promise<void> {
  await check('Run Scenario with Profiler asks which of them, the open file first', async () => {
    await workbench.command('Hotlap: Run Scenario with Profiler…');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await until('both files', async () => {
      const said = (await rows.allInnerTexts()).join(' ');
      return /first-smoke\.perf\.yaml[\s\S]*orders\.perf\.yaml/.test(said);
    });
    await screenshot('which-scenario');
    await page.keyboard.press('Escape');
  });
}

async function sample({ check, workbench, page, screenshot }: JourneyContext): Promise<void> {
  await check('Open Sample opens it in a window of its own, scenario first', async () => {
    const opened = page.context().waitForEvent('page', { timeout: 60_000 });
    await workbench.command('Hotlap: Open Sample');
    await workbench.pick('own storage');
    const there = new Workbench(await opened, () => Promise.reject(new Error('not here')));
    await there.ready();
    await there.codeLens('▶ Run with Profiler').waitFor({ timeout: 60_000 });
    assert.equal((await there.activeEditor()).name, 'sample.perf.yaml');
    await there.notification(/Start the API/);
    await there.page.screenshot({ path: await screenshot('sample') });
    await there.page.close();
  });
}
