import { html, nothing, type TemplateResult } from 'lit';
import type { Delta } from '../src/results/compare.ts';
import type { SessionState } from '../src/session/state.ts';
import {
  count,
  type Figure,
  ms,
  msFigure,
  NOTHING,
  percent,
  percentFigure,
  perSec,
  signed,
} from './format.ts';
import { sparkline } from './sparkline.ts';
import { isFailing } from './thresholds.ts';
import { isOpenModel } from './times.ts';

/** Keeps the height of a line that is empty. */
const NO_BREAK = '\u00a0';

interface Tile {
  readonly label: string;
  readonly figure: Figure;
  readonly bad: boolean;
  readonly spark: TemplateResult;
  /** The small line below: the difference to the baseline, else something that helps to read the figure. */
  readonly below: TemplateResult;
}

/** The mark tells it where there is no room for the word. */
const JUDGEMENTS: Readonly<Record<Delta['judgement'], { mark: string; word: string; tone: string }>> = {
  better: { mark: '✓', word: 'better', tone: 'good' },
  worse: { mark: '✗', word: 'worse', tone: 'bad' },
  same: { mark: '≈', word: 'same', tone: '' },
  inconclusive: { mark: '?', word: 'within noise', tone: '' },
};

/** A difference to the baseline: sign, size, and the judgement by a mark and in a word. */
function deltaView(delta: Delta, text: (size: number) => string): TemplateResult {
  const { mark, word, tone } = JUDGEMENTS[delta.judgement];
  const by = delta.after - delta.before;
  const change = delta.change === null ? '' : ` (${signed(delta.change, percent)})`;
  const told = `${text(delta.before)} in the baseline, now ${text(delta.after)}${change}: ${word}; the noise is ${text(delta.noise)}`;
  return html`<span class="delta ${tone}" title=${told}
    ><span aria-hidden="true">${mark}</span> ${signed(by, text)} <span class="word">${word}</span></span
  >`;
}

function isLive({ phase }: SessionState): boolean {
  return phase === 'running' || phase === 'stopping';
}

function latencyTile(state: SessionState, label: 'p50' | 'p95' | 'p99'): Tile {
  const { snapshot, series, comparison } = state;
  const latency = snapshot && snapshot.total.latencyMs.count > 0 ? snapshot.total.latencyMs : null;
  const value = latency ? { p50: latency.med, p95: latency.p95, p99: latency.p99 }[label] : null;
  const column = { p50: series.p50Ms, p95: series.p95Ms, p99: series.p99Ms }[label];
  const delta = comparison
    ? { p50: comparison.p50Ms, p95: comparison.p95Ms, p99: comparison.p99Ms }[label]
    : null;
  const now = column.at(-1) ?? null;
  let below: TemplateResult = html`${NO_BREAK}`;
  if (delta) below = deltaView(delta, ms);
  else if (isLive(state)) below = html`now ${ms(now)}`;
  else if (latency) {
    const beside = {
      p50: ['mean', latency.avg],
      p95: ['p90', latency.p90],
      p99: ['max', latency.max],
    } as const;
    below = html`${beside[label][0]} ${ms(beside[label][1])}`;
  }
  return {
    label,
    figure: msFigure(value),
    bad: isFailing(state, 'http_req_duration', label === 'p50' ? ['med', 'p(50)'] : [`p(${label.slice(1)})`]),
    spark: html`${sparkline(column, label, 'max')}`,
    below,
  };
}

function requestsTile(state: SessionState): Tile {
  const { snapshot, series, comparison } = state;
  const now = series.requestsPerSec.at(-1);
  const total = snapshot?.total;
  const rate = total && total.durationMs > 0 ? (total.requests * 1000) / total.durationMs : null;
  let below: TemplateResult = html`${total ? `${count(total.requests)} in all` : NO_BREAK}`;
  if (comparison) below = deltaView(comparison.requestsPerSec, perSec);
  else if (isLive(state) && now !== undefined) below = html`now ${perSec(now)}`;
  return {
    label: 'requests/s',
    figure: { value: rate === null ? NOTHING : perSec(rate), unit: '' },
    bad: false,
    spark: html`${sparkline(series.requestsPerSec, 'requests', 'mean')}`,
    below,
  };
}

function errorsTile(state: SessionState): Tile {
  const total = state.snapshot?.total;
  const share = total && total.requests > 0 ? total.failed / total.requests : null;
  return {
    label: 'errors',
    figure: share === null ? { value: NOTHING, unit: '' } : percentFigure(share),
    bad: isFailing(state, 'http_req_failed', ['rate']),
    spark: html`${sparkline(state.series.failedPerSec, 'failed', 'mean')}`,
    below: html`${total ? (total.failed === 0 ? 'none failed' : `${count(total.failed)} failed`) : NO_BREAK}`,
  };
}

function vusTile(state: SessionState): Tile {
  const { snapshot, series, phase } = state;
  const seen = series.vus.reduce((most, one) => Math.max(most, one), 0);
  // Where users are made as they are needed, a fast API has them all idle whenever one looks.
  const peak = seen === 0 || isOpenModel(state) ? (snapshot?.vusMax ?? 0) : seen;
  const over = phase === 'finished';
  return {
    label: 'VUs',
    figure: { value: snapshot ? count(over ? peak : snapshot.vus) : NOTHING, unit: '' },
    bad: false,
    spark: html`${sparkline(series.vus, 'vus', 'max')}`,
    below: html`${snapshot ? (over ? 'at most' : `of ${count(snapshot.vusMax)}`) : NO_BREAK}`,
  };
}

/** p50, p95, p99, requests/s, errors and VUs over the whole run, each with its course and what it differs by. */
export function tilesView(state: SessionState): TemplateResult | typeof nothing {
  const tiles = [
    latencyTile(state, 'p50'),
    latencyTile(state, 'p95'),
    latencyTile(state, 'p99'),
    requestsTile(state),
    errorsTile(state),
    vusTile(state),
  ];
  return html`<dl class="tiles" aria-label="Figures over the whole run">
    ${tiles.map(
      ({ label, figure, bad, spark, below }) => html`<div class="tile ${bad ? 'bad' : ''}">
        <dt>${bad ? html`<span class="mark">✗</span> ` : nothing}${label}</dt>
        ${spark}
        <dd>
          <strong>${figure.value}</strong>${figure.unit ? html`<small> ${figure.unit}</small>` : nothing}
          <span class="below">${below}</span>
        </dd>
      </div>`,
    )}
  </dl>`;
}
