import assert from 'node:assert/strict';
import type { SuiteMemberState, SuiteState } from '../../../src/session/suiteState.ts';
import { type Case, defineCase, openScene } from '../case.ts';
import type { PanelPage } from '../panelPage.ts';
import { assertFits } from './look.ts';

const RUNS = '/home/ada/shop/.hotlap/runs';
const limit = { metric: 'http_req_duration', limit: 100, expression: 'p(95) < 100' };

function member(label: string, over: Partial<SuiteMemberState> = {}): SuiteMemberState {
  return {
    label,
    file: '/home/ada/shop/perf/shop.perf.yaml',
    scenarios: [label],
    status: 'passed',
    limited: false,
    verdict: 'p95 41 ms, all 2 thresholds hold.',
    requests: 12_034,
    failed: 0,
    requestsPerSec: 401.1,
    p95Ms: 41,
    worst: { ...limit, value: 41, ok: true, margin: -0.59 },
    runId: label,
    recordFile: `${RUNS}/${label}.json`,
    ...over,
  };
}

const none = { requests: 0, requestsPerSec: 0, p95Ms: null, worst: null, runId: null, recordFile: null };
const waiting = (label: string, status: 'waiting' | 'running' = 'waiting') =>
  member(label, { ...none, status, verdict: '' });

const running: SuiteState = {
  id: 's1',
  name: 'quick',
  description: 'What is run before every push.',
  file: '/home/ada/shop/perf/shop.perf.yaml',
  startedAtMs: 0,
  phase: 'running',
  outcome: null,
  current: 1,
  members: [member('browse'), waiting('payments.perf.yaml#card', 'running'), waiting('imports.perf.yaml')],
  recordFile: '/home/ada/shop/.hotlap/suites/s1.json',
};

const finished: SuiteState = {
  ...running,
  phase: 'finished',
  outcome: 'error',
  current: 4,
  members: [
    member('browse'),
    member('payments.perf.yaml#card', {
      status: 'failed',
      failed: 12,
      p95Ms: 512,
      worst: { ...limit, expression: 'p(95) < 300', limit: 300, value: 512, ok: false, margin: 0.7067 },
    }),
    member('imports.perf.yaml', { limited: true, worst: null }),
    member('an-unusually-long-name-of-a-scenario-that-somebody-gave-it', {
      ...none,
      status: 'error',
      verdict: 'Connection refused at 127.0.0.1:3000: is the API running?',
    }),
    waiting('last'),
  ],
};

async function tellSuite(panel: PanelPage, suite: SuiteState | null): Promise<void> {
  await panel.post({ type: 'suite', suite });
  await panel.drawn();
}

const widths = [300, 640, 1200];
const themes = ['dark', 'light', 'high-contrast'] as const;

export const suite: readonly Case[] = [
  ...themes.flatMap((theme) =>
    widths.map((width) =>
      defineCase(`a suite fits: ${theme}, ${width} px`, async (open) => {
        const panel = await openScene(open, 'running', { theme, width });
        await tellSuite(panel, running);
        await assertFits(panel);
        await panel.picture(`suite-running-${theme}-${width}`);
        await panel.tell([{ type: 'finished', outcome: 'passed', problem: null }]);
        await tellSuite(panel, finished);
        await assertFits(panel);
        await panel.picture(`suite-finished-${theme}-${width}`);
      }),
    ),
  ),

  defineCase(
    'a suite that goes on says which run of how many, and Stop stays until its end',
    async (open) => {
      const panel = await openScene(open, 'passed');
      await tellSuite(panel, running);
      assert.match(await panel.text('.suite .verdict'), /Suite quick: run 2 of 3, payments\.perf\.yaml#card/);
      assert.match(await panel.text('.suite tr.current'), /payments\.perf\.yaml#card ● running/);
      assert.equal(await panel.text('header .buttons'), '■ Stop');
      await panel.page.getByRole('button', { name: '■ Stop' }).click();
      assert.deepEqual((await panel.posted()).at(-1), { type: 'stop' });
      await tellSuite(panel, { ...running, phase: 'stopping' });
      assert.equal(await panel.text('header .buttons'), '■ Stop Now');
    },
  ),

  defineCase('a suite that has ended shows what each run came to, and opens its record', async (open) => {
    const panel = await openScene(open, 'passed');
    await tellSuite(panel, finished);
    const text = await panel.text('.suite');
    assert.match(text, /2 passed \(1 generator-limited\), 1 failed, 1 could not run to the end, 1 not run/);
    assert.match(text, /card ✗ failed 12,034 401 512 ms 0\.1 % p\(95\) < 300 71 % over/);
    assert.match(text, /is the API running/);
    assert.match(await panel.text('header .buttons'), /Run Suite Again/);
    await panel.page.getByRole('button', { name: 'Open the record of browse' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'open',
      file: `${RUNS}/browse.json`,
      line: 1,
      column: 1,
    });
    assert.match(await panel.text('[role=status]'), /^Suite quick: 2 passed/);
  }),

  defineCase(
    'a suite whose first run is not ready yet is shown alone, and goes when a run takes its place',
    async (open) => {
      const panel = await openScene(open, 'empty');
      await tellSuite(panel, running);
      assert.match(await panel.text('main'), /Suite quick: run 2 of 3/);
      await tellSuite(panel, null);
      assert.equal(await panel.text('.suite'), '');
    },
  ),
];
