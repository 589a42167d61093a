import { html, nothing, type TemplateResult } from 'lit';
import type { CustomStats } from '../src/metrics/rows.ts';
import { customFigures } from '../src/session/customFigures.ts';
import type { SessionState } from '../src/session/state.ts';

function row(stats: CustomStats, isRed: boolean): TemplateResult {
  const figures = customFigures(stats);
  return html`<tr>
    <td class="c-name ${isRed ? 'bad' : ''}" title=${stats.name}>${isRed ? html`<span class="mark">✗</span> ` : nothing}${stats.name}</td>
    <td>${stats.type}</td>
    <td>${figures.length === 0 ? '–' : figures.map(([name, text]) => html`<span class="figure">${name} <b>${text}</b></span> `)}</td>
  </tr>`;
}

/** The user's own metrics; nothing where there are none. Those with a red threshold are marked. */
export function customMetricsView({ snapshot, thresholds }: SessionState): TemplateResult | typeof nothing {
  const custom = snapshot?.custom ?? [];
  if (custom.length === 0) return nothing;
  const red = new Set(
    thresholds.filter((one) => one.ok === false).map((one) => one.metric.replace(/\{.*$/, '')),
  );
  return html`<h3>Metrics</h3>
    <table class="grid metrics" aria-label="Metrics">
      <thead>
        <tr>
          <th scope="col" class="c-name">Metric</th>
          <th scope="col">Type</th>
          <th scope="col">Figures</th>
        </tr>
      </thead>
      <tbody>
        ${custom.map((one) => row(one, red.has(one.name)))}
      </tbody>
    </table>`;
}
