import { css } from 'lit';

/** The two columns: charts; hotspots and thresholds. */
export const columnsStyles = css`
  .columns-of-two {
    display: grid;
    gap: 16px 24px;
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    margin-bottom: 10px;
  }
  /* Painted apart, so that what does not change is not painted again. */
  .charts,
  .hot,
  .thresholds {
    contain: layout paint;
  }
  .charts,
  .side {
    align-content: start;
    display: grid;
    gap: 8px;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
  }
  .side {
    container: side / inline-size;
    gap: 16px;
  }
  @container (max-width: 760px) {
    .columns-of-two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .toggle {
    border: 1px solid var(--vscode-contrastBorder, var(--line));
    border-radius: 3px;
    display: inline-flex;
    font-size: 11px;
    font-weight: 400;
    line-height: 16px;
    margin-left: auto;
  }
  .toggle button {
    border-radius: 2px;
    color: var(--dim);
    padding: 0 7px;
  }
  .toggle button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    box-shadow: inset 0 0 0 1px var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground, var(--fg));
    font-weight: 600;
  }
  .busy {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    font-size: 12px;
    gap: 2px 8px;
    margin-bottom: 4px;
  }
  .busybar {
    background: var(--foreign);
    border: 1px solid var(--edge);
    border-radius: 2px;
    height: 6px;
    overflow: hidden;
    position: relative;
    width: 64px;
  }
  .busybar::before {
    background: var(--p50);
    content: '';
    inset: 0;
    position: absolute;
    transform: scaleX(var(--share));
    transform-origin: left;
  }
  .who {
    color: var(--dim);
    margin-left: auto;
  }
  .columns,
  .hotspots li {
    align-items: baseline;
    column-gap: 8px;
    display: grid;
    grid-template: auto / minmax(0, 1fr) 50px 50px 72px;
    padding: 2px 8px;
  }
  .compared .columns,
  .compared .hotspots li {
    grid-template: auto / minmax(0, 1fr) 50px 50px 72px 54px;
  }
  .columns {
    font-size: 11px;
  }
  .key {
    background: var(--own);
    border-left: 2px solid var(--vscode-charts-yellow);
    display: inline-block;
    height: 9px;
    margin-right: 3px;
    width: 11px;
  }
  .hotspots li {
    border-left: 2px solid transparent;
    font-size: 12px;
    line-height: 20px;
    margin-bottom: 1px;
    padding-left: 6px;
  }
  .hotspots li.own {
    border-left-color: var(--vscode-charts-yellow);
  }
  .hotspots li.foreign .function {
    color: var(--dim);
  }
  .hotspots li:hover {
    background: var(--vscode-list-hoverBackground);
  }
  /* Behind the cells of its row, by its place in the grid: a position would make each a layer to paint. */
  .bar {
    align-self: stretch;
    background: var(--foreign);
    grid-area: 1 / 1 / -1 / -1;
    margin: -2px -8px -2px -6px;
    width: calc((100% + 14px) * var(--share));
  }
  .place,
  .legend {
    grid-area: 1 / 1;
  }
  .self {
    grid-area: 1 / 2;
  }
  .total {
    grid-area: 1 / 3;
  }
  .request {
    grid-area: 1 / 4;
  }
  .change {
    grid-area: 1 / 5;
  }
  .own .bar {
    background: var(--own);
  }
  .place {
    align-items: baseline;
    display: flex;
    gap: 8px;
    min-width: 0;
    white-space: nowrap;
  }
  /* Of one's own code the function gives way, down to its beginning; of others' the file. */
  .function {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .at {
    display: flex;
    flex: none;
    gap: 4px;
    max-width: calc(100% - 7ch - 8px);
  }
  .foreign .function {
    flex: none;
    max-width: 100%;
  }
  .foreign .at {
    flex: 0 1 auto;
    max-width: none;
    min-width: 0;
  }
  .at > :first-child {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .hottest {
    flex: none;
  }
  .more {
    font-size: 12px;
    padding: 2px 8px;
  }
  .unavailable {
    display: flex;
    font-size: 12px;
    gap: 8px;
    overflow-wrap: anywhere;
    padding: 4px 0;
  }
  .expression {
    overflow-wrap: anywhere;
  }
  .expression .nowrap {
    margin-right: 6px;
  }
  .expression .note {
    margin: 0 4px 0 0;
  }
  .expression .metric {
    color: var(--dim);
  }
  tr.bad .value,
  tr.bad .margin {
    color: var(--bad);
  }
  tr:not(.bad) .margin {
    color: var(--dim);
  }
  @container side (max-width: 460px) {
    .columns {
      grid-template: auto / minmax(0, 1fr) 48px 68px;
    }
    .compared .columns {
      grid-template: auto / minmax(0, 1fr) 48px 68px 54px;
    }
    .compared .hotspots li {
      grid-template: auto auto / minmax(0, 1fr) 48px 68px 54px;
    }
    .hotspots li {
      grid-template: auto auto / minmax(0, 1fr) 48px 68px;
      line-height: 17px;
      padding-block: 3px;
    }
    .bar {
      margin-block: -3px;
    }
    .total {
      display: none;
    }
    .change {
      grid-area: 1 / 4;
    }
    .place {
      display: contents;
    }
    .request {
      grid-area: 1 / 3;
    }
    .function {
      grid-area: 1 / 1;
    }
    .at {
      grid-area: 2 / 1 / auto / -1;
      max-width: none;
    }
    .who {
      margin-left: 0;
    }
  }
  @container side (max-width: 340px) {
    .compared .columns {
      grid-template: auto / minmax(0, 1fr) 48px 68px;
    }
    .compared .hotspots li {
      grid-template: auto auto / minmax(0, 1fr) 48px 68px;
    }
    .change {
      display: none;
    }
  }
  @container side (max-width: 400px) {
    .thresholds tr {
      border-bottom: 1px solid var(--line);
      column-gap: 8px;
      display: grid;
      grid-template-columns: 12px minmax(0, 1fr) auto;
      padding: 3px 0;
    }
    .thresholds td {
      border: 0;
      padding: 0;
    }
    .thresholds .expression {
      grid-column: 2 / -1;
    }
    .thresholds .value {
      grid-column: 2;
      text-align: left;
    }
  }
`;
