import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { HotlapApi } from '../../../src/extension/api.ts';
import { readSuiteRecord } from '../../../src/results/suiteStore.ts';
import { until } from '../../support/editor/until.ts';
import { click, hotlap, inWorkspace, lens, lenses, open } from '../../support/extensionHost.ts';

const shop = () => inWorkspace('perf/shop.perf.yaml');

const file = (origin: string, duration: string, more = '') => `target: ${origin}
scenarios:
  look: { executor: constant-vus, vus: 1, duration: ${duration} }
flow:
  - GET: /
  - think: 50ms
thresholds: { http_req_failed: [rate < 0.5] }
${more}`;

/** Suites of two files, against a server of this process. */
describe('a suite in the editor', () => {
  let server: Server;
  let extension: HotlapApi;
  let requests = 0;

  before(async () => {
    server = createServer((_, response) => {
      requests += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await mkdir(dirname(shop().fsPath), { recursive: true });
    const suites =
      'suites:\n  quick: [look, other.perf.yaml]\n  wrong: [nothing]\n  long: [long.perf.yaml#look, look]\n';
    await writeFile(shop().fsPath, file(origin, '1s', suites));
    await writeFile(inWorkspace('perf/other.perf.yaml').fsPath, file(origin, '1s'));
    await writeFile(inWorkspace('perf/long.perf.yaml').fsPath, file(origin, '5m'));
    extension = await hotlap();
    await open('perf/shop.perf.yaml');
  });

  after(() => server.close());

  it('has a CodeLens of its own', async () => {
    const found = (await lenses(shop())).filter(({ command }) => command.title === '▶ Run suite');
    assert.deepEqual(
      found.map(({ line }) => line),
      [9, 10, 11],
    );
    assert.deepEqual(found[0]?.command.arguments, [{ file: shop().fsPath, suite: 'quick' }]);
  });

  it('runs its members in order, each with its record, and has one of its own', async () => {
    await click(await lens(shop(), /^▶ Run suite$/));
    const { suite } = extension;
    assert.equal(suite?.outcome, 'passed');
    assert.deepEqual(
      suite?.members.map(({ label, status }) => [label, status]),
      [
        ['look', 'passed'],
        ['other.perf.yaml', 'passed'],
      ],
    );
    const record = await readSuiteRecord(suite?.recordFile ?? '');
    assert.equal(record.status, 'passed');
    assert.ok(record.members.every((one) => one.requests > 0 && one.record !== null));
    assert.equal(extension.state.run?.id, record.members[1]?.runId);
    await lens(shop(), /^✓ p95 .* passed/);
  });

  it('runs nothing where something is wrong with it', async () => {
    const before = requests;
    await vscode.commands.executeCommand('hotlap.runSuite', { file: shop().fsPath, suite: 'wrong' });
    assert.equal(requests, before);
    assert.equal(extension.suite?.name, 'quick');
  });

  it('is stopped whole', async () => {
    const ended = vscode.commands.executeCommand('hotlap.runSuite', { file: shop().fsPath, suite: 'long' });
    await until(
      'the first run to be on its way',
      () => extension.state.phase === 'running' && extension.state.snapshot !== null,
    );
    await vscode.commands.executeCommand('hotlap.stop');
    await ended;
    assert.deepEqual(
      extension.suite?.members.map(({ status }) => status),
      ['interrupted', 'waiting'],
    );
    const record = await readSuiteRecord(extension.suite?.recordFile ?? '');
    assert.deepEqual(
      [record.status, ...record.members.map(({ status }) => status)],
      ['interrupted', 'interrupted', 'not-run'],
    );
  });
});
