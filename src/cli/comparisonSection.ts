import type { Delta } from '../results/compare.ts';
import type { SessionState } from '../session/state.ts';
import { msText, percentText, perSecText } from '../session/wording.ts';
import { besideLines, plainText, tableLines, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** A run against its baseline, and what makes that doubtful. */
export function comparisonSection(
  { comparison }: Pick<SessionState, 'comparison'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  if (!comparison) return [];
  const sha = comparison.baselineSha ? ` ${comparison.baselineSha.slice(0, 7)}` : '';
  const head =
    style.bold('Against the baseline') + style.dim(`  of ${comparison.baselineSetAt.slice(0, 10)}${sha}`);
  const rows = [
    deltaRow('p50', comparison.p50Ms, msText, style),
    deltaRow('p95', comparison.p95Ms, msText, style),
    deltaRow('p99', comparison.p99Ms, msText, style),
    deltaRow('req/s', comparison.requestsPerSec, perSecText, style),
  ];
  const moved = comparison.hotspots.flatMap(({ function: name, before, after }) =>
    besideLines(
      [plainText(name), `${percentText(before)} → ${percentText(after)} of the busy time`],
      width - 2,
      '  ',
    ).map((line) => `  ${line}`),
  );
  const caveats = comparison.caveats.flatMap((one) => wrap(`but ${plainText(one)}`, width - 2));
  return [head, ...tableLines(rows, 'lrlrl'), ...moved, ...caveats.map((line) => `  ${style.yellow(line)}`)];
}

function deltaRow(label: string, delta: Delta, text: (value: number) => string, style: Style): string[] {
  const { before, after, change, judgement } = delta;
  const size = change === null ? '' : `${change < 0 ? '−' : '+'}${percentText(Math.abs(change))}`;
  const said = { better: 'better', worse: 'worse', same: 'same', inconclusive: 'within the noise' }[
    judgement
  ];
  const paint = judgement === 'better' ? style.green : judgement === 'worse' ? style.red : style.dim;
  return [`  ${label}`, text(before), `→ ${text(after)}`, paint(size), paint(said)];
}
