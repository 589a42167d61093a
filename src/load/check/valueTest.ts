import { assertNever } from '../../base/assertNever.ts';

/** What conditions and checks compare numbers by. */
export type NumberComparison = '<' | '<=' | '>' | '>=' | '==';

/** A comparison as a function; NaN compares to false. */
export function comparer(comparison: NumberComparison): (value: number, limit: number) => boolean {
  switch (comparison) {
    case '<':
      return (value, limit) => value < limit;
    case '<=':
      return (value, limit) => value <= limit;
    case '>':
      return (value, limit) => value > limit;
    case '>=':
      return (value, limit) => value >= limit;
    case '==':
      return (value, limit) => value === limit;
    default:
      return assertNever(comparison);
  }
}

/** A number, or a text that is one; NaN for all else, so that every comparison with it is false. */
export function numberOf(got: unknown): number {
  if (typeof got === 'number') return got;
  return typeof got === 'string' && got.trim() !== '' ? Number(got) : Number.NaN;
}

/** A text as it is, all else as JSON; empty for nothing. */
export function textOf(got: unknown): string {
  return typeof got === 'string' ? got : (JSON.stringify(got) ?? '');
}

/** How many entries a list has, characters (code points) a text, keys a map; NaN for what has no length. */
export function lengthOf(got: unknown): number {
  if (Array.isArray(got)) return got.length;
  if (typeof got === 'object' && got !== null) return Object.keys(got).length;
  if (typeof got !== 'string') return Number.NaN;
  let length = 0;
  for (const _ of got) length++;
  return length;
}
