import type { EndpointStats } from '../metrics/rows.ts';
import type { SessionState } from '../session/state.ts';
import { countText, groupText, msText, NOTHING, percentText, perSecText } from '../session/wording.ts';
import { plainText } from './layout.ts';
import { namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

interface Column {
  readonly title: string;
  readonly text: (endpoint: EndpointStats, style: Style) => string;
}

/** A dash for what nothing was measured of. */
function told(text: Column['text']): Column['text'] {
  return (one, style) => (one.requests === 0 ? NOTHING : text(one, style));
}

const COLUMNS: readonly Column[] = [
  { title: 'requests', text: (one) => countText(one.requests) },
  { title: 'req/s', text: told((one) => perSecText(one.perSec)) },
  { title: 'p50', text: told((one) => msText(one.latencyMs.med)) },
  { title: 'p95', text: told((one) => msText(one.latencyMs.p95)) },
  { title: 'p99', text: told((one) => msText(one.latencyMs.p99)) },
  { title: 'service p95', text: told((one) => (one.serviceMs === null ? '' : msText(one.serviceMs.p95))) },
  {
    title: 'failed',
    text: told((one, style) => (one.failed > 0 ? style.red(percentText(one.failed / one.requests)) : '0')),
  },
];

const LESSER = ['req/s', 'p50'];

/**
 * The endpoints of the plan, a row each, also those that were never sent; the service time beside the response
 * time where they are not the same, in the open model.
 */
export function endpointSection(
  { endpoints, run }: Pick<SessionState, 'endpoints' | 'run'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  if (!endpoints.some((one) => one.requests > 0)) return [];
  const isOpen = endpoints.some((one) => one.serviceMs !== null);
  // Where there is one more, others give way in a narrow terminal: the names of requests need the room.
  const isNarrow = width < 90;
  const columns = COLUMNS.filter(({ title }) => {
    if (title === 'service p95') return isOpen;
    return !isOpen || !isNarrow || !LESSER.includes(title);
  });
  const names = namesOf(endpoints, (run?.scenarios.length ?? 1) > 1);
  const rows = endpoints.map((one, index) => ({
    name: names[index] ?? '',
    ...(one.requests === 0 ? { paint: style.dim } : {}),
    cells: columns.map(({ text }) => text(one, style)),
  }));
  const head = [style.bold('Endpoints'), ...columns.map(({ title }) => style.dim(title))];
  return namedTable(rows, 'r'.repeat(columns.length), width, head);
}

/** With as much beside each name as tells it from the others: its group, its method and path, or a number. */
function namesOf(endpoints: readonly EndpointStats[], several: boolean): string[] {
  const ways: ((one: EndpointStats) => string)[] = [
    ({ name }) => name,
    ({ name, group = '' }) => groupText(group, name),
    ({ name, group = '', method, path }) => {
      const request = `${method} ${path}`;
      return name === request ? groupText(group, name) : `${groupText(group, name)} ${request}`;
    },
  ];
  const scenario = (one: EndpointStats) => (several && one.scenario !== '' ? `${one.scenario}: ` : '');
  let names: string[] = endpoints.map(() => '');
  for (const way of ways) {
    const isTold = (index: number) => names[index] !== '' && isOnce(names, index);
    names = endpoints.map((one, index) =>
      isTold(index) ? (names[index] ?? '') : plainText(scenario(one) + way(one)),
    );
  }
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((one) => one === name).length;
    return isOnce(names, index) ? name : `${name} (${before + 1})`;
  });
}

function isOnce(names: readonly string[], index: number): boolean {
  return names.indexOf(names[index] ?? '') === names.lastIndexOf(names[index] ?? '');
}
