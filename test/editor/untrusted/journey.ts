import assert from 'node:assert/strict';
import type { JourneyContext, JourneyOptions } from '../../support/editor/journey.ts';
import { until } from '../../support/editor/until.ts';

export const options: JourneyOptions = { trusted: false };

/** A folder never seen before, and not trusted: scenario files are read, but nothing is run. */
export async function run({ page, workbench, check, screenshot }: JourneyContext): Promise<void> {
  await check('the folder is opened in Restricted Mode', async () => {
    await until('the status bar to say so', async () =>
      (await workbench.statusBar()).some((text) => text.includes('Restricted Mode')),
    );
  });
  await workbench.open('perf/shop.perf.yaml');
  await check('scenario files have their CodeLens', async () => {
    await workbench.codeLens('▶ Run').first().waitFor({ timeout: 30_000 });
  });
  await check('a run is refused, and said why, with the way out', async () => {
    await workbench
      .codeLens(/^▶ Run$/)
      .first()
      .click();
    const said = await workbench.notification(/not trusted/);
    assert.match(said, /runs nothing/);
    const status = await workbench.statusBar();
    assert.ok(!status.some((text) => text.includes('p95') || text.includes('preparing')));
    assert.equal(await page.locator('iframe.webview').count(), 0, 'no panel was opened');
    await page.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
    await screenshot('refused');
  });
  await check('so is a suite', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    const messages = page.locator('.notification-list-item-message');
    await until('the notifications to be gone', async () => (await messages.count()) === 0);
    await workbench.codeLens('▶ Run suite').first().click();
    await workbench.notification(/not trusted/);
    assert.equal(await page.locator('iframe.webview').count(), 0, 'no panel was opened');
  });
}
