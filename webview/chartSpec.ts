import type { Series } from '../src/session/state.ts';
import { count, ms, perSec } from './format.ts';
import type { PaletteColour } from './theme.ts';

/** One line of a chart. */
export interface Line {
  readonly label: string;
  readonly colour: PaletteColour;
  readonly fill?: PaletteColour;
  readonly width: number;
  readonly dash?: readonly number[];
  /** `right` has an axis of its own. */
  readonly axis: 'left' | 'right';
  readonly stepped?: boolean;
  readonly column: Exclude<keyof Series, 'elapsedMs' | 'durationMs'>;
  readonly text: (value: number | null) => string;
}

/** What a chart is of. */
export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly heightPx: number;
  readonly lines: readonly Line[];
  /** The space between these two lines (by index) is shaded. */
  readonly band?: readonly [number, number];
  readonly axisText: (value: number) => string;
  /** The least upper end of the left scale. */
  readonly least: number;
  /** Whether the thresholds are drawn as lines; all charts leave the room for their labels. */
  readonly drawsLimits: boolean;
  /** Whether the heading tells the time of the values; the uppermost does it for all. */
  readonly tellsTime: boolean;
  /** Whether times are written below; the lowest chart does it for those above. */
  readonly timeAxis: boolean;
}

const number = (text: (value: number) => string) => (value: number | null) =>
  value === null ? '–' : text(value);

/** Percentiles are in order at all times, which tells them apart without their colours; p95 is the bold one. */
export const RESPONSE_TIME: ChartSpec = {
  id: 'response-time',
  title: 'Response time',
  heightPx: 188,
  lines: [
    { label: 'p50', colour: 'p50', width: 1.25, axis: 'left', column: 'p50Ms', text: ms },
    { label: 'p95', colour: 'p95', width: 1.75, axis: 'left', column: 'p95Ms', text: ms },
    { label: 'p99', colour: 'p99', width: 1.25, axis: 'left', column: 'p99Ms', text: ms },
  ],
  axisText: ms,
  least: 1,
  drawsLimits: true,
  tellsTime: true,
  timeAxis: false,
};

export const THROUGHPUT: ChartSpec = {
  id: 'throughput',
  title: 'Throughput',
  heightPx: 104,
  lines: [
    {
      label: 'requests/s',
      colour: 'requests',
      width: 1.5,
      axis: 'left',
      column: 'requestsPerSec',
      text: number(perSec),
    },
    {
      label: 'VUs',
      colour: 'vus',
      width: 1.25,
      dash: [4, 3],
      axis: 'right',
      column: 'vus',
      text: number(count),
    },
  ],
  axisText: perSec,
  least: 1,
  drawsLimits: false,
  tellsTime: false,
  timeAxis: false,
};

export const ERRORS: ChartSpec = {
  id: 'errors',
  title: 'Errors',
  heightPx: 80,
  lines: [
    {
      label: 'failed/s',
      colour: 'failed',
      fill: 'failedFill',
      width: 1.25,
      axis: 'left',
      stepped: true,
      column: 'failedPerSec',
      text: number(perSec),
    },
  ],
  axisText: perSec,
  least: 1,
  drawsLimits: false,
  tellsTime: false,
  timeAxis: true,
};
