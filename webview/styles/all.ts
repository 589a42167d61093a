import { columnsStyles } from './columns.ts';
import { detailsStyles } from './details.ts';
import { headerStyles } from './header.ts';
import { sharedStyles } from './shared.ts';
import { suiteStyles } from './suite.ts';
import { summaryStyles } from './summary.ts';

/** Where things stand, from 300 px to as wide as it gets; the widths are the panel's own, by container. */
export const panelStyles = [
  sharedStyles,
  headerStyles,
  summaryStyles,
  columnsStyles,
  detailsStyles,
  suiteStyles,
];
