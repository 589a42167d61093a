import assert from 'node:assert/strict';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { until } from '../../support/editor/until.ts';

/** The means that the other journeys stand on. */
export async function run({ workbench, check, screenshot }: JourneyContext): Promise<void> {
  await check('a file opens by its name', async () => {
    await workbench.open('hello.md');
    assert.equal((await workbench.activeEditor()).name, 'hello.md');
  });
  await check('a command runs by its title', async () => {
    await workbench.command('Go to Line/Column...');
    await workbench.answer(':3:5');
    await until('the cursor there', async () => {
      assert.deepEqual(await workbench.activeEditor(), { name: 'hello.md', line: 3, column: 5 });
      return true;
    });
  });
  for (const kind of ['light', 'highContrast', 'dark'] as const) {
    await check(`the theme turns ${kind}`, async () => {
      await workbench.theme(kind);
      await screenshot(kind);
    });
  }
}
