const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d)/g;

/**
 * Reads a duration as k6 does: a number or a numeric string is milliseconds; otherwise Go's format with
 * days (`1d12h`, `1m30s`, `500ms`).
 * @returns milliseconds, or `undefined` where the text is no duration or is negative.
 */
export function parseDurationMs(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (!WHOLE.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(PART)) totalMs += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return totalMs;
}

/** A duration for a person: `850ms`, `12s`, `1m30s`, `2h`; {@link parseDurationMs} reads it back to the millisecond. */
export function formatDurationMs(durationMs: number): string {
  const whole = Math.round(durationMs);
  if (whole < 1000) return `${whole}ms`;
  const parts: string[] = [];
  let restMs = whole;
  for (const [unit, unitMs] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const) {
    const amount = Math.floor(restMs / unitMs);
    if (amount > 0) parts.push(`${amount}${unit}`);
    restMs -= amount * unitMs;
  }
  if (restMs > 0) parts.push(`${restMs / 1000}s`);
  return parts.join('');
}
