import { assertNever } from '../base/assertNever.ts';
import type { WorstThreshold } from '../results/suiteRecord.ts';
import type { MemberStatus, SuiteMemberState, SuiteState } from './suiteState.ts';
import { measureName, type Verdict } from './verdict.ts';
import { countText, thresholdValueText } from './wording.ts';

/** What is to be said of a suite, live and at its end. */
export type SuiteVerdict = Pick<Verdict, 'level' | 'mark' | 'headline'>;

/** `Suite quick: 3 passed, 1 failed: checkout p95 512 ms > 300 ms`; pure. */
export function suiteVerdictOf(suite: SuiteState): SuiteVerdict {
  const { name, members, current, phase } = suite;
  if (phase !== 'finished') {
    const failing = members.some((one) => one.status === 'failed' || one.status === 'error');
    const label = members[current]?.label ?? '';
    const stopping = phase === 'stopping' ? ', stopping' : '';
    const headline = `Suite ${name}: run ${current + 1} of ${members.length}, ${label}${stopping}`;
    return { ...(failing ? LOOKS.failed : LOOKS.running), headline };
  }
  const { outcome } = suite;
  const limited = members.filter((one) => one.limited).length;
  const look = outcome === 'passed' && limited > 0 ? LOOKS.limited : LOOKS[outcome ?? 'interrupted'];
  const stopped = outcome === 'interrupted' ? ' stopped' : '';
  const reason = reasonOf(members);
  const headline = `Suite ${name}${stopped}: ${countsText(members, limited)}${reason === '' ? '' : `: ${reason}`}`;
  return { ...look, headline };
}

const LOOKS = {
  running: { level: 'running', mark: '●' },
  passed: { level: 'pass', mark: '✓' },
  limited: { level: 'limited', mark: '▲' },
  failed: { level: 'fail', mark: '✗' },
  interrupted: { level: 'interrupted', mark: '■' },
  error: { level: 'error', mark: '!' },
} as const satisfies Record<string, Pick<Verdict, 'level' | 'mark'>>;

/** How a member stands, in a mark and a word; `goesOn`: its suite has not ended. */
export function memberWord(
  { status, limited }: Pick<SuiteMemberState, 'status' | 'limited'>,
  goesOn = false,
): { readonly mark: string; readonly word: string } {
  if (limited) return { mark: '▲', word: 'passed, generator-limited' };
  switch (status) {
    case 'waiting':
      return { mark: '·', word: goesOn ? 'waiting' : 'not run' };
    case 'running':
      return { mark: '●', word: 'running' };
    case 'passed':
    case 'failed':
    case 'interrupted':
      return { mark: LOOKS[status].mark, word: status };
    case 'error':
      return { mark: '!', word: 'error' };
    default:
      return assertNever(status);
  }
}

const COUNTED: readonly (readonly [MemberStatus, string])[] = [
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['error', 'could not run to the end'],
  ['interrupted', 'interrupted'],
  ['waiting', 'not run'],
];

function countsText(members: readonly SuiteMemberState[], limited: number): string {
  const parts = COUNTED.flatMap(([status, word]) => {
    const count = members.filter((one) => one.status === status).length;
    if (count === 0) return [];
    const of = status === 'passed' && limited > 0 ? ` (${limited} generator-limited)` : '';
    return [`${count} ${word}${of}`];
  });
  return parts.join(', ');
}

/** Why it did not pass: of the first that could not run, else the first that failed, and how many more there are. */
function reasonOf(members: readonly SuiteMemberState[]): string {
  const bad = members.filter((one) => one.status === 'error' || one.status === 'failed');
  const first = bad.find((one) => one.status === 'error') ?? bad[0];
  if (first === undefined) return '';
  const { label, worst, status, verdict } = first;
  const why =
    status === 'failed' && worst !== null && worst.ok === false
      ? ` ${brokenText(worst)}`
      : `: ${verdict.replace(/\.$/, '')}`;
  return `${label}${why}${bad.length > 1 ? ` (and ${countText(bad.length - 1)} more)` : ''}`;
}

/** `p95 512 ms > 300 ms`: what was measured against its limit. */
function brokenText({ metric, expression, value, limit }: WorstThreshold): string {
  if (value === null) return `${measureName(metric, expression)} has no samples`;
  const sign = value === limit ? '=' : value > limit ? '>' : '<';
  const text = (figure: number) => thresholdValueText(metric, expression, figure);
  return `${measureName(metric, expression)} ${text(value)} ${sign} ${text(limit)}`;
}
