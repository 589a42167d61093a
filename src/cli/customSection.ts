import { customFigures } from '../session/customFigures.ts';
import type { SessionState } from '../session/state.ts';
import { NOTHING } from '../session/wording.ts';
import { clip, plainText, tableLines } from './layout.ts';
import type { Style } from './style.ts';

/** The user's own metrics, each on a line with its type and figures. */
export function customSection(
  { snapshot }: Pick<SessionState, 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const custom = snapshot?.custom ?? [];
  if (custom.length === 0) return [];
  const rows = custom.map((one) => {
    const figures = customFigures(one).map(([name, text]) => `${style.dim(name)} ${text}`);
    const name = clip(plainText(one.name), Math.max(14, width - 60));
    return [`  ${name}`, style.dim(one.type), figures.length === 0 ? NOTHING : figures.join('  ')];
  });
  return [style.bold('Metrics'), ...tableLines(rows, 'lll')];
}
