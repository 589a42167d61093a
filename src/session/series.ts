import type { Snapshot } from '../metrics/snapshot.ts';
import type { Series } from './state.ts';

/** Rows that the charts' data may have; then neighbours are joined. */
export const SERIES_LIMIT = 1200;

interface Row {
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly requestsPerSec: number;
  readonly failedPerSec: number;
  readonly vus: number;
}

/** The series with one more snapshot in it, in a row of its own or joined to the last one. */
export function appendSnapshot(series: Series, snapshot: Snapshot, limit: number = SERIES_LIMIT): Series {
  const row = rowOf(snapshot);
  const last = rowAt(series, series.elapsedMs.length - 1);
  const joins = last !== null && last.durationMs + row.durationMs <= 1.1 * grainMs(series);
  const grown = joins ? withRow(series, -1, join(last, row)) : withRow(series, undefined, row);
  return grown.elapsedMs.length > limit ? halve(grown) : grown;
}

function rowOf({ elapsedMs, interval, vus }: Snapshot): Row {
  const { latencyMs, durationMs } = interval;
  const measured = latencyMs.count > 0;
  const seconds = durationMs / 1000;
  return {
    elapsedMs,
    durationMs,
    p50Ms: measured ? latencyMs.med : null,
    p95Ms: measured ? latencyMs.p95 : null,
    p99Ms: measured ? latencyMs.p99 : null,
    requestsPerSec: seconds > 0 ? interval.requests / seconds : 0,
    failedPerSec: seconds > 0 ? interval.failed / seconds : 0,
    vus,
  };
}

/** What a row of the older part lasts: the median of the first five, since the very first may be short. */
function grainMs(series: Series): number {
  const first = series.durationMs.slice(0, 5).sort((a, b) => a - b);
  return first[Math.floor(first.length / 2)] ?? 0;
}

function join(a: Row, b: Row): Row {
  const durationMs = a.durationMs + b.durationMs;
  const weighted = (x: number, y: number) =>
    durationMs > 0 ? (x * a.durationMs + y * b.durationMs) / durationMs : 0;
  return {
    elapsedMs: b.elapsedMs,
    durationMs,
    p50Ms: highest(a.p50Ms, b.p50Ms),
    p95Ms: highest(a.p95Ms, b.p95Ms),
    p99Ms: highest(a.p99Ms, b.p99Ms),
    requestsPerSec: weighted(a.requestsPerSec, b.requestsPerSec),
    failedPerSec: weighted(a.failedPerSec, b.failedPerSec),
    vus: Math.max(a.vus, b.vus),
  };
}

function highest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}

function rowAt(series: Series, index: number): Row | null {
  const elapsedMs = series.elapsedMs[index];
  if (elapsedMs === undefined) return null;
  return {
    elapsedMs,
    durationMs: series.durationMs[index] ?? 0,
    p50Ms: series.p50Ms[index] ?? null,
    p95Ms: series.p95Ms[index] ?? null,
    p99Ms: series.p99Ms[index] ?? null,
    requestsPerSec: series.requestsPerSec[index] ?? 0,
    failedPerSec: series.failedPerSec[index] ?? 0,
    vus: series.vus[index] ?? 0,
  };
}

/** The first rows up to `end` (as `slice` counts) and one more. */
function withRow(series: Series, end: number | undefined, row: Row): Series {
  return {
    elapsedMs: [...series.elapsedMs.slice(0, end), row.elapsedMs],
    durationMs: [...series.durationMs.slice(0, end), row.durationMs],
    p50Ms: [...series.p50Ms.slice(0, end), row.p50Ms],
    p95Ms: [...series.p95Ms.slice(0, end), row.p95Ms],
    p99Ms: [...series.p99Ms.slice(0, end), row.p99Ms],
    requestsPerSec: [...series.requestsPerSec.slice(0, end), row.requestsPerSec],
    failedPerSec: [...series.failedPerSec.slice(0, end), row.failedPerSec],
    vus: [...series.vus.slice(0, end), row.vus],
  };
}

function halve(series: Series): Series {
  const rows: Row[] = [];
  for (let index = 0; index < series.elapsedMs.length; index += 2) {
    const first = rowAt(series, index);
    const second = rowAt(series, index + 1);
    if (first) rows.push(second ? join(first, second) : first);
  }
  return {
    elapsedMs: rows.map((row) => row.elapsedMs),
    durationMs: rows.map((row) => row.durationMs),
    p50Ms: rows.map((row) => row.p50Ms),
    p95Ms: rows.map((row) => row.p95Ms),
    p99Ms: rows.map((row) => row.p99Ms),
    requestsPerSec: rows.map((row) => row.requestsPerSec),
    failedPerSec: rows.map((row) => row.failedPerSec),
    vus: rows.map((row) => row.vus),
  };
}
