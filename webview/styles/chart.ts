import { css } from 'lit';

/** A chart's heading, and the few rules that uPlot's elements need: its own style sheet has colours of no theme. */
export const chartStyles = css`
  :host {
    container-type: inline-size;
    display: block;
    min-width: 0;
  }
  figure {
    margin: 0;
  }
  figcaption {
    align-items: baseline;
    display: grid;
    font-size: 12px;
    gap: 0 14px;
    grid-template-columns: auto minmax(0, 1fr) auto;
    line-height: 18px;
  }
  figcaption > b {
    font-weight: 600;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    grid-column: 2;
    grid-row: 1;
  }
  .at {
    color: var(--dim);
    font-variant-numeric: tabular-nums;
    grid-column: 3;
    grid-row: 1;
  }
  .at b {
    color: var(--fg);
    font-weight: 400;
  }
  .key {
    color: var(--dim);
    white-space: nowrap;
  }
  .key b {
    color: var(--fg);
    display: inline-block;
    font-variant-numeric: tabular-nums;
    font-weight: 400;
    min-width: 3.4em;
  }
  .key b:empty {
    min-width: 0;
  }
  .key::before {
    border-top: 1.5px solid;
    content: '';
    display: inline-block;
    margin-right: 5px;
    vertical-align: middle;
    width: 12px;
  }
  .key.bold::before {
    border-top-width: 3px;
  }
  .key.dashed::before {
    border-top-style: dashed;
  }
  .p50::before {
    color: var(--p50);
  }
  .p95::before {
    color: var(--p95);
  }
  .p99::before {
    color: var(--p99);
  }
  .requests::before {
    color: var(--requests);
  }
  .failed::before {
    color: var(--failed);
  }
  .vus::before {
    color: var(--vus);
  }
  .plot {
    overflow: hidden;
  }
  .plot:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .uplot {
    width: min-content;
  }
  .uplot * {
    box-sizing: border-box;
  }
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-wrap canvas {
    display: block;
    height: 100%;
    position: relative;
    width: 100%;
  }
  .u-over,
  .u-under,
  .u-axis,
  .u-cursor-x,
  .u-cursor-pt {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .u-cursor-x,
  .u-cursor-pt {
    left: 0;
    pointer-events: none;
    top: 0;
  }
  .u-cursor-x {
    border-right: 1px solid var(--dim);
    height: 100%;
  }
  .u-cursor-pt {
    background-clip: padding-box !important;
    border: 0 solid;
    border-radius: 50%;
  }
  .u-select,
  .u-off {
    display: none;
  }
  @container (max-width: 460px) {
    figcaption {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .keys {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .at {
      grid-column: 2;
    }
    .key b {
      min-width: 0;
    }
  }
`;
