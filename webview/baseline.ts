import { html, nothing, type TemplateResult } from 'lit';
import type { Comparison, Delta } from '../src/results/compare.ts';
import type { SessionState } from '../src/session/state.ts';
import { age, ms, percent, percentFixed, perSec, signed, sourceName } from './format.ts';

const WORDS: Readonly<Record<Delta['judgement'], { mark: string; word: string; tone: string }>> = {
  better: { mark: '✓', word: 'better', tone: 'good' },
  worse: { mark: '✗', word: 'worse', tone: 'bad' },
  same: { mark: '≈', word: 'same', tone: 'dim' },
  inconclusive: { mark: '?', word: 'inconclusive: more noise than difference', tone: 'dim' },
};

function row(name: string, delta: Delta, text: (value: number) => string): TemplateResult {
  const { mark, word, tone } = WORDS[delta.judgement];
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="num">${text(delta.before)}</td>
    <td class="num">${text(delta.after)}</td>
    <td class="num ${tone}">${delta.change === null ? '–' : signed(delta.change, percent)}</td>
    <td class="num dim c-noise">± ${text(delta.noise)}</td>
    <td class=${tone}><span aria-hidden="true">${mark}</span> ${word}</td>
  </tr>`;
}

function hotspotChanges(comparison: Comparison): TemplateResult | typeof nothing {
  if (comparison.hotspots.length === 0) return nothing;
  return html`<h3>Hotspots, self share then and now</h3>
    <table class="list short" aria-label="Hotspots then and now">
      <tbody>
        ${comparison.hotspots.map(
          (one) => html`<tr>
            <td class="mono">${one.function} <span class="dim">${sourceName(one.file)}</span></td>
            <td class="num">${percentFixed(one.before)} → ${percentFixed(one.after)}</td>
            <td class="num margin">${one.after > one.before ? '▲' : '▼'} ${signed((one.after - one.before) * 100, (size) => size.toFixed(1))}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
}

function comparisonView(comparison: Comparison, nowMs: number): TemplateResult {
  const commit = comparison.baselineSha ? `, at commit ${comparison.baselineSha.slice(0, 7)}` : '';
  return html`<p class="empty">Against the baseline set ${age(comparison.baselineSetAt, nowMs)}${commit}.</p>
    <table class="grid compare short" aria-label="Comparison with the baseline">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">Figure</span></th>
          <th scope="col">baseline</th>
          <th scope="col">this run</th>
          <th scope="col">change</th>
          <th scope="col" class="c-noise" title="Two standard errors of the difference">noise</th>
          <th scope="col" class="c-judgement">judgement</th>
        </tr>
      </thead>
      <tbody>
        ${row('p50', comparison.p50Ms, ms)}${row('p95', comparison.p95Ms, ms)}
        ${row('p99', comparison.p99Ms, ms)}${row('requests/s', comparison.requestsPerSec, perSec)}
      </tbody>
    </table>
    ${comparison.caveats.map((text) => html`<p class="caveat"><span class="mark" aria-hidden="true">▲</span> ${text}</p>`)}
    ${hotspotChanges(comparison)}`;
}

/** Then and now by figure, with the noise of both; or how to get a baseline. */
export function baselineView(state: SessionState, nowMs: number): TemplateResult {
  if (state.comparison) return comparisonView(state.comparison, nowMs);
  const text =
    state.phase === 'finished'
      ? 'There is no baseline of this scenario to compare with. Set as Baseline keeps this run as one (in a terminal: hotlap run FILE --save-baseline); later runs are then compared with it, beyond noise.'
      : 'Where the scenario has a baseline, the comparison stands here when the run has ended.';
  return html`<p class="empty">${text}</p>`;
}
