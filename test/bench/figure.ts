/** One line of the outcome: what was measured, against what is asked where there is such a thing. */
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

/** `none` where nothing is asked or nothing could be measured. */
export function outcome({ value, atLeast, atMost }: Figure): 'pass' | 'fail' | 'none' {
  if (value === null || (atLeast === undefined && atMost === undefined)) return 'none';
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? 'pass' : 'fail';
}

/** The figures as a table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, atLeast, atMost, note } = figure;
    const asked =
      atLeast !== undefined ? `>= ${limit(atLeast)}` : atMost !== undefined ? `<= ${limit(atMost)}` : '';
    const measured = value === null ? '-' : `${shown(value)}${unit === '' ? '' : ` ${unit}`}`;
    return [name, asked, measured, { pass: 'ok', fail: 'MISSED', none: '' }[outcome(figure)], note ?? ''];
  });
  const head = ['', 'asked', 'measured', '', ''];
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => cellAt(row, column))));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (i < 4 ? cell.padEnd(widths[i] ?? 0) : cell))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellAt(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}

function limit(value: number): string {
  return String(Number(value.toFixed(2)));
}

function shown(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
