import type { TriedStep } from '../metrics/snapshot.ts';
import { outcomeText, rateText } from '../session/breakpointText.ts';
import type { SessionState } from '../session/state.ts';
import { brokenText } from '../session/verdict.ts';
import { msText, percentText, perSecText } from '../session/wording.ts';
import { clip, plainText, tableLines } from './layout.ts';
import type { Style } from './style.ts';

/** What of a row is not its outcome. */
const FIGURES_WIDTH = 62;

/** Every rate that a search for a breakpoint has tried, as a table in the order of rates. */
export function breakpointSection(
  { snapshot }: Pick<SessionState, 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const steps = [...(snapshot?.breakpoint?.steps ?? [])].sort((a, b) => a.rate - b.rate);
  if (steps.length === 0) return [];
  const head = [style.bold('Steps'), ...['req/s', 'p50', 'p95', 'p99', 'failed', ''].map(style.dim)];
  const room = Math.max(12, width - FIGURES_WIDTH);
  return tableLines([head, ...steps.map((step) => stepRow(step, style, room))], 'lrrrrrl');
}

function stepRow(step: TriedStep, style: Style, room: number): string[] {
  const { rate, perSec, requests, failed, latencyMs, outcome } = step;
  const { mark, text } = outcomeText(step, brokenText);
  const paint = { held: style.green, broke: style.red, 'generator-limited': style.yellow }[outcome];
  const time = (ms: number) => msText(requests > 0 ? ms : null);
  return [
    `  ${rateText(rate)}`,
    perSecText(perSec),
    time(latencyMs.med),
    time(latencyMs.p95),
    time(latencyMs.p99),
    failed > 0 ? style.red(percentText(failed / requests)) : '0',
    paint(`${mark} ${clip(plainText(text), room)}`),
  ];
}
