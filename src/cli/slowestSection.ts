import type { SessionState } from '../session/state.ts';
import { msText } from '../session/wording.ts';
import { plainText } from './layout.ts';
import { namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

const LIMIT = 5;

/** The slowest requests by the ids of their traces; no lines where requests carry none. */
export function slowestSection(
  { snapshot }: SessionState,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const slowest = (snapshot?.slowest ?? []).slice(0, LIMIT);
  if (slowest.length === 0) return [];
  const rows = slowest.map(({ name, status, durationMs, traceId }) => ({
    name: plainText(name),
    cells: [status > 0 ? String(status) : 'no response', msText(durationMs), style.dim(`trace ${traceId}`)],
  }));
  return [style.bold('Slowest requests'), ...namedTable(rows, 'rrl', width)];
}
