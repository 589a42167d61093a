import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { HotlapApi } from '../../../src/extension/api.ts';
import type { Baseline } from '../../../src/results/baseline.ts';
import type { RunRecord } from '../../../src/results/record.ts';
import { until } from '../../support/editor/until.ts';
import { click, hotlap, inWorkspace, lens, lenses, open } from '../../support/extensionHost.ts';
import { type SampleApi, startSampleApi } from '../../support/sampleApi.ts';

const QUICK = `name: Quick
target: \${API_URL}
scenarios:
  login:
    executor: constant-vus
    vus: 2
    duration: 4s
    flow: login
  endless:
    executor: constant-vus
    vus: 1
    duration: 5m
    flow: orders
flows:
  login:
    - POST: /auth/login
      json: { email: ada@example.com, password: correct horse }
      expect: { status: 200 }
  orders:
    - GET: /orders
thresholds:
  http_req_failed: [rate < 0.5]
`;

/** A second's worth of one function as the sample's sources say where it is. */
async function linesOf(file: string, name: string): Promise<{ first: number; last: number }> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const first = lines.findIndex((line) => line.includes(`function ${name}(`));
  const last = lines.findIndex((line, index) => index > first && line === '}');
  return { first: first + 1, last: last + 1 };
}

const record = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as RunRecord;

