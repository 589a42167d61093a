import { describe, expect, it } from 'vitest';
import { editorColumn } from '../../../src/extension/editorColumn.ts';
import { panelHtml } from '../../../src/extension/panelHtml.ts';

describe('the page of the panel', () => {
  const html = panelHtml({ script: 'https://x/webview.js', cspSource: 'https://x', nonce: 'abc' });

  it('lets run only the script with the nonce, and nothing inline or from elsewhere', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)|\*/);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc" src="https://x/webview.js">');
  });
});

describe('the column for a source file', () => {
  it('is the one that shows it already, unless that is the panel’s', () => {
    expect(editorColumn({ panel: 2, editors: [1, 3], showing: 3 })).toBe(3);
    expect(editorColumn({ panel: 2, editors: [1], showing: 2 })).toBe(1);
  });

  it('is never the panel’s', () => {
    expect(editorColumn({ panel: 2, editors: [1], showing: undefined })).toBe(1);
    expect(editorColumn({ panel: 1, editors: [], showing: undefined })).toBe(2);
    expect(editorColumn({ panel: 1, editors: [1], showing: undefined })).toBe(2);
    expect(editorColumn({ panel: undefined, editors: [], showing: undefined })).toBe(1);
  });
});
