import { css } from 'lit';

/** The header and the progress bar. */
export const headerStyles = css`
  header {
    align-items: center;
    background: var(--bg);
    column-gap: 14px;
    display: grid;
    grid-template-areas: 'title about time buttons' 'progress progress progress progress';
    grid-template-columns: auto minmax(0, 1fr) auto auto;
    padding: 8px 16px 0;
    position: sticky;
    row-gap: 8px;
    top: 0;
    z-index: 110;
  }
  .title {
    align-items: baseline;
    display: flex;
    gap: 10px;
    grid-area: title;
    min-width: 0;
  }
  h1 {
    font-size: 14px;
    font-weight: 600;
    line-height: 26px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .state {
    white-space: nowrap;
  }
  .state.busy {
    color: var(--link);
  }
  .state.good {
    color: var(--good);
  }
  .about {
    grid-area: about;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .time {
    font-variant-numeric: tabular-nums;
    grid-area: time;
    text-align: right;
    white-space: nowrap;
  }
  .buttons {
    display: flex;
    gap: 6px;
    grid-area: buttons;
    justify-content: flex-end;
    min-height: 26px;
  }
  .progress {
    background: var(--line);
    grid-area: progress;
    height: 2px;
    margin: 0 -16px;
    position: relative;
  }
  .progress i {
    background: var(--dim);
    height: 6px;
    position: absolute;
    top: -2px;
    width: 1px;
  }
  @container (max-width: 760px) {
    header {
      column-gap: 10px;
      grid-template-areas: 'title buttons' 'about time' 'progress progress';
      grid-template-columns: minmax(0, 1fr) auto;
      row-gap: 4px;
    }
    .progress {
      margin-top: 2px;
    }
  }
  @container (max-width: 560px) {
    header.over {
      grid-template-areas: 'title title' 'about time' 'buttons buttons' 'progress progress';
    }
    header.over .buttons {
      flex-wrap: wrap;
    }
    header.over .title {
      justify-content: space-between;
    }
  }
  @container (max-width: 420px) {
    header {
      grid-template-areas: 'name buttons' 'state time' 'about about' 'progress progress';
      padding-inline: 12px;
      row-gap: 2px;
    }
    header.over {
      grid-template-areas: 'name name' 'state time' 'about about' 'buttons buttons' 'progress progress';
    }
    header.over .buttons {
      justify-content: flex-start;
      margin-top: 4px;
    }
    .title {
      display: contents;
    }
    .about:empty {
      display: none;
    }
    h1 {
      grid-area: name;
    }
    .state {
      grid-area: state;
    }
    .progress {
      margin-inline: -12px;
    }
  }
`;
