import { formatDurationMs } from '../base/duration.ts';
import { BUILTIN_METRICS } from '../metrics/names.ts';
import type { Snapshot } from '../metrics/snapshot.ts';

/** Figures as text for a person, the same in the verdict, the panel and the terminal. */

/** 1,204. By hand: `Intl` loads its data for 20 ms, at the start of every command. */
function whole(value: number): string {
  return value
    .toFixed(0)
    .replace(/\B(?=(?:\d{3})+$)/g, ',')
    .replace(/^-0$/, '0');
}

/** What stands where nothing was measured. */
export const NOTHING = '–';

/** 0, 0.42, 4.1, 42, 4,200. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 9.95) return whole(value);
  const text = value.toFixed(size >= 0.995 ? 1 : 2);
  return Number(text) === 0 ? '0' : text.replace(/\.?0+$/, '');
}

/** A response time: `0.42 ms`, `4.1 ms`, `132 ms`, `1.28 s`, `75 s`. */
export function msText(ms: number | null): string {
  if (ms === null) return NOTHING;
  if (Math.abs(ms) < 999.5) return `${digits(ms)} ms`;
  const seconds = ms / 1000;
  return `${Math.abs(seconds) < 9.995 ? seconds.toFixed(2) : digits(seconds)} s`;
}

/** 1,204. */
export function countText(value: number): string {
  return whole(value);
}

/** `1 request`, `2 requests`. */
export function plural(amount: number, noun: string): string {
  return `${countText(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A group's path as one reads it, with what is in it at its end: `checkout › login`. */
export function groupText(path: string, inner = ''): string {
  const names = path.split('::').slice(1);
  return [...names, ...(inner === '' ? [] : [inner])].join(' › ');
}

/** The names of scenarios; '' for the one that a file's short form stands for, which nobody has named. */
export function scenariosText(names: readonly string[]): string {
  return names.length === 1 && names[0] === 'default' ? '' : names.join(', ');
}

/** Per second, without the unit: 0.4, 8.3, 842, 12,400. */
export function perSecText(value: number): string {
  return digits(value);
}

/** A share (0 to 1) as a percentage: `0 %`, `0.04 %`, `61 %`. Never 0 where there is something, never 100 where not all. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '<0.01 %';
  if (percent > 99 && percent < 100) return `${Math.min(99.99, Math.floor(percent * 100) / 100)} %`;
  return `${digits(percent)} %`;
}

/** Time on a run's clock: `0:08`, `1:48`, `1:02:03`. */
export function clockText(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000 + 1e-6));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** As a scenario file has it: `10s`, `1m30s`. */
export function durationText(durationMs: number): string {
  return formatDurationMs(durationMs);
}

/** 512 B, 85 MB, 1.2 GB. */
export function bytesText(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole(size) : digits(size)} ${units[unit]}`;
}

/**
 * A threshold's value in its metric's unit: `132 ms`, `0.04 %`, `842 /s`.
 * @param ok how it was judged: one that was and has no value had no samples
 */
export function thresholdValueText(
  metric: string,
  expression: string,
  value: number | null,
  ok: boolean | null = null,
): string {
  if (value === null) return ok === null ? NOTHING : 'no samples';
  const name = metric.replace(/\{.*$/, '');
  const builtin = Object.entries(BUILTIN_METRICS).find(([one]) => one === name)?.[1];
  const method = /^[a-z]+/.exec(expression.trim())?.[0];
  if (builtin?.type === 'rate') return ratioText(value);
  if (builtin?.type === 'counter' && method === 'rate') {
    return builtin.contains === 'data' ? `${bytesText(value)}/s` : `${perSecText(value)} /s`;
  }
  if (builtin === undefined) return String(Number(value.toPrecision(6)));
  if (builtin.contains === 'time') return msText(value);
  return builtin.contains === 'data' ? bytesText(value) : countText(value);
}

/** A ratio as a percentage with three digits, so that 1.03 % is not told as its limit, nor 99.99 % as all. */
function ratioText(value: number): string {
  const percent = Number((value * 100).toPrecision(3));
  return `${percent === 100 && value < 1 ? Math.floor(value * 1e6) / 1e4 : percent} %`;
}

/** From this margin on a value is told in times of its limit. */
const TIMES_MARGIN = 9;

/**
 * How far a threshold is from its limit: `32 % over`, `40 times the limit`, `5 % short`, `60 % to spare`; empty
 * where there is no margin.
 */
export function marginText(margin: number | null, expression: string): string {
  if (margin === null) return '';
  if (margin === 0) return expression.includes('==') ? '' : 'at the limit';
  // To spare is never all but where it is all, and never more exact than the rest.
  const size = Math.abs(margin);
  const share = percentText(size > 0.99 && size < 1 ? 0.99 : size);
  if (margin < 0) return `${share} to spare`;
  if (expression.includes('>')) return `${share} short`;
  return margin < TIMES_MARGIN ? `${share} over` : `${digits(1 + margin)} times the limit`;
}

/** A path relative to `root` where it lies within, with forward slashes. */
export function relativePath(file: string, root: string | null): string {
  const path = file.replaceAll('\\', '/');
  const base = root?.replaceAll('\\', '/').replace(/\/$/, '');
  return base && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
}

/** What a run's logins met: '12 tokens fetched again after a 401'. */
export function loginTexts({ refreshes, failures }: NonNullable<Snapshot['logins']>): string[] {
  return [
    ...(refreshes > 0 ? [`${plural(refreshes, 'token')} fetched again after a 401`] : []),
    ...(failures > 0 ? [`${plural(failures, 'login')} failed`] : []),
  ];
}
