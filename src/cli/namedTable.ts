import { tableLines, widthOf, wrap } from './layout.ts';

/** A row that a name begins. */
export interface NamedRow {
  /** Before the name, with its blank; may be coloured. */
  readonly mark?: string;
  readonly name: string;
  readonly paint?: (text: string) => string;
  readonly cells: readonly string[];
  /** On a line below the row. */
  readonly below?: string;
}

/** Before cells that stand below their name. */
const BELOW = '    ';

const plain = (text: string) => text;

/**
 * A table whose rows begin with names of any length, two columns in. A name is never cut, which could make two of
 * them one: of one that is too long, the other cells stand below it.
 * @param align a letter for each cell after the name: `l` or `r`
 * @param head a row of titles; null for none
 */
export function namedTable(
  rows: readonly NamedRow[],
  align: string,
  width: number,
  head: readonly string[] | null = null,
): string[] {
  const room = width - cellsWidth(rows, head);
  const isLong = ({ mark = '', name }: NamedRow) => 2 + widthOf(mark) + widthOf(name) > room;
  const firsts = rows.map((row) =>
    isLong(row) ? BELOW : `  ${row.mark ?? ''}${(row.paint ?? plain)(row.name)}`,
  );
  const cells = rows.map((row, index) => [firsts[index] ?? '', ...row.cells]);
  const lines = tableLines(head === null ? cells : [head, ...cells], `l${align}`);
  const titles = head === null ? [] : lines.splice(0, 1);
  const body = rows.flatMap((row, index) => [
    ...(isLong(row) ? nameLines(row, width) : []),
    lines[index] ?? '',
    ...(row.below === undefined ? [] : wrap(row.below, width - 4).map((line) => BELOW + line)),
  ]);
  return [...titles, ...body];
}

/** What the cells after the names take, with the gaps before them. */
function cellsWidth(rows: readonly NamedRow[], head: readonly string[] | null): number {
  const all = [...rows.map(({ cells }) => cells), ...(head === null ? [] : [head.slice(1)])];
  const columns = Math.max(0, ...all.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...all.map((cells) => widthOf(cells[column] ?? ''))),
  );
  return widths.reduce((sum, one) => sum + 2 + one, 0);
}

function nameLines({ mark = '', name, paint = plain }: NamedRow, width: number): string[] {
  const indent = ' '.repeat(2 + widthOf(mark));
  return wrap(name, width - indent.length).map(
    (line, index) => (index === 0 ? `  ${mark}` : indent) + paint(line),
  );
}
