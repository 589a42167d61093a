/** One line of the outcome: what was measured, against what it must be where there is such a thing. */
export interface Figure {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Why there is no value, or what to know about it. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `none` where nothing is demanded or nothing could be measured. */
export function outcome({ value, atLeast, atMost }: Figure): 'pass' | 'fail' | 'none' {
  if (value === null || (atLeast === undefined && atMost === undefined)) return 'none';
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? 'pass' : 'fail';
}

/** The figures as aligned lines. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, atLeast, atMost, note } = figure;
    const must = atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : '';
    const said = value === null ? '-' : `${shown(value)}${unit === '' ? '' : ` ${unit}`}`;
    const mark = { pass: 'ok', fail: 'FAIL', none: '' }[outcome(figure)];
    return [name, said, must, mark, note ?? ''];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
