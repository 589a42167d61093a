import assert from 'node:assert/strict';
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../../src/results/record.ts';
import type { JourneyContext, JourneyOptions } from '../../support/editor/journey.ts';
import { alive } from '../../support/editor/lock.ts';
import { PanelPage } from '../../support/editor/panelPage.ts';
import { descendants } from '../../support/editor/processTree.ts';
import { until } from '../../support/editor/until.ts';
import { type SampleApi, startSampleApi } from '../../support/sampleApi.ts';
import { LONG } from '../run/scenario.ts';

export const options: JourneyOptions = { workspace: 'sample' };

/** The editor goes while a run goes on: killed at once, then closed as one closes a window. */
export async function run(context: JourneyContext): Promise<void> {
  const { workspaceDir, check, page, workbench } = context;
  await writeFile(join(workspaceDir, 'perf/long.perf.yaml'), LONG);
  const api = await startSampleApi(workspaceDir);
  try {
    await check('killed mid-run, it leaves an interrupted record and no process', async () => {
      const { engine, host } = await running(context);
      process.kill(host, 'SIGKILL');
      await until('the end of the engine', () => !alive(engine), 10_000);
      await leftBehind(context, api, 1);
    });
    await check('opened again, the CodeLens tells of the interrupted run', async () => {
      await page.reload();
      await workbench.ready();
      await workbench.open('long.perf.yaml');
      const last = workbench.codeLens(/◼ p95 [\d.]+ ms interrupted/);
      await last.waitFor();
      await last.click();
      await until('its record', async () => (await workbench.activeEditor()).name.endsWith('.json'));
    });
    await check('closed mid-run, it leaves an interrupted record and no process', async () => {
      const before = (await records(context)).length;
      const { engine } = await running(context);
      await page.goto('about:blank');
      await until('the end of the engine', () => !alive(engine), 20_000);
      await leftBehind(context, api, before + 1);
    });
  } finally {
    await api.stop();
  }
}

/** Starts the long run with the profiler and waits for hotspots. @returns the processes behind it */
async function running({ workbench, dataDir }: JourneyContext): Promise<{ engine: number; host: number }> {
  await workbench.open('long.perf.yaml');
  await workbench.codeLens('▶ Run with Profiler').click();
  const panel = new PanelPage(workbench);
  await panel.reaches(/Running/);
  await (await panel.locator('.hotspots li', { hasText: 'hashPassword' })).waitFor();
  return until('the engine among the processes of this editor', () => enginesOf(dataDir));
}

/** The engine and the extension host that it is a child of, found by the editor's data folder. */
async function enginesOf(dataDir: string): Promise<{ engine: number; host: number } | null> {
  const commands = await commandLines();
  const server = commands.find(({ command }) => command.includes(dataDir) && command.includes('server-main'));
  if (!server) return null;
  const own = new Set(await descendants(server.pid));
  const engine = commands.find(({ pid, command }) => own.has(pid) && command.includes('engine.cjs'));
  if (!engine) return null;
  const stat = await readFile(`/proc/${engine.pid}/stat`, 'utf8');
  return { engine: engine.pid, host: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
}

async function commandLines(): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  );
}

/** All records under the storage of the workspace. */
async function records({ dataDir }: JourneyContext): Promise<RunRecord[]> {
  const files = await readdir(dataDir, { recursive: true });
  const found = files.filter((file) => /workspaceStorage.*[\\/]runs[\\/][^\\/]+\.json$/.test(file));
  return Promise.all(
    found.map(async (file) => JSON.parse(await readFile(join(dataDir, file), 'utf8')) as RunRecord),
  );
}

/** The records are there with what was measured, and the API lives on with its inspector closed. */
async function leftBehind(context: JourneyContext, api: SampleApi, count: number): Promise<void> {
  await until(`${count} interrupted records`, async () => {
    const kept = await records(context);
    assert.equal(kept.length, count);
    for (const { status, summary, intervals } of kept) {
      assert.equal(status, 'interrupted');
      assert.ok(summary.requests > 0 && intervals.length > 0, `${summary.requests} requests`);
    }
    return true;
  });
  assert.equal((await fetch(`${api.origin}/health`)).status, 200);
  await until('the inspector of the API to close', async () => (await listeningPorts(api.pid)) === 1);
}

/** How many TCP ports a process listens on. */
async function listeningPorts(pid: number): Promise<number> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(1));
  // The fourth column is the state (0A: listening), the tenth the inode.
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => row[3] === '0A' && inodes.has(row[9] ?? '')).length;
}
