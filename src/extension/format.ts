const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A response time for a line of text: `0.42 ms`, `8.3 ms`, `132 ms`, `1.28 s`. */
export function latencyText(latencyMs: number): string {
  if (latencyMs >= 1000) return `${(latencyMs / 1000).toFixed(2)} s`;
  if (latencyMs >= 10) return `${Math.round(latencyMs)} ms`;
  return `${latencyMs.toFixed(latencyMs >= 1 ? 1 : 2)} ms`;
}

/** A share of 0 to 1 as a percentage: `31 %`, `4.2 %`, `0.3 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** A signed change of a figure: `−38 %`, `+5 %`, `±0 %`. */
export function changeText(change: number): string {
  const percent = Math.round(change * 100);
  if (percent === 0) return '±0 %';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}

/** How long ago, to the minute: `just now`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function ageText(ageMs: number): string {
  if (ageMs < MINUTE_MS) return 'just now';
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min ago`;
  if (ageMs < DAY_MS) return `${Math.floor(ageMs / HOUR_MS)} h ago`;
  return `${Math.floor(ageMs / DAY_MS)} d ago`;
}

/** A stretch of a run as a clock: `0:07`, `12:30`, `1:02:03`. */
export function clockText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(seconds >= 3600 ? 2 : 1, '0')}:${String(
    seconds % 60,
  ).padStart(2, '0')}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}
