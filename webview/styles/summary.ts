import { css } from 'lit';

/** Verdict, warnings and tiles. */
export const summaryStyles = css`
  main {
    padding: 10px 16px 12px;
  }
  .verdict {
    background: var(--raise);
    border: 1px solid var(--edge);
    border-left: 3px solid var(--dim);
    border-radius: 2px;
    display: flex;
    gap: 8px;
    margin-bottom: 10px;
    padding: 6px 10px;
  }
  .verdict p {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .verdict.pass {
    border-left-color: var(--good);
  }
  .verdict.pass .mark {
    color: var(--good);
  }
  .verdict.fail,
  .verdict.error {
    border-left-color: var(--bad);
  }
  .verdict.fail .mark,
  .verdict.error .mark,
  .verdict.fail p > b,
  .verdict.error p > b {
    color: var(--bad);
  }
  .verdict.limited,
  .verdict.interrupted {
    border-left-color: var(--warn);
  }
  .verdict.limited .mark,
  .verdict.interrupted .mark {
    color: var(--warn);
  }
  .warnings {
    font-size: 12px;
    margin: -2px 0 10px;
  }
  .warnings li {
    display: flex;
    gap: 8px;
    overflow-wrap: anywhere;
    padding: 1px 10px;
  }
  .warnings .mark,
  .caveat .mark,
  .unavailable .mark {
    color: var(--warn);
  }
  .tiles {
    display: grid;
    gap: 6px;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    margin-bottom: 14px;
  }
  .tile {
    background: var(--raise);
    border: 1px solid var(--edge);
    border-radius: 3px;
    column-gap: 8px;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    min-width: 0;
    padding: 5px 9px 6px;
  }
  .tile dt {
    color: var(--dim);
    font-size: 11px;
    line-height: 16px;
    white-space: nowrap;
  }
  .tile strong {
    font-size: 20px;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    line-height: 26px;
  }
  .tile dd {
    grid-column: 1 / -1;
    white-space: nowrap;
  }
  .tile dd small {
    color: var(--dim);
    font-size: 12px;
  }
  .tile.bad strong,
  .tile.bad dd small,
  .tile.bad .mark {
    color: var(--bad);
  }
  .below {
    color: var(--dim);
    display: block;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .delta.good {
    color: var(--good);
  }
  .delta.bad {
    color: var(--bad);
  }
  .spark {
    height: 16px;
    justify-self: end;
    max-width: 76px;
    width: 100%;
  }
  .spark path {
    fill: none;
    stroke-width: 1.25px;
    vector-effect: non-scaling-stroke;
  }
  .spark.p50 {
    stroke: var(--p50);
  }
  .spark.p95 {
    stroke: var(--p95);
  }
  .spark.p99 {
    stroke: var(--p99);
  }
  .spark.requests {
    stroke: var(--requests);
  }
  .spark.failed {
    stroke: var(--failed);
  }
  .spark.vus {
    stroke: var(--vus);
  }
  @container (max-width: 420px) or ((min-width: 641px) and (max-width: 880px)) {
    .delta .word {
      display: none;
    }
  }
  .times {
    margin: -6px 0 12px;
    max-width: 760px;
  }
  .times th,
  .times td {
    font-weight: 400;
    padding-block: 1px;
  }
  .times tr:last-child > * {
    border-bottom: 0;
  }
  .times thead th,
  .times thead td {
    color: var(--dim);
    text-align: right;
  }
  .times tbody th {
    white-space: nowrap;
  }
  @container (max-width: 640px) {
    .times .note,
    .times .t-max {
      display: none;
    }
  }
  @container (max-width: 420px) {
    .times .t-p90 {
      display: none;
    }
    .times th,
    .times td {
      padding-inline: 0 4px;
    }
  }
  @container (max-width: 640px) {
    .tiles {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }
  @container (max-width: 420px) {
    main {
      padding-inline: 12px;
    }
    .tile {
      padding-inline: 7px;
    }
    .tile strong {
      font-size: 17px;
      line-height: 22px;
    }
    .spark {
      display: none;
    }
  }
`;
