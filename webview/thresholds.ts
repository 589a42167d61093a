import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ThresholdStatus } from '../src/metrics/thresholdStatus.ts';
import { judgedRate, rateText } from '../src/session/breakpointText.ts';
import type { SessionState } from '../src/session/state.ts';
import { isUnjudged } from '../src/session/verdict.ts';
import { clock, marginText, thresholdValue } from './format.ts';

/** The aggregation that an expression begins with, without blanks: `p(95)`, `med`, `rate`. */
export function methodOf(expression: string): string {
  return /^\s*(p\(\s*[\d.]+\s*\)|[a-z]+)/.exec(expression)?.[1]?.replaceAll(/\s/g, '') ?? '';
}

/** The value of a tag in a submetric's name; undefined where it has none: `name` of `http_req_duration{name:login}`. */
export function tagOf(metric: string, key: string): string | undefined {
  const tags = /^[^{]*\{(.*)\}$/.exec(metric)?.[1] ?? '';
  for (const tag of tags.split(',')) {
    const [name = '', ...value] = tag.split(':');
    if (name.trim() !== key || value.length === 0) continue;
    return value
      .join(':')
      .trim()
      .replaceAll(/^["']|["']$/g, '');
  }
  return undefined;
}

/** Whether a threshold on `metric` by one of `methods` is red. */
export function isFailing(state: SessionState, metric: string, methods: readonly string[]): boolean {
  return state.thresholds.some(
    (one) => one.metric === metric && one.ok === false && methods.includes(methodOf(one.expression)),
  );
}

function statusMark(status: ThresholdStatus): { mark: string; word: string; tone: string } {
  const { ok } = status;
  if (ok === null) return { mark: '·', word: 'not measured yet', tone: 'dim' };
  if (isUnjudged(status)) return { mark: '·', word: 'had nothing to judge', tone: 'dim' };
  return ok ? { mark: '✓', word: 'passes', tone: 'good' } : { mark: '✗', word: 'fails', tone: 'bad' };
}

function row(status: ThresholdStatus): TemplateResult {
  const { mark, word, tone } = statusMark(status);
  const since =
    status.ok === false && status.failingSinceMs !== null ? `since ${clock(status.failingSinceMs)}` : '';
  return html`<tr class=${status.ok === false ? 'bad' : ''}>
    <td class="mark ${tone}"><span aria-hidden="true">${mark}</span><span class="hidden">${word}</span></td>
    <td class="mono expression">
      <span class="metric">${status.metric}</span> <span class="nowrap">${status.expression}</span>
      ${status.abortOnFail ? html`<span class="note" title="abortOnFail">stops the run</span>` : nothing}
      ${since ? html`<span class="note">${since}</span>` : nothing}
    </td>
    <td class="num value">${thresholdValue(status.metric, status.expression, status.value, status.ok)}</td>
    <td class="num margin">${marginText(status.margin, status.expression)}</td>
  </tr>`;
}

/** The statuses, or before there are any the plan's thresholds with nothing measured. */
function statuses(state: SessionState): readonly ThresholdStatus[] {
  if (state.thresholds.length > 0) return state.thresholds;
  return (state.run?.thresholds ?? []).map(({ metric, expression }) => ({
    metric,
    expression,
    value: null,
    limit: 0,
    ok: null,
    margin: null,
    failingSinceMs: null,
    abortOnFail: false,
  }));
}

/** Each threshold with its expression, value, pass or fail as it stands, and the margin. */
export function thresholdsView(state: SessionState): TemplateResult {
  const all = statuses(state);
  const failing = all.filter((one) => one.ok === false).length;
  const empty = all.filter(isUnjudged).length;
  const passing = all.filter((one) => one.ok === true).length - empty;
  const search = state.snapshot?.breakpoint ?? null;
  const rate = search === null ? null : judgedRate(search);
  const tally = [
    rate === null ? '' : `at ${rateText(rate)}`,
    failing > 0 ? `${failing} failing` : '',
    passing > 0 ? `${passing} passing` : '',
    empty > 0 ? `${empty} without samples` : '',
  ];
  return html`<section class="thresholds" aria-labelledby="thresholds-title">
    <h2 id="thresholds-title">Thresholds <small>${tally.filter((part) => part !== '').join(', ')}</small></h2>
    ${
      all.length === 0
        ? html`<p class="empty">
            None in this scenario, so nothing can fail. Add <code>thresholds:</code> to the file, such as
            <code>http_req_duration: [p(95) &lt; 100]</code>.
          </p>`
        : html`<table class="list">
            <tbody>
              ${repeat(all, (one) => `${one.metric} ${one.expression}`, row)}
            </tbody>
          </table>`
    }
  </section>`;
}
