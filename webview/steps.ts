import { html, nothing, type TemplateResult } from 'lit';
import type { TriedStep } from '../src/metrics/breakpoint.ts';
import { outcomeText, rateText } from '../src/session/breakpointText.ts';
import type { SessionState } from '../src/session/state.ts';
import { brokenText } from '../src/session/verdict.ts';
import { ms, percent, perSec } from './format.ts';

const TONES = { held: 'good', broke: 'bad', 'generator-limited': 'warn' } as const;

function row(step: TriedStep): TemplateResult {
  const { rate, requests, failed, latencyMs, outcome } = step;
  const { mark, text } = outcomeText(step, brokenText);
  const time = (value: number) => ms(requests > 0 ? value : null);
  return html`<tr>
    <th scope="row" class="num c-rate">${rateText(rate)}</th>
    <td class="num c-perSec">${perSec(step.perSec)}</td>
    <td class="num c-p50">${time(latencyMs.med)}</td>
    <td class="num">${time(latencyMs.p95)}</td>
    <td class="num c-p99">${time(latencyMs.p99)}</td>
    <td class="num c-failed ${failed > 0 ? 'bad' : ''}">${failed === 0 ? '0' : percent(failed / requests)}</td>
    <td class="c-outcome ${TONES[outcome]}"><span aria-hidden="true">${mark}</span> ${text}</td>
  </tr>`;
}

/** The rates that a search for a breakpoint has tried, from the lowest, and the one under way. */
export function stepsView({ snapshot }: SessionState): TemplateResult | typeof nothing {
  const search = snapshot?.breakpoint ?? null;
  if (search === null) return nothing;
  const steps = [...search.steps].sort((a, b) => a.rate - b.rate);
  return html`<section class="steps" aria-label="Steps">
    <h2>Steps ${search.trying === null ? nothing : html`<span class="note">trying ${rateText(search.trying)}</span>`}</h2>
    ${
      steps.length === 0
        ? html`<p class="empty">The first rate is still being tried.</p>`
        : html`<table class="grid" aria-label="Rates that were tried">
            <thead>
              <tr>
                <th scope="col" class="c-rate" title="Iterations per second">rate</th>
                <th scope="col" class="c-perSec" title="Requests per second">req/s</th>
                <th scope="col" class="c-p50">p50</th>
                <th scope="col">p95</th>
                <th scope="col" class="c-p99">p99</th>
                <th scope="col" class="c-failed">failed</th>
                <th scope="col" class="c-outcome">outcome</th>
              </tr>
            </thead>
            <tbody>
              ${steps.map(row)}
            </tbody>
          </table>`
    }
  </section>`;
}
