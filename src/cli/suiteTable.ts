import type { SuiteMemberState, SuiteState } from '../session/suiteState.ts';
import { memberWord, suiteVerdictOf } from '../session/suiteVerdict.ts';
import { countText, marginText, msText, percentText, perSecText } from '../session/wording.ts';
import { plainText, widthOf, wrap } from './layout.ts';
import { type NamedRow, namedTable } from './namedTable.ts';
import type { Style } from './style.ts';
import { recordLines } from './summary.ts';
import type { SummaryOptions } from './summaryOptions.ts';

/** What is printed at the end of a suite: its verdict, a line for each run, and where the record is. */
export function suiteLines(
  suite: SuiteState,
  { style, width, cwd }: Pick<SummaryOptions, 'style' | 'width' | 'cwd'>,
): string[] {
  const { level, mark, headline } = suiteVerdictOf(suite);
  const paint =
    level === 'pass' ? style.green : level === 'fail' || level === 'error' ? style.red : style.yellow;
  const head = wrap(plainText(headline), width - 2);
  const rows = suite.members.map((member) => memberRow(member, style));
  const record =
    suite.recordFile === null ? [] : ['', ...recordLines(suite.recordFile, cwd, width).map(style.dim)];
  return [
    ...head.map((line, index) => paint(style.bold(`${index === 0 ? mark : ' '} ${line}`))),
    ...memberLines(rows, style, width),
    ...record,
  ];
}

const TITLES = ['  run', 'verdict', 'requests', 'req/s', 'p95', 'failed', 'nearest to its limit'];

interface MemberRow extends NamedRow {
  /** Its threshold with the least room; '' where it did not run. */
  readonly nearest: string;
}

/** As a table; where that is too wide, what is nearest to its limit stands below each row. */
function memberLines(rows: readonly MemberRow[], style: Style, width: number): string[] {
  const whole = rows.map((row) => ({ ...row, cells: [...row.cells, row.nearest] }));
  const lines = namedTable(whole, 'lrrrrl', Number.POSITIVE_INFINITY, TITLES.map(style.dim));
  if (lines.every((line) => widthOf(line) <= width)) return lines;
  const narrow = rows.map((row) => (row.nearest === '' ? row : { ...row, below: row.nearest }));
  return namedTable(narrow, 'lrrrr', width, TITLES.slice(0, -1).map(style.dim));
}

function memberRow(member: SuiteMemberState, style: Style): MemberRow {
  const { status, requests, failed, requestsPerSec, p95Ms, worst, limited } = member;
  const { mark, word } = memberWord(member);
  const paint =
    status === 'passed' && !limited
      ? style.green
      : status === 'failed' || status === 'error'
        ? style.red
        : style.yellow;
  const name = plainText(member.label);
  const verdict = paint(`${mark} ${word}`);
  if (requests === 0) return { name, cells: [verdict, '', '', '', ''], nearest: '' };
  return {
    name,
    cells: [
      verdict,
      countText(requests),
      perSecText(requestsPerSec),
      msText(p95Ms),
      percentText(failed / requests),
    ],
    nearest:
      worst === null
        ? style.dim('no thresholds')
        : `${worst.expression}  ${marginText(worst.margin, worst.expression)}`.trim(),
  };
}
