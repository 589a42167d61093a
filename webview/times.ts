import { html, nothing, type TemplateResult } from 'lit';
import type { Latency } from '../src/metrics/latency.ts';
import type { SessionState } from '../src/session/state.ts';
import { ms } from './format.ts';

const COLUMNS = [
  { id: 'p50', title: 'p50', of: (times: Latency) => times.med },
  { id: 'p90', title: 'p90', of: (times: Latency) => times.p90 },
  { id: 'p95', title: 'p95', of: (times: Latency) => times.p95 },
  { id: 'p99', title: 'p99', of: (times: Latency) => times.p99 },
  { id: 'max', title: 'max', of: (times: Latency) => times.max },
] as const;

/** Whether any request counts from an intended start, so that its two times differ. */
export function isOpenModel(state: SessionState): boolean {
  return state.endpoints.some((one) => one.serviceMs !== null);
}

function row(name: string, note: string, times: Latency): TemplateResult {
  return html`<tr>
    <th scope="row">${name} <span class="note">${note}</span></th>
    ${COLUMNS.map(({ id, of }) => html`<td class="num t-${id}">${ms(times.count > 0 ? of(times) : null)}</td>`)}
  </tr>`;
}

/** In the open model: the response time and the service time, one below the other. */
export function timesView(state: SessionState): TemplateResult | typeof nothing {
  const total = state.snapshot?.total;
  if (!total || !isOpenModel(state)) return nothing;
  return html`<table class="times" aria-label="Response time and service time over the whole run">
    <thead>
      <tr>
        <td></td>
        ${COLUMNS.map(({ id, title }) => html`<th scope="col" class="num t-${id}">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${row('response time', 'from when it was due', total.latencyMs)}
      ${row('service time', 'from when it was sent', total.serviceMs)}
    </tbody>
  </table>`;
}
