import { css } from 'lit';

/** The runs of a suite, above the one that is shown. */
export const suiteStyles = css`
  .suite {
    margin-bottom: 14px;
  }
  .suite .verdict {
    margin-bottom: 4px;
  }
  .suite .verdict p > * {
    margin-right: 8px;
  }
  .suite table {
    table-layout: auto;
  }
  .suite table.grid th.c-nearest,
  .suite table.grid th.c-state {
    text-align: left;
  }
  .suite .c-name {
    max-width: 0;
    width: 40%;
  }
  .suite .c-name button.link {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
    white-space: nowrap;
  }
  .suite .why {
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .suite td.state {
    white-space: nowrap;
  }
  .suite .c-nearest {
    white-space: nowrap;
  }
  .suite tr.current td:first-child {
    font-weight: 600;
  }
  @container (max-width: 760px) {
    .suite .c-nearest {
      display: none;
    }
  }
  @container (max-width: 420px) {
    .suite .c-rate {
      display: none;
    }
    .suite td.state {
      white-space: normal;
    }
  }
`;
