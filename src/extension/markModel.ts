import { basename } from 'node:path';
import type { Hotspot } from '../profile/hotspot.ts';
import { percentText } from '../session/wording.ts';

/** How many steps of background there are, from the faintest (0) up; each is a colour of package.json. */
export const MARK_LEVELS = 5;

/** A line of a source file that was hot in the last profiled run. */
export interface Mark {
  /** From 1. */
  readonly line: number;
  /** Share of the process's busy time spent in this line itself, 0 to 1. */
  readonly self: number;
  /** 0 to {@link MARK_LEVELS} − 1, against the hottest line of all files. */
  readonly level: number;
  readonly function: string;
  /** Where the function begins. */
  readonly functionLine: number;
  /** Shares of the function as a whole. */
  readonly functionSelf: number;
  readonly functionTotal: number;
}

/** Below this share of the busy time a line is not marked: it is within what sampling can tell. */
const LEAST_SHARE = 0.01;

/** Marks by absolute path, for the files that can be opened; where lines are not known the function's first line counts for it. */
export function marksOf(hotspots: readonly Hotspot[]): Map<string, Mark[]> {
  const lines = hotspots
    .filter((spot) => spot.line > 0 && spot.file !== '' && !/^[a-z][a-z0-9+.-]+:/i.test(spot.file))
    .flatMap((spot) => linesOf(spot).map((line) => ({ spot, ...line })))
    .filter((line) => line.self >= LEAST_SHARE);
  const hottest = Math.max(0, ...lines.map((line) => line.self));
  const byFile = new Map<string, Mark[]>();
  for (const { spot, line, self } of lines) {
    const marks = byFile.get(spot.file) ?? [];
    byFile.set(spot.file, marks);
    marks.push({
      line,
      self,
      level: levelOf(self, hottest),
      function: spot.function,
      functionLine: spot.line,
      functionSelf: spot.self,
      functionTotal: spot.total,
    });
  }
  for (const [file, marks] of byFile) byFile.set(file, onePerLine(marks));
  return byFile;
}

function linesOf(spot: Hotspot): readonly { line: number; self: number }[] {
  return spot.lines.length > 0 ? spot.lines : [{ line: spot.line, self: spot.self }];
}

/** Two functions on one line (a callback within its caller): the hotter one speaks for both. */
function onePerLine(marks: readonly Mark[]): Mark[] {
  const byLine = new Map<number, Mark>();
  for (const mark of marks) {
    const other = byLine.get(mark.line);
    if (!other || other.self < mark.self) byLine.set(mark.line, mark);
  }
  return [...byLine.values()].sort((a, b) => a.line - b.line);
}

/** The background step for a share, proportional to the hottest one's: equal shares get the last. */
export function levelOf(self: number, hottest: number): number {
  if (hottest <= 0) return 0;
  return Math.min(MARK_LEVELS - 1, Math.floor((self / hottest) * MARK_LEVELS));
}

/** One change of a text: from its start to its end (lines and columns from 1) it was replaced by `text`. */
export interface TextChange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
  /** Whether nothing but blanks stands behind `text` on its last line. */
  readonly restIsBlank: boolean;
}

/**
 * Marks after an edit: those below move along, those whose own line was touched are gone, since what was
 * measured there is no longer what stands there. Whole lines put in or taken out above a marked line, or a
 * new line begun behind its end, do not touch it.
 */
export function moveMarks(marks: readonly Mark[], change: TextChange): Mark[] {
  const { startLine, startColumn, endLine, endColumn, text } = change;
  const shift = text.split('\n').length - 1 - (endLine - startLine);
  const wholeLines = endColumn === 1 && (text.endsWith('\n') || (text === '' && startColumn === 1));
  const begunBehind = startLine === endLine && /^\r?\n/.test(text) && change.restIsBlank;
  return marks.flatMap((mark) => {
    if (mark.line < startLine) return [mark];
    if (mark.line > endLine || (mark.line === endLine && wholeLines)) {
      return [{ ...mark, line: mark.line + shift }];
    }
    return begunBehind ? [mark] : [];
  });
}

/** The text behind a marked line: `31 %`. */
export function markText(mark: Mark): string {
  return percentText(mark.self);
}

/** What the hover of a marked line says, in Markdown. */
export function markHover(mark: Mark, file: string): string {
  const rows = [
    `**Hotlap**: this line took **${percentText(mark.self)}** of the process's busy time in the last profiled run.`,
    `\`${mark.function}\` (${basename(file)}:${mark.functionLine}): self ${percentText(mark.functionSelf)}, total ${percentText(
      mark.functionTotal,
    )} with what it calls.`,
  ];
  return rows.join('\n\n');
}
