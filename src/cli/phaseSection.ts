import type { PhaseStats } from '../metrics/rows.ts';
import type { SessionState } from '../session/state.ts';
import { clockText, countText, msText, NOTHING, percentText, perSecText } from '../session/wording.ts';
import { clip, plainText, widthOf } from './layout.ts';
import { type NamedRow, namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

interface Column {
  readonly title: string;
  readonly text: (phase: PhaseStats) => string;
}

const time = (pick: (phase: PhaseStats) => number) => (phase: PhaseStats) =>
  msText(phase.requests > 0 ? pick(phase) : null);

/** Of what there is no room for, the first of these are left out first. */
const LESSER = ['iterations', 'p90', 'VUs', 'max', 'from', 'p99', 'requests'];

const COLUMNS: readonly Column[] = [
  { title: 'from', text: (one) => clockText(one.startMs) },
  { title: 'VUs', text: (one) => countText(one.vus) },
  { title: 'iterations', text: (one) => countText(one.iterations) },
  { title: 'dropped', text: (one) => countText(one.droppedIterations) },
  { title: 'requests', text: (one) => countText(one.requests) },
  { title: 'req/s', text: (one) => (one.durationMs > 0 ? perSecText(one.perSec) : NOTHING) },
  { title: 'p50', text: time((one) => one.latencyMs.med) },
  { title: 'p90', text: time((one) => one.latencyMs.p90) },
  { title: 'p95', text: time((one) => one.latencyMs.p95) },
  { title: 'p99', text: time((one) => one.latencyMs.p99) },
  { title: 'max', text: time((one) => one.latencyMs.max) },
  { title: 'failed', text: (one) => (one.failed > 0 ? percentText(one.failed / one.requests) : '0') },
];

/** The figures of each phase as a table, with as many columns as there is room for. */
export function phaseSection(
  { snapshot, run }: Pick<SessionState, 'snapshot' | 'run'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const phases = snapshot?.phases ?? [];
  if (phases.length === 0) return [];
  const several = (run?.scenarios.length ?? 1) > 1;
  const names = phases.map((one) => plainText(several ? `${one.scenario}: ${one.name}` : one.name));
  // A longer name stands on a line of its own, which costs no column.
  const nameWidth = Math.max(14, Math.floor(width / 3));
  let columns = COLUMNS.filter(
    (one) => one.title !== 'dropped' || phases.some((phase) => phase.droppedIterations > 0),
  );
  for (const title of LESSER) {
    const short = rowsOf(columns, phases, names, style).map((one) => ({
      ...one,
      name: clip(one.name, nameWidth),
    }));
    if (table(columns, short, Number.POSITIVE_INFINITY, style).every((line) => widthOf(line) <= width)) break;
    columns = columns.filter((one) => one.title !== title);
  }
  return table(columns, rowsOf(columns, phases, names, style), width, style);
}

function table(columns: readonly Column[], rows: readonly NamedRow[], width: number, style: Style): string[] {
  const head = [style.bold('Phases'), ...columns.map((one) => style.dim(one.title))];
  return namedTable(rows, 'r'.repeat(columns.length), width, head);
}

function rowsOf(
  columns: readonly Column[],
  phases: readonly PhaseStats[],
  names: readonly string[],
  style: Style,
): NamedRow[] {
  return phases.map((phase, index) => ({
    name: names[index] ?? '',
    cells: columns.map(({ title, text }) => {
      const shown = text(phase);
      return title === 'failed' && phase.failed > 0 ? style.red(shown) : shown;
    }),
  }));
}
