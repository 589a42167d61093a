import type { Delta } from '../results/compare.ts';
import type { RunRecord } from '../results/record.ts';
import { msText } from '../session/wording.ts';
import { ageText, changeText } from './format.ts';

/** What a CodeLens tells of the last run of its scenario. */
export interface LastResult {
  readonly runId: string;
  readonly recordFile: string;
  readonly status: RunRecord['status'];
  readonly requests: number;
  readonly p95Ms: number;
  readonly startedAtMs: number;
  /** Whether the generator was the limit, so that a pass proves little. */
  readonly limited: boolean;
  /** Whether several scenarios ran at once, so that the figures are of all of them. */
  readonly together: boolean;
  /** p95 against the baseline; null where there is no baseline. */
  readonly p95: Pick<Delta, 'change' | 'judgement'> | null;
}

const MARKS: Readonly<Record<LastResult['status'], string>> = {
  passed: '✓',
  failed: '✗',
  interrupted: '◼',
  error: '⚠',
};

/** `✓ p95 41 ms passed · 3 min ago · −38 % better than baseline`: beside the panel there is little room, so what matters least is last. */
export function lastResultTitle(result: LastResult, nowMs: number): string {
  const mark = result.status === 'passed' && result.limited ? '▲' : MARKS[result.status];
  const parts = [`${mark} ${figureText(result)}`, ageText(nowMs - result.startedAtMs)];
  if (result.status !== 'error' && result.requests > 0 && result.p95) parts.push(differenceText(result.p95));
  return parts.join(' · ');
}

function figureText({ status, requests, p95Ms, together, limited }: LastResult): string {
  if (status === 'error') return requests > 0 ? 'broke off' : 'could not run';
  if (requests === 0) return `${status} before a request ended`;
  return `p95 ${msText(p95Ms)}${together ? ' of all scenarios' : ''} ${status}${limited ? ', generator-limited' : ''}`;
}

/** How p95 differs from the baseline, and whether that is more than noise. */
export function differenceText(delta: Pick<Delta, 'change' | 'judgement'>): string {
  const change = delta.change === null ? '' : `${changeText(delta.change)} `;
  switch (delta.judgement) {
    case 'better':
      return `${change}better than baseline`;
    case 'worse':
      return `${change}worse than baseline`;
    case 'same':
      return `${change}same as baseline`;
    case 'inconclusive':
      return `${change}against baseline, within noise`;
    default:
      return delta.judgement satisfies never;
  }
}

/** The longer text that shows when the mouse rests on the CodeLens. */
export function lastResultTooltip(result: LastResult): string {
  const when = new Date(result.startedAtMs).toLocaleString();
  return `Last run of this scenario, ${when}: ${result.requests} requests. Click to see it.`;
}
