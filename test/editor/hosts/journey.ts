import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { JourneyContext } from '../../support/editor/journey.ts';
import { PanelPage } from '../../support/editor/panelPage.ts';

const scenario = (target: string) => `name: Elsewhere
target: ${target}
vus: 1
duration: 1s
flows:
  main:
    - GET: /
    - think: 100ms
`;

/** An address of this machine that is not loopback: what is sent there stays in the machine all the same. */
function outwardAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}

/** A target that is not loopback is asked for once, showing where it lies. */
export async function run(context: JourneyContext): Promise<void> {
  const address = outwardAddress();
  if (address === null) {
    console.log('     this machine has no address but loopback: nobody can be asked about one');
    return;
  }
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  const folder = join(context.workspaceDir, 'perf');
  await mkdir(folder);
  await writeFile(join(folder, 'elsewhere.perf.yaml'), scenario(`http://${address}:${port}`));
  try {
    await asked(context, address, () => requests);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function asked(context: JourneyContext, address: string, requests: () => number): Promise<void> {
  const { check, page, screenshot, workbench } = context;
  const panel = new PanelPage(workbench);
  const dialog = page.locator('.monaco-dialog-box');
  const start = async () => {
    await workbench.open('elsewhere.perf.yaml');
    await workbench.codeLens(/^▶ Run$/).click();
  };
  await check('before load goes to another host it is asked, and a no sends nothing', async () => {
    await start();
    await dialog.waitFor();
    assert.match(await dialog.innerText(), new RegExp(`Send load to ${address}\\?[\\s\\S]*not a loopback`));
    await screenshot('question');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await panel.reaches(/Error/);
    assert.match(await panel.verdict(), /you did not allow it/);
    assert.equal(requests(), 0);
    await screenshot('refused');
  });
  await check('a yes sends it, and is asked for no more', async () => {
    await start();
    await dialog.getByRole('button', { name: 'Send Load' }).click();
    await panel.reaches(/Passed/);
    const before = requests();
    assert.ok(before > 0, 'requests came');
    await (await panel.locator('vscode-button', { hasText: 'Run Again' })).click();
    await panel.reaches(/Running/);
    assert.equal(await dialog.count(), 0);
    await panel.reaches(/Passed/);
    assert.ok(requests() > before, 'more requests came');
  });
}
