import { stripVTControlCharacters } from 'node:util';

/** How many columns a text takes: colour takes none. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Text of unknown origin (a response, a name) on one line, without anything that a terminal would obey. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** Cuts the end off a text that is too wide; only for text without colour. */
export function clip(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Cuts the beginning off: of a path the end says more. */
export function clipStart(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width
    ? text
    : `…${letters.slice(letters.length - Math.max(0, width - 1)).join('')}`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/**
 * Rows as aligned lines, two spaces between columns.
 * @param align a letter a column: `l` or `r`
 */
export function tableLines(rows: readonly (readonly string[])[], align: string): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return align[column] === 'r' ? padStart(cell, width) : padEnd(cell, width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Where a line may break: not between a number and its unit. */
const BREAK = / (?!%|(?:ms|s|B|kB|MB|GB)\b)/;

/** Breaks a text of words into lines of at most `width`, and a word that is longer where the line ends. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK).flatMap((one) => piecesOf(one, width))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function piecesOf(word: string, width: number): string[] {
  const letters = [...word];
  if (letters.length <= width) return [word];
  const size = Math.max(1, width);
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, index) =>
    letters.slice(index * size, (index + 1) * size).join(''),
  );
}

/** Figures beside each other, two columns apart where there is little room, on more lines where that is not enough. */
export function besideLines(parts: readonly string[], width: number, gap = '   '): string[] {
  if (parts.length === 0) return [];
  const wide = parts.join(gap);
  if (widthOf(wide) <= width) return [wide];
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && widthOf(line) + 2 + widthOf(part) > width) {
      lines.push(line);
      line = part;
    } else line = line === '' ? part : `${line}  ${part}`;
  }
  return [...lines, line];
}

/** A bar of `width` columns, filled by a share of 0 to 1. */
export function bar(share: number, width: number): { readonly full: string; readonly empty: string } {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return { full: '━'.repeat(filled), empty: '━'.repeat(width - filled) };
}
