import { html, nothing, type TemplateResult } from 'lit';
import type { SlowRequest } from '../src/metrics/rows.ts';
import type { SessionState } from '../src/session/state.ts';
import { ms } from './format.ts';

function row({ name, method, status, durationMs, traceId }: SlowRequest): TemplateResult {
  const route = name.startsWith(`${method} `) ? name : `${method} ${name}`;
  return html`<tr>
    <td class="c-name" title=${route}>${route}</td>
    <td class="num">${status > 0 ? status : '–'}</td>
    <td class="num">${ms(durationMs)}</td>
    <td class="trace">${traceId}</td>
  </tr>`;
}

/** The slowest requests by the ids of their traces; nothing where requests carry none. */
export function slowestView({ snapshot }: SessionState): TemplateResult | typeof nothing {
  const slowest = snapshot?.slowest ?? [];
  if (slowest.length === 0) return nothing;
  return html`<h3>Slowest requests</h3>
    <table class="grid slowest" aria-label="Slowest requests">
      <thead>
        <tr>
          <th scope="col" class="c-name">Request</th>
          <th scope="col">status</th>
          <th scope="col">time</th>
          <th scope="col" class="trace" title="To be found in your tracing">trace</th>
        </tr>
      </thead>
      <tbody>
        ${slowest.map(row)}
      </tbody>
    </table>`;
}
