import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, it } from 'mocha';
import { extensions, workspace } from 'vscode';
import { hotlap } from '../../support/extensionHost.ts';

describe('the editor under test', () => {
  it('has the extension, loaded from this checkout', () => {
    assert.ok(extensions.getExtension('hotlap.hotlap'));
  });

  it('has the copy of the workspace open', async () => {
    const files = await workspace.findFiles('hello.md');
    assert.equal(files.length, 1);
  });
});

describe('where there is no scenario', () => {
  it('the extension sleeps, and is awake at once when it is called', async () => {
    assert.equal(extensions.getExtension('hotlap.hotlap')?.isActive, false);
    const calledMs = performance.now();
    const { activateMs } = await hotlap();
    const wholeMs = performance.now() - calledMs;
    console.log(
      `activate() ${activateMs.toFixed(1)} ms; with the loading of its code ${wholeMs.toFixed(1)} ms`,
    );
    assert.ok(activateMs < 50, `activate() took ${activateMs} ms`);
  });
});
