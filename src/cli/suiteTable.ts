import type { SuiteMemberState, SuiteState } from '../session/suiteState.ts';
import { memberWord, suiteVerdictOf } from '../session/suiteVerdict.ts';
import { countText, marginText, msText, percentText, perSecText } from '../session/wording.ts';
import { clip, plainText, tableLines, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { pathFrom, type SummaryOptions } from './summary.ts';

/** What is printed at the end of a suite: its verdict, a line for each run, and where the record is. */
export function suiteLines(
  suite: SuiteState,
  { style, width, cwd }: Pick<SummaryOptions, 'style' | 'width' | 'cwd'>,
): string[] {
  const { level, mark, headline } = suiteVerdictOf(suite);
  const paint =
    level === 'pass' ? style.green : level === 'fail' || level === 'error' ? style.red : style.yellow;
  const head = wrap(plainText(headline), width - 2);
  const room = Math.max(24, width - 70);
  const rows = suite.members.map((member) => memberRow(member, style, room));
  const titles = ['  run', 'verdict', 'requests', 'req/s', 'p95', 'failed', 'nearest to its limit'];
  const record =
    suite.recordFile === null ? [] : ['', style.dim(`record ${pathFrom(cwd, suite.recordFile)}`)];
  return [
    ...head.map((line, index) => paint(style.bold(`${index === 0 ? mark : ' '} ${line}`))),
    ...tableLines([titles.map(style.dim), ...rows], 'llrrrrl'),
    ...record,
  ];
}

function memberRow(member: SuiteMemberState, style: Style, room: number): string[] {
  const { status, requests, failed, requestsPerSec, p95Ms, worst, limited } = member;
  const { mark, word } = memberWord(member);
  const paint =
    status === 'passed' && !limited
      ? style.green
      : status === 'failed' || status === 'error'
        ? style.red
        : style.yellow;
  const label = clip(plainText(member.label), room);
  if (requests === 0) return [`  ${label}`, paint(`${mark} ${word}`)];
  return [
    `  ${label}`,
    paint(`${mark} ${word}`),
    countText(requests),
    perSecText(requestsPerSec),
    msText(p95Ms),
    percentText(failed / requests),
    worst === null
      ? style.dim('no thresholds')
      : `${worst.expression}  ${marginText(worst.margin, worst.expression)}`.trim(),
  ];
}
