import type { TriedStep } from '../metrics/breakpoint.ts';
import { outcomeText, rateText } from '../session/breakpointText.ts';
import type { SessionState } from '../session/state.ts';
import { brokenText } from '../session/verdict.ts';
import { msText, percentText, perSecText } from '../session/wording.ts';
import { plainText, tableLines, widthOf, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** Every rate that a search for a breakpoint has tried, as a table in the order of rates. */
export function breakpointSection(
  { snapshot }: Pick<SessionState, 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const steps = [...(snapshot?.breakpoint?.steps ?? [])].sort((a, b) => a.rate - b.rate);
  if (steps.length === 0) return [];
  const head = [style.bold('Steps'), ...['req/s', 'p50', 'p95', 'p99', 'failed'].map(style.dim)];
  const [first = '', ...rows] = tableLines([head, ...steps.map((step) => figures(step, style))], 'lrrrrr');
  return [first, ...rows.flatMap((row, index) => withOutcome(row, steps[index], style, width))];
}

function figures(step: TriedStep, style: Style): string[] {
  const { rate, perSec, requests, failed, latencyMs } = step;
  const time = (ms: number) => msText(requests > 0 ? ms : null);
  return [
    `  ${rateText(rate)}`,
    perSecText(perSec),
    time(latencyMs.med),
    time(latencyMs.p95),
    time(latencyMs.p99),
    failed > 0 ? style.red(percentText(failed / requests)) : '0',
  ];
}

/** Beside the figures; where there is no room, below them. */
function withOutcome(row: string, step: TriedStep | undefined, style: Style, width: number): string[] {
  if (step === undefined) return [row];
  const { mark, text } = outcomeText(step, brokenText);
  const paint = { held: style.green, broke: style.red, 'generator-limited': style.yellow }[step.outcome];
  const said = `${mark} ${plainText(text)}`;
  if (widthOf(row) + 2 + widthOf(said) <= width) return [`${row}  ${paint(said)}`];
  return [row, ...wrap(said, width - 4).map((line) => `    ${paint(line)}`)];
}
