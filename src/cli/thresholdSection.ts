import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import { judgedRate, rateText } from '../session/breakpointText.ts';
import type { SessionState } from '../session/state.ts';
import { isUnjudged } from '../session/verdict.ts';
import { marginText, thresholdValueText } from '../session/wording.ts';
import { plainText } from './layout.ts';
import { type NamedRow, namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

/** The thresholds, a row each: value, and how far it is from the limit. */
export function thresholdSection(
  { thresholds, snapshot }: Pick<SessionState, 'thresholds' | 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map((one) => thresholdRow(one, style));
  const search = snapshot?.breakpoint ?? null;
  const rate = search === null ? null : judgedRate(search);
  const at = rate === null ? '' : style.dim(`  at ${rateText(rate)}`);
  return [style.bold('Thresholds') + at, ...namedTable(rows, 'lrr', width)];
}

function thresholdRow(threshold: ThresholdStatus, style: Style): NamedRow {
  const { metric, expression, value, margin, ok } = threshold;
  const paint = ok === false ? style.red : (text: string) => text;
  const mark = ok === false ? style.red('✗') : ok && !isUnjudged(threshold) ? style.green('✓') : '·';
  return {
    mark: `${mark} `,
    name: plainText(metric),
    paint,
    cells: [
      expression,
      paint(thresholdValueText(metric, expression, value, ok)),
      ok === false ? paint(marginText(margin, expression)) : style.dim(marginText(margin, expression)),
    ],
  };
}
