import { css } from 'lit';

/** Tabs, tables, failures, footer and the empty state. */
export const detailsStyles = css`
  /* Below the fold it costs nothing. */
  vscode-tabs {
    contain-intrinsic-size: auto 300px;
    content-visibility: auto;
  }
  vscode-tab-panel {
    padding-top: 2px;
  }
  table.grid th button {
    color: var(--dim);
    white-space: nowrap;
    width: 100%;
  }
  table.grid th button:hover {
    color: var(--fg);
  }
  table.grid th {
    color: var(--dim);
    white-space: nowrap;
  }
  table.grid th[aria-sort='ascending'] button,
  table.grid th[aria-sort='descending'] button {
    color: var(--fg);
    font-weight: 600;
  }
  table.grid th:not(:first-child),
  table.grid th:not(:first-child) button {
    text-align: right;
  }
  table.grid th:first-child button {
    text-align: left;
  }
  .arrow {
    font-size: 9px;
    margin-left: 3px;
  }
  table.grid tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .c-name {
    max-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    width: 60%;
  }
  .steps {
    margin: 6px 0 12px;
  }
  .steps table.grid .c-rate {
    color: var(--fg);
    font-weight: 600;
    text-align: left;
  }
  .steps table.grid .c-outcome {
    text-align: left;
    width: 45%;
  }
  .steps .warn {
    color: var(--warn);
  }
  .phases tr.now .c-name {
    font-weight: 600;
  }
  .phases .c-name {
    width: 30%;
  }
  /* As long as it is: there is nothing else that tells one phase from another. */
  @container (max-width: 560px) {
    .phases td.c-name {
      max-width: none;
      white-space: normal;
    }
  }
  @container (max-width: 900px) {
    .phases .c-iterations,
    .phases .c-p90 {
      display: none;
    }
  }
  table.short,
  table.groups {
    max-width: 760px;
  }
  table.compare th:last-child,
  table.compare th.c-judgement {
    text-align: left;
  }
  .caveat {
    font-size: 12px;
    padding-top: 6px;
  }
  .failures li {
    border-bottom: 1px solid var(--line);
    display: flex;
    font-size: 12px;
    gap: 8px;
    padding: 6px 0;
  }
  .failures li > div {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .failures summary {
    color: var(--dim);
    cursor: pointer;
    padding: 2px 0;
  }
  .what {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
  }
  pre {
    background: var(--raise);
    border: 1px solid var(--edge);
    border-radius: 2px;
    color: var(--dim);
    margin-top: 4px;
    max-height: 5.8em;
    overflow: auto;
    padding: 3px 6px;
    white-space: pre-wrap;
  }
  footer {
    color: var(--dim);
    display: flex;
    flex-wrap: wrap;
    font-size: 11px;
    gap: 2px 18px;
    margin-top: 12px;
    overflow-wrap: anywhere;
  }
  footer .warn {
    color: var(--warn);
  }
  .idle {
    margin: 0 auto;
    max-width: 560px;
    padding: 12vh 20px 20px;
  }
  .idle h1 {
    font-size: 18px;
    font-weight: 400;
    margin-bottom: 6px;
  }
  .idle ol {
    counter-reset: step;
    margin: 16px 0;
  }
  .idle li {
    counter-increment: step;
    display: flow-root;
    padding: 4px 0 4px 28px;
    position: relative;
  }
  .idle li::before {
    color: var(--dim);
    content: counter(step);
    left: 6px;
    position: absolute;
  }
  .idle code {
    background: var(--vscode-textPreformat-background);
    border-radius: 3px;
    color: var(--vscode-textPreformat-foreground);
    padding: 1px 4px;
  }
  @container (max-width: 560px) {
    .phases .c-vus,
    .phases .c-max,
    .c-requests,
    .c-p50,
    .c-service,
    .c-noise {
      display: none;
    }
    .c-name {
      width: 45%;
    }
  }
  @container (max-width: 420px) {
    .steps .c-perSec,
    .slowest .trace {
      display: none;
    }
    .groups .c-max,
    .c-p99 {
      display: none;
    }
    .c-name .route {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    vscode-tabs {
      --vscode-font-size: 12px;
    }
    /* All tabs in sight; the tile of errors has the number too. */
    vscode-tabs vscode-badge {
      display: none;
    }
    td,
    th {
      padding-inline: 4px;
    }
  }
`;
