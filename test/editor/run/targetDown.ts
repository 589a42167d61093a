import assert from 'node:assert/strict';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { PanelPage } from '../../support/editor/panelPage.ts';

/** The API is not running. */
export async function targetDown({ workbench, check, screenshot }: JourneyContext): Promise<void> {
  await check('a target that is down is told as such, with what to do', async () => {
    await workbench.open('sample.perf.yaml');
    await workbench.codeLens(/^▶ Run$/).click();
    const panel = new PanelPage(workbench);
    await panel.reaches(/Error/);
    const said = await panel.verdict();
    assert.match(said, /[Cc]onnection refused at 127\.0\.0\.1:\d+/);
    assert.match(said, /is the API running\?/i);
    await workbench.notification(/refused/);
    await workbench.page.getByRole('button', { name: 'Run npm start' }).first().waitFor();
    await screenshot('target-down');
  });
}
