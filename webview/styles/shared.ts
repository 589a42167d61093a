import { css } from 'lit';

/** For words that are heard but not seen. */
const hiddenStyles = css`
  .hidden {
    block-size: 1px;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }
`;

/** VS Code gives a webview's page a padding; the panel brings its own. */
export function pageStyles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('body { margin: 0; padding: 0; }');
  return sheet;
}

/** Colours (of the theme alone) and the small parts that all views share. */
export const sharedStyles = [
  hiddenStyles,
  css`
    :host {
      --bg: var(--vscode-editor-background);
      --fg: var(--vscode-foreground);
      --dim: color-mix(in srgb, var(--vscode-foreground) 74%, var(--vscode-editor-background));
      --line: color-mix(in srgb, var(--vscode-foreground) 13%, var(--vscode-editor-background));
      --grid: color-mix(in srgb, var(--vscode-foreground) 10%, var(--vscode-editor-background));
      --raise: color-mix(in srgb, var(--vscode-foreground) 5%, var(--vscode-editor-background));
      --edge: var(--vscode-contrastBorder, transparent);
      --link: var(--vscode-textLink-foreground);
      /* As text they must be legible on every ground. */
      --bad: color-mix(in srgb, var(--vscode-editorError-foreground) 84%, var(--vscode-foreground));
      --warn: color-mix(in srgb, var(--vscode-editorWarning-foreground) 62%, var(--vscode-foreground));
      --good: color-mix(in srgb, var(--vscode-charts-green) 78%, var(--vscode-foreground));
      --p50: var(--vscode-charts-blue);
      --p95: var(--vscode-charts-yellow);
      --p99: var(--vscode-charts-purple);
      --band: color-mix(in srgb, var(--vscode-charts-yellow) 8%, transparent);
      --requests: var(--vscode-charts-green);
      --requests-fill: color-mix(in srgb, var(--vscode-charts-green) 10%, transparent);
      --failed: var(--vscode-charts-red);
      --failed-fill: color-mix(in srgb, var(--vscode-charts-red) 24%, transparent);
      --vus: var(--dim);
      --own: color-mix(in srgb, var(--vscode-charts-yellow) 26%, transparent);
      --foreign: color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
      background: var(--bg);
      color: var(--fg);
      container-type: inline-size;
      display: block;
      font-family: var(--vscode-font-family);
      font-size: var(--vscode-font-size, 13px);
      line-height: 1.45;
      min-height: 100vh;
    }
    :host([high-contrast]) {
      --dim: var(--vscode-foreground);
      --line: var(--vscode-contrastBorder);
      --grid: color-mix(in srgb, var(--vscode-foreground) 24%, var(--vscode-editor-background));
      --raise: transparent;
      --band: transparent;
      --requests-fill: transparent;
      --foreign: color-mix(in srgb, var(--vscode-foreground) 28%, transparent);
      --own: color-mix(in srgb, var(--vscode-charts-yellow) 45%, transparent);
    }
    * {
      box-sizing: border-box;
    }
    h1,
    h2,
    h3,
    p,
    ul,
    ol,
    dl,
    dd,
    pre {
      margin: 0;
      padding: 0;
    }
    ul,
    ol {
      list-style: none;
    }
    h2,
    h3 {
      align-items: baseline;
      display: flex;
      flex-wrap: wrap;
      font-size: 12px;
      font-weight: 600;
      gap: 2px 8px;
      line-height: 20px;
      margin-bottom: 4px;
    }
    h2 small {
      color: var(--dim);
      font-size: inherit;
      font-weight: 400;
    }
    h3 {
      margin-top: 14px;
    }
    b {
      font-weight: 600;
    }
    .dim,
    .note {
      color: var(--dim);
    }
    .good {
      color: var(--good);
    }
    .bad {
      color: var(--bad);
    }
    .warn {
      color: var(--warn);
    }
    .nowrap {
      white-space: nowrap;
    }
    .mono,
    code,
    pre {
      background: none;
      color: inherit;
      font-family: var(--vscode-editor-font-family, monospace);
      font-size: 12px;
      padding: 0;
    }
    .num {
      font-variant-numeric: tabular-nums;
      text-align: right;
      white-space: nowrap;
    }
    .note {
      font-family: var(--vscode-font-family);
      font-size: 11px;
      margin-left: 6px;
      white-space: nowrap;
    }
    .empty {
      color: var(--dim);
      font-size: 12px;
      max-width: 72ch;
      padding: 4px 0;
    }
    button {
      background: none;
      border: 0;
      color: inherit;
      cursor: pointer;
      font: inherit;
      margin: 0;
      padding: 0;
    }
    button:focus-visible,
    pre:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 1px;
    }
    button.link {
      color: var(--link);
      text-align: left;
    }
    button.link:hover {
      color: var(--vscode-textLink-activeForeground, var(--link));
      text-decoration: underline;
    }
    :host([high-contrast]) button.link {
      text-decoration: underline;
    }
    table {
      border-collapse: collapse;
      font-size: 12px;
      width: 100%;
    }
    td,
    th {
      border-bottom: 1px solid var(--line);
      font-weight: 400;
      padding: 4px 6px;
      text-align: left;
      vertical-align: baseline;
    }
    table.list td {
      padding-inline: 0 10px;
    }
    table.list td:last-child {
      padding-right: 0;
    }
    td.num {
      text-align: right;
    }
    td.mark {
      width: 1px;
    }
    @media (forced-colors: active) {
      .bar,
      .busybar {
        forced-color-adjust: none;
      }
    }
  `,
];
