import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { until } from '../../support/editor/until.ts';
import { diagnostics, hotlap, inWorkspace, lenses, open } from '../../support/extensionHost.ts';

const shop = () => inWorkspace('perf/shop.perf.yaml');
const broken = () => inWorkspace('perf/broken.perf.yaml');

describe('activation', () => {
  it('takes less than 50 ms', async () => {
    const beginMs = performance.now();
    const { activateMs } = await hotlap();
    assert.ok(activateMs < 50, `activate took ${activateMs} ms`);
    console.log(
      `activate ${activateMs.toFixed(1)} ms, asked to answered ${(performance.now() - beginMs).toFixed(1)} ms`,
    );
  });
});

describe('CodeLens', () => {
  it('stands above every scenario of a scenario file', async () => {
    await open('perf/shop.perf.yaml');
    const found = await lenses(shop());
    assert.deepEqual(
      found.map(({ line, command }) => [line, command.title]),
      [
        [4, '▶ Run'],
        [4, '▶ Run with Profiler'],
        [9, '▶ Run'],
        [9, '▶ Run with Profiler'],
      ],
    );
    assert.deepEqual(found[2]?.command.arguments, [{ file: shop().fsPath, scenario: 'buy' }]);
  });

  it('stands above a short form in JSON and above a broken file too', async () => {
    assert.equal((await lenses(inWorkspace('perf/short.perf.json'))).length, 2);
    assert.equal((await lenses(broken()))[0]?.line, 4);
  });
});

describe('diagnostics', () => {
  it('mark every mistake at its place, with what to do', async () => {
    await open('perf/broken.perf.yaml');
    const found = await diagnostics(broken(), (all) => all.length >= 3);
    const byLine = new Map(found.map((one) => [one.range.start.line + 1, one]));
    assert.match(byLine.get(6)?.message ?? '', /vuss[\s\S]*vus/);
    assert.match(byLine.get(7)?.message ?? '', /parsecs|duration/);
    assert.match(byLine.get(13)?.message ?? '', /p95/);
    assert.ok(found.every((one) => one.severity === vscode.DiagnosticSeverity.Error));
  });

  it('follow the typing', async () => {
    const editor = await open('perf/shop.perf.yaml');
    await diagnostics(shop(), (all) => all.length === 0);
    const at = editor.document.positionAt(editor.document.getText().indexOf('constant-vus'));
    await editor.edit((edit) => edit.insert(at, 'x'));
    const [found] = await diagnostics(shop(), (all) => all.length > 0);
    assert.equal(found?.range.start.line, at.line);
    await vscode.commands.executeCommand('undo');
    await diagnostics(shop(), (all) => all.length === 0);
  });

  it('warn of a variable that the environment lacks', async () => {
    await open('perf/short.perf.json');
    const [found] = await diagnostics(inWorkspace('perf/short.perf.json'), (all) => all.length > 0);
    assert.equal(found?.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(found?.message ?? '', /MISSING_HOTLAP_URL/);
    assert.equal(found?.range.start.line, 2);
  });
});

describe('assistance from the schema', () => {
  it('completes the keys of a scenario', async () => {
    const { document } = await open('perf/shop.perf.yaml');
    const line = document.positionAt(document.getText().indexOf('vus: 2')).line;
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(line, 4),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('gracefulStop'), `offered: ${labels.join(', ')}`);
    assert.ok(labels.includes('startTime'), `offered: ${labels.join(', ')}`);
  });

  it('explains a key as the mouse rests on it', async () => {
    const { document } = await open('perf/shop.perf.yaml');
    const at = document.positionAt(document.getText().indexOf('preAllocatedVUs') + 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const said = hovers.flatMap(({ contents }) =>
      contents.map((one) => (typeof one === 'string' ? one : one.value)),
    );
    assert.match(said.join('\n'), /preAllocatedVUs[\s\S]*virtual users/);
  });
});

describe('Create Scenario', () => {
  it('writes a scenario that has no mistakes, and opens it with its CodeLens', async () => {
    await vscode.commands.executeCommand('hotlap.createScenario', {
      from: 'url',
      url: 'http://localhost:3000/orders',
      name: 'orders',
    });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, inWorkspace('perf/orders.perf.yaml').fsPath);
    assert.match(document?.getText() ?? '', /GET: \/orders/);
    await until(
      'its CodeLens',
      async () => (await lenses(inWorkspace('perf/orders.perf.yaml'))).length === 2,
    );
    await diagnostics(inWorkspace('perf/orders.perf.yaml'), (all) => all.length === 0);
  });

  it('never writes over a file', async () => {
    const before = await vscode.workspace.fs.readFile(shop());
    await vscode.commands.executeCommand('hotlap.createScenario', {
      from: 'url',
      url: 'http://localhost:3000/',
      name: 'shop',
    });
    assert.deepEqual(await vscode.workspace.fs.readFile(shop()), before);
  });
});
