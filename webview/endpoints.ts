import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { EndpointStats } from '../src/metrics/rows.ts';
import type { ThresholdStatus } from '../src/metrics/thresholdStatus.ts';
import type { SessionState } from '../src/session/state.ts';
import { isUnsent, unsentNote } from '../src/session/unsent.ts';
import { count, ms, NOTHING, percent, perSec } from './format.ts';
import { methodOf, tagOf } from './thresholds.ts';
import { isOpenModel } from './times.ts';
import type { Actions, EndpointColumn, PanelView, Sort } from './view.ts';

interface Column {
  readonly id: EndpointColumn;
  readonly title: string;
  readonly hint: string;
  /** What it is sorted by. */
  readonly key: (endpoint: EndpointStats) => number | string;
}

const failedShare = (one: EndpointStats) => (one.requests > 0 ? one.failed / one.requests : 0);

const COLUMNS: readonly Column[] = [
  { id: 'name', title: 'Endpoint', hint: 'Name of the request', key: (one) => one.name },
  { id: 'requests', title: 'requests', hint: 'Requests in all', key: (one) => one.requests },
  { id: 'perSec', title: 'per s', hint: 'Requests per second', key: (one) => one.perSec },
  { id: 'p50', title: 'p50', hint: 'Median response time', key: (one) => one.latencyMs.med },
  { id: 'p95', title: 'p95', hint: '95th percentile of the response time', key: (one) => one.latencyMs.p95 },
  { id: 'p99', title: 'p99', hint: '99th percentile of the response time', key: (one) => one.latencyMs.p99 },
  {
    id: 'service',
    title: 'service p95',
    hint: '95th percentile of the service time, from when a request was sent',
    key: (one) => one.serviceMs?.p95 ?? -1,
  },
  { id: 'failed', title: 'failed', hint: 'Share of requests that failed', key: failedShare },
];

/** The endpoints in the order asked for; equal ones keep the plan's order. */
function sortEndpoints(endpoints: readonly EndpointStats[], sort: Sort | null): readonly EndpointStats[] {
  const column = COLUMNS.find((one) => one.id === sort?.column);
  if (!sort || !column) return endpoints;
  const direction = sort.descending ? -1 : 1;
  return [...endpoints].sort((a, b) => {
    const [left, right] = [column.key(a), column.key(b)];
    return left < right ? -direction : left > right ? direction : 0;
  });
}

/** The next order at a click on a column: numbers from the largest first, then reversed, then the plan's. */
function nextSort(sort: Sort | null, column: EndpointColumn): Sort | null {
  const first = column !== 'name';
  if (sort?.column !== column) return { column, descending: first };
  return sort.descending === first ? { column, descending: !first } : null;
}

function headerCell(column: Column, sort: Sort | null, actions: Actions): TemplateResult {
  const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const arrow = { none: '', ascending: '▲', descending: '▼' }[sorted];
  return html`<th scope="col" class="c-${column.id}" aria-sort=${sorted}>
    <button title="${column.hint}; sort" @click=${() => actions.set({ sort: nextSort(sort, column.id) })}>
      ${column.title}<span class="arrow" aria-hidden="true">${arrow}</span>
    </button>
  </th>`;
}

/** The columns of an endpoint whose own threshold (`http_req_duration{name:…}`) is red. */
function redColumns(endpoint: EndpointStats, thresholds: readonly ThresholdStatus[]): Set<EndpointColumn> {
  const red = new Set<EndpointColumn>();
  for (const { metric, expression, ok } of thresholds) {
    if (ok !== false || !namesEndpoint(metric, endpoint.name)) continue;
    const method = methodOf(expression);
    if (metric.startsWith('http_req_failed')) red.add('failed');
    else if (method === 'med' || method === 'p(50)') red.add('p50');
    else if (method === 'p(95)') red.add('p95');
    else if (method === 'p(99)') red.add('p99');
  }
  return red;
}

function namesEndpoint(metric: string, name: string): boolean {
  return /^http_req_(?:duration|failed)\{/.test(metric) && tagOf(metric, 'name') === name;
}

function row(endpoint: EndpointStats, state: SessionState): TemplateResult {
  const red = redColumns(endpoint, state.thresholds);
  const { latencyMs, serviceMs, name, method, path, failed } = endpoint;
  const cell = (id: EndpointColumn, text: string) =>
    html`<td class="num c-${id} ${red.has(id) ? 'bad' : ''}">${red.has(id) ? html`<span class="mark">✗</span> ` : nothing}${text}</td>`;
  const measured = latencyMs.count > 0;
  const note = isUnsent(endpoint) ? unsentNote(state) : '';
  const route = `${method} ${path}`;
  const several = (state.run?.scenarios.length ?? 0) > 1;
  return html`<tr>
    <td class="c-name" title="${name}: ${route}">
      ${name === route ? nothing : html`<b>${name}</b> `}<span class="route mono dim">${route}</span>
      ${several ? html`<span class="note">${endpoint.scenario}</span>` : nothing}
      ${note === '' ? nothing : html`<span class="note">${note}</span>`}
    </td>
    ${cell('requests', count(endpoint.requests))}${cell('perSec', measured ? perSec(endpoint.perSec) : NOTHING)}
    ${cell('p50', ms(measured ? latencyMs.med : null))}${cell('p95', ms(measured ? latencyMs.p95 : null))}
    ${cell('p99', ms(measured ? latencyMs.p99 : null))}
    ${isOpenModel(state) ? cell('service', serviceMs ? ms(measured ? serviceMs.p95 : null) : '') : nothing}
    ${cell('failed', !measured ? NOTHING : failed === 0 ? '0' : percent(failedShare(endpoint)))}
  </tr>`;
}

/** All requests of the flows with their figures over the run, to be sorted by any column. */
export function endpointsView(state: SessionState, view: PanelView, actions: Actions): TemplateResult {
  if (state.endpoints.length === 0) return html`<p class="empty">No request has ended yet.</p>`;
  const columns = COLUMNS.filter(({ id }) => id !== 'service' || isOpenModel(state));
  return html`<table class="grid" aria-label="Endpoints">
    <thead>
      <tr>
        ${columns.map((column) => headerCell(column, view.sort, actions))}
      </tr>
    </thead>
    <tbody>
      ${repeat(
        sortEndpoints(state.endpoints, view.sort),
        (one) => `${one.scenario} ${one.name} ${one.method} ${one.path}`,
        (one) => row(one, state),
      )}
    </tbody>
  </table>`;
}
