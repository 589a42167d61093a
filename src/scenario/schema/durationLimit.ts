import { parseDurationMs } from '../../base/duration.ts';

/** A comparison of a time with a limit. */
export interface DurationLimit {
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly limitMs: number;
}

/** Reads `< 300ms`; a time alone is the longest. null where the text is none. */
export function parseDurationLimit(text: string): DurationLimit | null {
  const [, comparison = '<=', rest = ''] = /^\s*(<=|>=|<|>)?\s*(.*?)\s*$/s.exec(text) ?? [];
  const limitMs = parseDurationMs(rest);
  if (limitMs === undefined || limitMs <= 0) return null;
  return { comparison: comparison as DurationLimit['comparison'], limitMs };
}
