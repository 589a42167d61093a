import assert from 'node:assert/strict';
import { type Case, defineCase, openScene } from '../case.ts';
import { run, snapshots } from '../course.ts';

/** What is told in each state of a run. */
export const content: readonly Case[] = [
  defineCase('without a run it says what to do', async (open) => {
    const panel = await open();
    await panel.drawn();
    const text = await panel.text('hotlap-panel main');
    assert.match(text, /No run yet/);
    assert.match(text, /\*\.perf\.yaml/);
    assert.match(text, /Run with Profiler/);
    assert.match(text, /Hotlap: Open Sample/);
    assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
  }),

  defineCase('preparing: the plan, its thresholds not yet measured, and Stop', async (open) => {
    const panel = await openScene(open, 'preparing');
    assert.match(await panel.text('header'), /Fraud scoring.*Preparing.*normal.*2:40 planned.*Stop/);
    assert.match(await panel.text('.verdict'), /Looking at the target/);
    assert.match(await panel.text('.thresholds'), /http_req_duration p\(95\) < 100 –/);
    assert.match(
      await panel.text('.hot'),
      /Attaching to the process that listens at http:\/\/localhost:3000/,
    );
  }),

  defineCase(
    'running: state, phase, elapsed and remaining time, progress with the marks of the phases',
    async (open) => {
      const panel = await openScene(open, 'running-red');
      assert.match(
        await panel.text('header'),
        /Fraud scoring.*Running.*normal · hold 50 VUs.*1:48 of 2:40 · 0:52 left.*Stop/,
      );
      const bar = panel.page.locator('vscode-progress-bar');
      assert.equal(
        await bar.evaluate((element) => Math.round((element as unknown as { value: number }).value * 10)),
        675,
      );
      const marks = await panel.page
        .locator('.progress i')
        .evaluateAll((all) => all.map((one) => (one as HTMLElement).style.left));
      assert.deepEqual(marks, ['18.75%', '93.75%']);
    },
  ),

  defineCase('running: tiles over the whole run, with what is now', async (open) => {
    const panel = await openScene(open, 'running-red');
    const tiles = await panel.page.locator('.tile').allInnerTexts();
    const flat = tiles.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    assert.match(flat[0] ?? '', /^p50 37 ms now \d+ ms$/);
    assert.match(flat[1] ?? '', /^✗ p95 132 ms now \d+ ms$/);
    assert.match(flat[2] ?? '', /^✗ p99 214 ms now \d+ ms$/);
    assert.match(flat[3] ?? '', /^requests\/s \d+ now \d+$/);
    assert.match(flat[4] ?? '', /^errors 0\.0\d % \d+ failed$/);
    assert.equal(flat[5], 'VUs 50 of 50');
    const paths = await panel.page
      .locator('.spark path')
      .evaluateAll((all) => all.map((one) => one.getAttribute('d')));
    assert.ok(
      paths.every((path) => path?.startsWith('M')),
      'every tile has its sparkline',
    );
  }),

  defineCase('in the open model: response time and service time, each by its name', async (open) => {
    const panel = await openScene(open, 'open-model');
    const rows = await panel.page.locator('.times tr').allInnerTexts();
    const flat = rows.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    assert.deepEqual(flat, [
      'p50 p90 p95 p99 max',
      'response time from when it was due 37 ms 108 ms 132 ms 214 ms 342 ms',
      'service time from when it was sent 15 ms 30 ms 40 ms 64 ms 103 ms',
    ]);
    const table = panel.page.locator('table[aria-label="Endpoints"]');
    assert.match(await table.locator('thead').innerText(), /p99\s+service p95\s+failed/);
    const login = await table.locator('tbody tr').first().locator('.c-service').innerText();
    assert.match(login, /^\d+ ms$/);
    assert.doesNotMatch(await panel.text('footer'), /service time/);
    const closed = await openScene(open, 'running-red');
    assert.equal(await closed.page.locator('.times, .c-service').count(), 0);
  }),

  defineCase('groups: a row each, inner ones by the names of the outer, a red time marked', async (open) => {
    const panel = await openScene(open, 'open-model');
    const rows = await panel.page.locator('table[aria-label="Groups"] tr').allInnerTexts();
    const flat = rows.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    assert.deepEqual(flat, [
      'Group count p50 p95 p99 max',
      'checkout 4,120 310 ms ✗ 840 ms 1.31 s 2.20 s',
      'checkout › pay with a card 4,118 120 ms 410 ms 790 ms 1.40 s',
      'import 0 – – – –',
    ]);
    await panel.page.getByRole('tab', { name: /Failures/ }).click();
    assert.match(await panel.text('table[aria-label="Checks"]'), /checkout › status is 200/);
  }),

  defineCase(
    'a red threshold: verdict, since when, value, margin, and the endpoint that breaks its own',
    async (open) => {
      const panel = await openScene(open, 'running-red');
      assert.match(
        await panel.text('.verdict'),
        /✗ P?p?95 132 ms breaks p\(95\) < 100 since 1:18.*61 % of the busy time in hashPassword/,
      );
      const rows = await panel.page.locator('.thresholds tr').allInnerTexts();
      const flat = rows.map((text) => text.replaceAll(/\s+/g, ' ').trim());
      assert.equal(flat[0], '✗ fails http_req_duration p(95) < 100 since 1:18 132 ms 32 % over');
      assert.match(flat[2] ?? '', /stops the run/);
      assert.match(flat[3] ?? '', /^✓ passes http_req_failed rate < 0\.001 0\.0\d+ % \d+ % to spare$/);
      assert.match(
        await panel.text('table[aria-label="Endpoints"] tbody tr:nth-child(2)'),
        /high amount POST \/api\/v1\/fraud\/score.*✗ 171 ms/,
      );
    },
  ),

  defineCase('the verdict is told to screen readers, politely, and not at every figure', async (open) => {
    const panel = await openScene(open, 'running');
    const live = panel.page.locator('[aria-live="polite"]');
    const before = await live.innerText();
    assert.match(before, /thresholds hold/);
    await panel.page.evaluate(() => undefined);
    const again = await open();
    await again.tell([{ type: 'prepared', run }]);
    assert.match(await again.text('[aria-live="polite"]'), /Looking at the target/);
  }),

  defineCase(
    'hotspots: share, place and milliseconds per request; own code marked; idle told as idle',
    async (open) => {
      const panel = await openScene(open, 'running-red');
      const first = await panel.text('.hotspots li:first-child');
      assert.match(first, /your code: hashPassword auth\.ts:42 :46 61\.2 % 63\.0 % 0\.67 ms/);
      assert.match(await panel.text('.busy'), /87 % busy, 13 % idle node v24\.21\.0, pid 48213/);
      const own = await panel.page.locator('.hotspots li.own .function').allInnerTexts();
      assert.ok(own.some((text) => text.includes('parseCookies')));
      const foreign = panel.page.locator('.hotspots li.foreign');
      assert.match((await foreign.first().innerText()).replaceAll(/\s+/g, ' '), /validate zod 5\.1 %/);
      const share = await panel.page
        .locator('.hotspots .bar')
        .first()
        .evaluate((bar) => {
          const row = bar.parentElement?.getBoundingClientRect().width ?? 1;
          return bar.getBoundingClientRect().width / row;
        });
      assert.ok(Math.abs(share - 0.612) < 0.02, `the bar is proportional: ${share}`);
    },
  ),

  defineCase(
    'hotspots that cannot be had: why, and what to do; the load is shown all the same',
    async (open) => {
      const panel = await openScene(open, 'profiler-unavailable');
      assert.match(
        await panel.text('.hot'),
        /Port 3000 is served by python3 \(pid 5120\), not by Node.*Hotspots are for Node/,
      );
      assert.match(await panel.text('.tile:nth-child(2)'), /p95 70 ms/);
    },
  ),

  defineCase('passed: the verdict, and by how much each figure differs from the baseline', async (open) => {
    const panel = await openScene(open, 'passed');
    assert.match(await panel.text('header'), /✓ Passed.*took 2:40.*Set as Baseline.*Run Again/);
    assert.match(await panel.text('.verdict'), /✓.*p95 70 ms, all 4 thresholds hold/i);
    assert.match(await panel.text('.tile:nth-child(2)'), /p95 70 ms ✓ −43 ms better/);
    assert.match(await panel.text('.tile:nth-child(3)'), /≈ −2 ms same/);
    await panel.page.getByRole('tab', { name: 'Baseline' }).click();
    const text = await panel.text('table.compare');
    assert.match(text, /p95 113 ms 70 ms −38 % ± 8 ms ✓ better/);
    assert.match(
      await panel.text('vscode-tab-panel:not([hidden])'),
      /baseline set \d+ days ago, at commit 9f2c1e4/,
    );
    assert.match(
      await panel.text('vscode-tab-panel:not([hidden])'),
      /hashPassword auth\.ts 31\.0 % → 61\.2 % ▲ \+30\.2/,
    );
    await panel.picture('passed-baseline-1200-dark');
  }),

  defineCase('failed: what is worse beyond noise, what is not, what to be wary of', async (open) => {
    const panel = await openScene(open, 'failed');
    assert.match(await panel.text('header'), /✗ Failed/);
    assert.match(await panel.text('.tile:nth-child(2)'), /✗ p95 132 ms ✗ \+41 ms worse/);
    assert.match(await panel.text('.tile:nth-child(3)'), /\? \+60 ms within noise/);
    assert.match(await panel.text('.tile:nth-child(4)'), /✗ −58 worse/);
    assert.match(await panel.text('.warnings'), /▲ maxVUs is 50/);
    assert.match(await panel.text('.hotspots li:nth-child(1)'), /hashPassword auth\.ts:42.*▲ \+30\.2/);
    assert.match(await panel.text('.hotspots li:nth-child(2)'), /serializeOrder.*▼ −3\.2/);
    await panel.page.getByRole('button', { name: 'Last 2 s' }).click();
    assert.doesNotMatch(await panel.text('.hotspots'), /30\.2/);
    await panel.page.getByRole('tab', { name: 'Baseline' }).click();
    assert.match(await panel.text('vscode-tab-panel:not([hidden])'), /scenario file has changed/);
  }),

  defineCase(
    'the failing requests by kind: how often, status, what was expected, an excerpt; and the checks',
    async (open) => {
      const panel = await openScene(open, 'failed');
      await panel.page.getByRole('tab', { name: /Failures/ }).click();
      const rows = await panel.page.locator('.failures li').allInnerTexts();
      const flat = rows.map((text) => text.replaceAll(/\s+/g, ' ').trim());
      assert.equal(flat.length, 3);
      assert.match(
        flat[0] ?? '',
        /POST high amount status 503 \d+× first at 0:12 step at line 24 expected status 200, got 503 \{"error":"scoring model is not loaded".*one more of them$/,
      );
      await panel.page.getByText('one more of them').click();
      assert.match(await panel.text('.failures details'), /at 0:13.*c4d1/);
      assert.match(
        flat[2] ?? '',
        /POST low amount no response at 1:11 step at line 20 no response within 5s/,
      );
      assert.match(
        await panel.text('table[aria-label="Checks"]'),
        /✗ status is 200.*failed.*✓ \$\.status is ok 100 %/,
      );
      await panel.picture('failed-failures-1200-dark');
    },
  ),

  defineCase(
    'a target that is down: what is wrong, what to do and where, and nothing that was not measured',
    async (open) => {
      const panel = await openScene(open, 'target-down');
      assert.match(
        await panel.text('.verdict'),
        /connection refused at 127\.0\.0\.1:3000: is the API running\?.*Start it, or change target in fraud\.perf\.yaml:2/i,
      );
      assert.equal(await panel.page.locator('.tile').count(), 0);
      assert.match(await panel.text('header'), /✗ Error.*Run Again/);
    },
  ),

  defineCase('an interrupted run keeps what was measured', async (open) => {
    const panel = await openScene(open, 'interrupted');
    assert.match(await panel.text('header'), /■ Interrupted.*0:41 of 2:40.*Run Again/);
    assert.match(await panel.text('.verdict'), /Stopped at 0:41 of 2:40/);
    assert.match(await panel.text('.tile:nth-child(1)'), /p50 31 ms/);
    assert.equal(await panel.page.getByRole('button', { name: 'Set as Baseline' }).count(), 0);
  }),

  defineCase('no thresholds and no profiler: how to get them', async (open) => {
    const panel = await openScene(open, 'not-profiled');
    assert.match(await panel.text('.thresholds'), /Add thresholds:/);
    assert.match(await panel.text('.hot'), /not profiled.*Run with Profiler/);
    await panel.page.locator('.hot button.link').click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'runAgain', profiled: true });
  }),

  defineCase('a warm-up is shown as such, and the nameless scenario is not named', async (open) => {
    const panel = await openScene(open, 'warming-up');
    assert.match(await panel.text('.verdict'), /Warming up until 0:30: nothing counts yet\./);
    assert.equal(await panel.text('.about'), 'warm-up: ramp 1 → 50 VUs');
    assert.match(await panel.text('footer'), /the first 30s are warm-up, in no figure/);
    assert.match(await panel.text('.tiles'), /requests\/s –.*VUs 17 of 50/);
  }),

  defineCase(
    'a run that the generator limited is not passed, and no number is parted from its unit',
    async (open) => {
      const panel = await openScene(open, 'generator-limited');
      const verdict = await panel.text('.verdict');
      assert.match(verdict, /^▲ p95 70 ms, all 4 thresholds hold, but the run is generator-limited\./);
      assert.match(verdict, /fought for them/);
      const raw = await panel.page.locator('.verdict p').innerText();
      assert.match(raw, /\d\u00a0%/);
      assert.doesNotMatch(raw, /\d %/);
    },
  ),

  defineCase('the footer says how the generator fared, and doubts itself where it must', async (open) => {
    const panel = await openScene(open, 'running');
    const footer = await panel.text('footer');
    assert.match(
      footer,
      /generator 14 % of a core, the machine 60 % busy, 0 dropped, event loop late by 1\.3 ms, 86 MB/,
    );
    assert.match(footer, /response time p95 70 ms, service time p95 63 ms \(from sending\)/);
    const last = snapshots(64_250, { slow: false, failing: false }).at(-1);
    assert.ok(last);
    await panel.tell([
      {
        type: 'snapshot',
        snapshot: {
          ...last,
          total: { ...last.total, droppedIterations: 120 },
          generator: { ...last.generator, missedStarts: 120 },
          bound: { missing: 120, med: 32, p90: 60, p95: 71, p99: 140 },
        },
      },
      { type: 'finished', outcome: 'passed', problem: null },
    ]);
    assert.match(await panel.text('footer'), /▲ generator-limited: 14 % of a core.*120 dropped/);
    assert.match(await panel.text('header'), /▲ Generator-limited/);
    const verdict = await panel.text('.verdict');
    assert.match(verdict, /^▲ .*, but the run is generator-limited\. 120 iterations/);
    assert.match(
      verdict,
      /120 requests were never sent: were they no faster than the slowest, p95 is at least 71 ms; no upper bound is known\./,
    );
  }),

  defineCase(
    'what ended iterations early leads to its step, beside what the API spends its time in',
    async (open) => {
      const panel = await openScene(open, 'incomplete');
      const verdict = await panel.text('.verdict');
      assert.match(
        verdict,
        /57 iterations \(.*\) ended early: high amount: expected status 200, got 503, fraud\.perf\.yaml:24\. Never sent: refund\. /,
      );
      const links = panel.page.locator('.verdict button.link');
      assert.deepEqual(await links.allInnerTexts(), ['fraud.perf.yaml:24', 'hashPassword']);
      await links.first().click();
      assert.deepEqual((await panel.posted()).at(-1), { type: 'open', file: run.file, line: 24, column: 11 });
    },
  ),

  defineCase('an endpoint that was never sent is told as such, with no figures', async (open) => {
    const panel = await openScene(open, 'incomplete');
    const row = panel.page.locator('table[aria-label="Endpoints"] tbody tr').last();
    assert.equal(
      (await row.innerText()).replaceAll(/\s+/g, ' ').trim(),
      'refund POST /api/v1/refunds not sent 0 – – – – –',
    );
  }),

  defineCase(
    'with a rate to send at, as many VUs are told as there were, though none is at work in between',
    async (open) => {
      const panel = await openScene(open, 'breakpoint');
      const last = snapshots(160_000, { slow: false, failing: false }).at(-1);
      assert.ok(last);
      const idle = await open();
      const { latencyMs } = last.total;
      const endpoints = last.endpoints.map((one) => ({ ...one, serviceMs: latencyMs }));
      await idle.tell([
        { type: 'prepared', run },
        { type: 'started' },
        { type: 'snapshot', snapshot: { ...last, vus: 0, vusMax: 3, endpoints } },
        { type: 'finished', outcome: 'passed', problem: null },
      ]);
      assert.match(await idle.text('.tiles'), /VUs 3 at most/);
      assert.match(await panel.text('.tiles'), /VUs 50 at most/);
    },
  ),
];
