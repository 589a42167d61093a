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
    grid-template-columns: minmax(0, 1fr) 50px 50px 72px;
    padding: 2px 8px;
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
  .function {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .place > .link,
  .place > .dim {
    flex: none;
    max-width: 55%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .hottest {
    margin-left: -4px;
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
  @container (max-width: 420px) {
    .columns,
    .hotspots li {
      grid-template-columns: minmax(0, 1fr) 48px 68px;
    }
    .columns .total,
    .hotspots .total {
      display: none;
    }
    .place {
      flex-wrap: wrap;
      gap: 0 8px;
      line-height: 17px;
      padding: 1px 0;
    }
    .function {
      flex: 0 0 100%;
    }
    .place > .link,
    .place > .dim {
      max-width: calc(100% - 48px);
    }
    .who {
      margin-left: 0;
    }
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