describe('a run in the editor', () => {
  let api: SampleApi;
  let extension: HotlapApi;
  const quick = () => inWorkspace('perf/quick.perf.yaml');
  const auth = () => inWorkspace('src/auth.ts');

  before(async () => {
    const folder = inWorkspace('').fsPath;
    await writeFile(quick().fsPath, QUICK);
    api = await startSampleApi(folder);
    extension = await hotlap();
    await open('perf/quick.perf.yaml');
  });

  after(() => api.stop());

  it('starts from the CodeLens, and tells numbers while it goes on', async () => {
    const clicked = Date.now();
    const ended = click(await lens(quick(), /^▶ Run with Profiler$/));
    const preparedMs = await until('the plan', () => extension.state.run && Date.now() - clicked, 10_000);
    const begunMs = await until('load', () => extension.state.phase === 'running' && Date.now() - clicked);
    await until('the first snapshot', () => extension.state.snapshot !== null, 10_000);
    const snapshotMs = Date.now() - clicked;
    console.log(
      `after the click: ${preparedMs} ms plan, ${begunMs} ms load begun, ${snapshotMs} ms snapshot`,
    );
    const first = extension.state;
    assert.equal(first.run?.name, 'Quick');
    assert.deepEqual(first.run?.scenarios, ['login']);
    assert.equal(first.phase, 'running');
    const titles = (await lenses(quick())).map(({ command }) => command.title);
    assert.deepEqual(titles, ['◼ Stop', 'Show Panel', '▶ Run', '▶ Run with Profiler']);
    await ended;
    assert.equal(extension.state.outcome, 'passed', JSON.stringify(extension.state.problem));
  });

  it('tells p95, verdict and age in the CodeLens afterwards', async () => {
    const { title } = await lens(quick(), /^✓/);
    assert.match(title, /^✓ p95 [\d.]+ ms passed · just now$/);
  });

  it('has found the function that takes the time, at its line', async () => {
    const { total } = extension.state.hotspots;
    const [hottest] = total?.hotspots ?? [];
    const { first } = await linesOf(auth().fsPath, 'hashPassword');
    assert.deepEqual(
      [hottest?.function, hottest?.file, hottest?.line],
      ['hashPassword', auth().fsPath, first],
      JSON.stringify(extension.state.hotspots.problem ?? total),
    );
    assert.ok((hottest?.self ?? 0) > 0.5, `self share ${hottest?.self}`);
  });

  it('marks the hot lines, which move with an edit and are cleared by the command', async () => {
    const { first, last } = await linesOf(auth().fsPath, 'hashPassword');
    const marks = () => extension.marks.get(auth().fsPath) ?? [];
    assert.ok(marks().length > 0, 'no marks in auth.ts');
    const hottest = marks().reduce((a, b) => (a.self > b.self ? a : b));
    assert.ok(hottest.line >= first && hottest.line <= last, `line ${hottest.line} of ${first} to ${last}`);
    assert.equal(hottest.level, 4);
    const editor = await open('src/auth.ts');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    assert.ok(marks().some((mark) => mark.line === hottest.line + 2 && mark.self === hottest.self));
    await editor.edit((edit) => edit.insert(new vscode.Position(hottest.line + 1, 4), '/* changed */ '));
    assert.ok(!marks().some((mark) => mark.self === hottest.self), 'a changed line keeps no mark');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('hotlap.clearMarks');
    assert.equal(extension.marks.size, 0);
  });

  it('leaves the API running', async () => {
    assert.equal((await fetch(`${api.origin}/health`)).status, 200);
  });

  it('is kept as a record under the storage of the workspace', async () => {
    const file = extension.state.recordFile ?? '';
    const kept = await record(file);
    assert.equal(basename(dirname(file)), 'runs');
    assert.equal(kept.status, 'passed');
    assert.equal(kept.file, 'perf/quick.perf.yaml');
    assert.equal(kept.summary.requests, extension.state.snapshot?.total.requests);
    assert.equal(kept.hotspots[0]?.function, 'hashPassword');
    assert.ok(kept.intervals.length >= 8, `${kept.intervals.length} intervals`);
  });

  it('becomes the baseline, which the next run is compared with', async () => {
    const file = await vscode.commands.executeCommand<string>('hotlap.setBaseline');
    assert.equal(dirname(file), inWorkspace('.hotlap/baselines').fsPath);
    const baseline = JSON.parse(await readFile(file, 'utf8')) as Baseline;
    assert.equal(baseline.runId, extension.state.run?.id);
    assert.deepEqual(await readdir(dirname(file)), [basename(file)]);
    await click(await lens(quick(), /^▶ Run$/));
    assert.equal(extension.state.hotspots.status, 'off');
    assert.ok(extension.state.comparison, 'no comparison in the state');
    const { title } = await lens(quick(), /baseline/);
    assert.match(
      title,
      /^✓ p95 [\d.]+ ms passed · just now · .*(better than|worse than|same as|against) baseline/,
    );
  });

  it('ends within moments of Stop, with what was measured', async () => {
    const [, , endless] = (await lenses(quick())).filter(({ command }) => /^▶ Run/.test(command.title));
    assert.deepEqual(endless?.command.arguments, [{ file: quick().fsPath, scenario: 'endless' }]);
    const ended = click(endless.command);
    await until(
      'numbers',
      () => (extension.state.snapshot?.total.requests ?? 0) > 0 && extension.state.phase === 'running',
    );
    const stopped = Date.now();
    await vscode.commands.executeCommand('hotlap.stop');
    await ended;
    assert.ok(Date.now() - stopped < 5000, `${Date.now() - stopped} ms`);
    assert.equal(extension.state.outcome, 'interrupted');
    const kept = await record(extension.state.recordFile ?? '');
    assert.equal(kept.status, 'interrupted');
    assert.ok(kept.summary.requests > 0);
    await lens(quick(), /^◼ p95 [\d.]+ ms interrupted/);
  });

  it('saves the file first, and runs nothing where the file is wrong', async () => {
    const runs = await readdir(dirname(extension.state.recordFile ?? ''));
    const editor = await open('perf/quick.perf.yaml');
    const at = editor.document.positionAt(editor.document.getText().indexOf('vus: 2'));
    await editor.edit((edit) => edit.insert(at, 'no'));
    await click(await lens(quick(), /^▶ Run$/));
    assert.equal(editor.document.isDirty, false);
    assert.deepEqual(await readdir(dirname(extension.state.recordFile ?? '')), runs);
  });

  it('says that nobody listens, and leaves a record of that', async () => {
    await writeFile(
      join(inWorkspace('perf').fsPath, 'down.perf.yaml'),
      QUICK.replace(`\${API_URL}`, 'http://127.0.0.1:1'),
    );
    await open('perf/down.perf.yaml');
    await click(await lens(inWorkspace('perf/down.perf.yaml'), /^▶ Run$/));
    assert.equal(extension.state.outcome, 'error');
    assert.equal(extension.state.problem?.code, 'target-refused');
    assert.match(extension.state.problem?.message ?? '', /refused.*127\.0\.0\.1:1/);
  });
});
