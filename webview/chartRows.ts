import type { Series } from '../src/session/state.ts';
import type { Line } from './chartSpec.ts';

type Column = Line['column'];

/** Lines with a point at every pixel are a blur, and cost accordingly. */
const LEAST_PX_PER_POINT = 2.5;

/** How many rows become one point: a power of two, so that points stay where they are while rows are added. */
export function rowsPerPoint(rows: number, plotPx: number): number {
  let size = 1;
  while (rows / size > plotPx / LEAST_PX_PER_POINT) size *= 2;
  return size;
}

/** What a chart draws: the end of each point's stretch, and by line its values. */
export interface ChartRows {
  readonly elapsedMs: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** As the series itself joins neighbours: times and VUs by the highest, which hides no spike; rates by the mean over time. */
export function joinRows(series: Series, columns: readonly Column[], size: number): ChartRows {
  if (size <= 1) return { elapsedMs: series.elapsedMs, values: columns.map((name) => series[name]) };
  return {
    elapsedMs: groups(series.elapsedMs, size).map((group) => group.at(-1) ?? 0),
    values: columns.map((name) => {
      const isRate = name === 'requestsPerSec' || name === 'failedPerSec';
      return groups<number | null>(series[name], size).map((group, index) =>
        isRate ? meanOver(group, series.durationMs, index * size) : highest(group),
      );
    }),
  };
}

function groups<T>(values: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let from = 0; from < values.length; from += size) all.push(values.slice(from, from + size));
  return all;
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function meanOver(values: readonly (number | null)[], durationMs: readonly number[], from: number): number {
  let sum = 0;
  let weight = 0;
  values.forEach((value, index) => {
    const lasted = durationMs[from + index] ?? 0;
    sum += (value ?? 0) * lasted;
    weight += lasted;
  });
  return weight > 0 ? sum / weight : 0;
}
