import type { EndpointStats } from '../metrics/snapshot.ts';
import type { SessionState } from '../session/state.ts';
import { countText, msText, percentText, perSecText } from '../session/wording.ts';
import { clip, plainText, tableLines } from './layout.ts';
import type { Style } from './style.ts';

interface Column {
  readonly title: string;
  readonly text: (endpoint: EndpointStats, style: Style) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'requests', text: (one) => countText(one.requests) },
  { title: 'req/s', text: (one) => perSecText(one.perSec) },
  { title: 'p50', text: (one) => msText(one.latencyMs.med) },
  { title: 'p95', text: (one) => msText(one.latencyMs.p95) },
  { title: 'p99', text: (one) => msText(one.latencyMs.p99) },
  { title: 'service p95', text: (one) => (one.serviceMs === null ? '' : msText(one.serviceMs.p95)) },
  {
    title: 'failed',
    text: (one, style) => (one.failed > 0 ? style.red(percentText(one.failed / one.requests)) : '0'),
  },
];

const LESSER = ['req/s', 'p50'];

/**
 * The endpoints that were called, a row each; the service time beside the response time where they are not the
 * same, in the open model.
 */
export function endpointSection(
  { endpoints, run }: Pick<SessionState, 'endpoints' | 'run'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const called = endpoints.filter((one) => one.requests > 0);
  if (called.length === 0) return [];
  const several = (run?.scenarios.length ?? 1) > 1;
  const isOpen = called.some((one) => one.serviceMs !== null);
  // Where there is one more, others give way in a narrow terminal: the names of requests need the room.
  const isNarrow = width < 90;
  const columns = COLUMNS.filter(({ title }) => {
    if (title === 'service p95') return isOpen;
    return !isOpen || !isNarrow || !LESSER.includes(title);
  });
  const figures = !isOpen ? 56 : isNarrow ? 53 : 69;
  const rows = called.map((one) => [
    // At least as wide as the heading of its column.
    `  ${clip(plainText(several ? `${one.scenario}: ${one.name}` : one.name), Math.max(14, width - figures))}`.padEnd(
      'Endpoints'.length,
    ),
    ...columns.map(({ text }) => text(one, style)),
  ]);
  const head = ['', ...columns.map(({ title }) => style.dim(title))];
  const [first = '', ...lines] = tableLines([head, ...rows], `l${'r'.repeat(columns.length)}`);
  return [style.bold('Endpoints') + first.slice('Endpoints'.length), ...lines];
}
