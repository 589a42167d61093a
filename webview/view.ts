import type { FromPanel } from '../src/protocol/panelMessages.ts';

export type EndpointColumn = 'name' | 'requests' | 'perSec' | 'p50' | 'p95' | 'p99' | 'service' | 'failed';
export type HotspotWindow = 'latest' | 'total';

/** The endpoints' order as the user chose it; null leaves the plan's order. */
export interface Sort {
  readonly column: EndpointColumn;
  readonly descending: boolean;
}

/** What the user set in the panel: remembered over hiding and reloading. Plain data. */
export interface PanelView {
  /** Index of the open tab. */
  readonly tab: number;
  readonly hotspots: HotspotWindow;
  /** All hotspots instead of the first ones. */
  readonly allHotspots: boolean;
  readonly sort: Sort | null;
}

/** What a view may cause. */
export interface Actions {
  post(message: FromPanel): void;
  set(change: Partial<PanelView>): void;
}

const INITIAL_VIEW: PanelView = { tab: 0, hotspots: 'total', allHotspots: false, sort: null };

const COLUMNS: readonly EndpointColumn[] = [
  'name',
  'requests',
  'perSec',
  'p50',
  'p95',
  'p99',
  'service',
  'failed',
];

/** Reads what was remembered, perhaps by an older version: whatever does not fit falls back. */
export function readView(remembered: unknown): PanelView {
  if (typeof remembered !== 'object' || remembered === null) return INITIAL_VIEW;
  const { tab, hotspots, allHotspots, sort } = remembered as Record<string, unknown>;
  return {
    tab: typeof tab === 'number' && tab >= 0 && tab <= 3 ? Math.floor(tab) : 0,
    hotspots: hotspots === 'latest' ? 'latest' : 'total',
    allHotspots: allHotspots === true,
    sort: readSort(sort),
  };
}

function readSort(remembered: unknown): Sort | null {
  if (typeof remembered !== 'object' || remembered === null) return null;
  const { column, descending } = remembered as Record<string, unknown>;
  const known = COLUMNS.find((one) => one === column);
  return known ? { column: known, descending: descending === true } : null;
}
