import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { extensions, workspace } from 'vscode';

describe('the editor under test', () => {
  it('has the extension, loaded from this checkout', () => {
    assert.ok(extensions.getExtension('hotlap.hotlap'));
  });

  it('has the copy of the workspace open', async () => {
    const files = await workspace.findFiles('hello.md');
    assert.equal(files.length, 1);
  });
});
