import { suggestion } from '../../base/nearest.ts';
import { csvText, type PlannedCsv, type PlannedRowKind } from '../expression/piece.ts';
import { toTemplate } from '../expression/resolvedText.ts';
import type { Template } from '../expression/template.ts';
import type { Path } from '../problem.ts';
import type { CsvField, RowKindField } from '../schema/csvField.ts';
import { dealRows, type RowPart } from './dealRows.ts';
import type { PlanContext } from './planContext.ts';

/** More would be told only when the disk or the patience of a server ends. */
const MOST_ROWS = 100_000_000;

/** Rows that are made while they are sent. */
export function planCsv(context: PlanContext, csv: CsvField, path: Path): PlannedCsv {
  const { rows, columns, header, kinds } = csv;
  const count = context.count(rows, [...path, 'rows'], 0);
  if (count > MOST_ROWS) {
    context.error([...path, 'rows'], `${count} rows are too many`, `Give it at most ${MOST_ROWS}.`);
  }
  const names = Object.keys(columns);
  return {
    kind: 'csv',
    rows: count,
    header: header === false ? null : names.map(csvText).join(','),
    columns: Object.entries(columns).map(([name, value]) =>
      planColumn(context, value, [...path, 'columns', name]),
    ),
    ...(kinds === undefined
      ? {}
      : { kinds: planKinds(context, kinds, [...path, 'kinds'], { count, names }) }),
  };
}

function planColumn(context: PlanContext, value: string | number | boolean, path: Path): Template {
  return toTemplate(context.rowTemplate(String(value), path), 'none');
}

interface WholeCsv {
  /** How many rows there are. */
  readonly count: number;
  /** Of the columns. */
  readonly names: readonly string[];
}

type KindEntries = readonly (readonly [string, RowKindField])[];

function planKinds(
  context: PlanContext,
  kinds: Readonly<Record<string, RowKindField>>,
  path: Path,
  csv: WholeCsv,
): PlannedRowKind[] {
  const entries = Object.entries(kinds);
  const rows = countRows(context, entries, path, csv.count);
  const rest = csv.count - rows.reduce((sum, one) => sum + one, 0);
  return entries.map(([name, kind], index) => {
    const own = rows[index] ?? 0;
    const repeat = kind.repeat ?? false;
    if (repeat && own > 0 && rest === 0) {
      const hint = 'Leave some rows that are of no kind: those are what is repeated.';
      context.error([...path, name, 'repeat'], 'there is no row to repeat: all are of a kind', hint);
    }
    const columns = planOverrides(context, kind, [...path, name, 'columns'], csv.names);
    return { rows: own, repeat, columns };
  });
}

/** By column what stands in it in rows of a kind; null where it is as in the others. */
function planOverrides(
  context: PlanContext,
  { columns = {} }: RowKindField,
  path: Path,
  names: readonly string[],
): (Template | null)[] {
  for (const name of Object.keys(columns)) {
    if (names.includes(name)) continue;
    const message = `the csv has no column "${name}"`;
    context.error([...path, name], message, suggestion(name, names), { atKey: true });
  }
  return names.map((name) => {
    const value = Object.hasOwn(columns, name) ? columns[name] : undefined;
    return value === undefined ? null : planColumn(context, value, [...path, name]);
  });
}

/** How many rows each kind has; none of any where that is wrong, which is told. */
function countRows(context: PlanContext, entries: KindEntries, path: Path, total: number): number[] {
  const parts = entries.map(([name, kind]) => readPart(context, kind, [...path, name], total));
  const known = parts.filter((part) => part !== null);
  const none = entries.map(() => 0);
  if (known.length < parts.length || isOverWhole(context, entries, parts, path)) return none;
  const rows = dealRows(total, known);
  if (rows === null) {
    const message = `the kinds come to more rows than the ${total} that there are`;
    context.error(path, message, 'Give it more rows, or smaller kinds.', { atKey: true });
    return none;
  }
  entries.forEach(([name, { share }], index) => {
    if (share === undefined || rows[index] !== 0) return;
    const message = `${asPercent(share)} of ${total} ${total === 1 ? 'row' : 'rows'} is no row`;
    context.warn([...path, name, 'share'], message, 'Give it a larger share, or more rows.');
  });
  return rows;
}

/** null where it is wrong, which is told. */
function readPart(
  context: PlanContext,
  { rows, share }: RowKindField,
  path: Path,
  total: number,
): RowPart | null {
  if (share === undefined) {
    const count = context.count(rows, [...path, 'rows'], 0);
    if (count <= total) return { kind: 'rows', rows: count };
    const message = `${count} rows of this kind, and the csv has ${total}`;
    context.error([...path, 'rows'], message, 'Give the csv more rows, or fewer of this kind.');
    return null;
  }
  const at = [...path, 'share'];
  const text = context.scalar(share, at);
  if (text === '') return null;
  const percent = /^\s*(\d+(?:\.\d+)?(?:e-\d+)?)\s*%?\s*$/.exec(text)?.[1];
  const millionths = Math.round(Number(percent ?? Number.NaN) * 1e6);
  if (millionths >= 1 && millionths <= 1e8) return { kind: 'share', millionths: BigInt(millionths) };
  const isNumber = percent !== undefined;
  const message = isNumber
    ? `a share is more than 0 and at most 100 %, and not ${asPercent(text)}`
    : `"${text}" is no share`;
  context.error(at, message, 'Write it in percent, like 2 or 2.5%.');
  return null;
}

/** Whether the shares are more than all rows; told at the one that is too much. */
function isOverWhole(
  context: PlanContext,
  entries: KindEntries,
  parts: readonly (RowPart | null)[],
  path: Path,
): boolean {
  let sum = 0n;
  const over = parts.findIndex((part) => {
    sum += part?.kind === 'share' ? part.millionths : 0n;
    return sum > 100_000_000n;
  });
  const [name] = entries[over] ?? [];
  if (name === undefined) return false;
  const whole = parts.reduce((all, part) => all + (part?.kind === 'share' ? Number(part.millionths) : 0), 0);
  const message = `the shares come to ${whole / 1e6} %, and all rows are 100 %`;
  context.error([...path, name, 'share'], message, 'Give the kinds smaller shares.');
  return true;
}

function asPercent(share: string | number): string {
  return `${String(share).replace(/\s*%\s*$/, '')} %`;
}
