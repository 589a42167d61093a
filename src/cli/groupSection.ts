import type { SessionState } from '../session/state.ts';
import { countText, groupText, msText } from '../session/wording.ts';
import { plainText } from './layout.ts';
import { namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

/** How long each group took (`group_duration`), those that went to their end at least once. */
export function groupSection(
  { snapshot }: Pick<SessionState, 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const groups = (snapshot?.groups ?? []).filter((one) => one.durationMs.count > 0);
  if (groups.length === 0) return [];
  const rows = groups.map(({ path, durationMs }) => ({
    name: plainText(groupText(path)),
    cells: [
      countText(durationMs.count),
      ...[durationMs.med, durationMs.p95, durationMs.p99, durationMs.max].map(msText),
    ],
  }));
  const head = [style.bold('Groups'), ...['count', 'p50', 'p95', 'p99', 'max'].map(style.dim)];
  return namedTable(rows, 'rrrrr', width, head);
}
