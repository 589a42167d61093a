import { html, nothing, type TemplateResult } from 'lit';
import type { PhaseStats } from '../src/metrics/rows.ts';
import type { SessionState } from '../src/session/state.ts';
import { clock, count, ms, percent, perSec } from './format.ts';

interface Column {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly text: (phase: PhaseStats) => string;
}

const time = (pick: (phase: PhaseStats) => number) => (phase: PhaseStats) =>
  ms(phase.requests > 0 ? pick(phase) : null);

const COLUMNS: readonly Column[] = [
  { id: 'vus', title: 'VUs', hint: 'The most virtual users at work', text: (one) => count(one.vus) },
  {
    id: 'iterations',
    title: 'iterations',
    hint: 'Iterations that ran to their end',
    text: (one) => count(one.iterations),
  },
  {
    id: 'dropped',
    title: 'dropped',
    hint: 'Iterations that were due and never started',
    text: (one) => count(one.droppedIterations),
  },
  { id: 'requests', title: 'requests', hint: 'Requests in all', text: (one) => count(one.requests) },
  {
    id: 'perSec',
    title: 'per s',
    hint: 'Requests per second',
    text: (one) => (one.durationMs > 0 ? perSec(one.perSec) : '–'),
  },
  { id: 'p50', title: 'p50', hint: 'Median response time', text: time((one) => one.latencyMs.med) },
  { id: 'p90', title: 'p90', hint: '90th percentile', text: time((one) => one.latencyMs.p90) },
  { id: 'p95', title: 'p95', hint: '95th percentile', text: time((one) => one.latencyMs.p95) },
  { id: 'p99', title: 'p99', hint: '99th percentile', text: time((one) => one.latencyMs.p99) },
  { id: 'max', title: 'max', hint: 'The slowest request', text: time((one) => one.latencyMs.max) },
  {
    id: 'failed',
    title: 'failed',
    hint: 'Share of requests that failed',
    text: (one) => (one.failed === 0 ? '0' : percent(one.failed / one.requests)),
  },
];

function row(phase: PhaseStats, columns: readonly Column[], state: SessionState): TemplateResult {
  const several = (state.run?.scenarios.length ?? 0) > 1;
  const isNow = state.phase === 'running' && state.elapsedMs < phase.endMs;
  return html`<tr class=${isNow ? 'now' : ''}>
    <td class="c-name" title="${phase.name}: ${clock(phase.startMs)} to ${clock(phase.endMs)}">
      <span class="dim num">${clock(phase.startMs)}</span> ${phase.name}
      ${several ? html`<span class="note">${phase.scenario}</span>` : nothing}
      ${isNow ? html`<span class="note">now</span>` : nothing}
    </td>
    ${columns.map(
      ({ id, text }) =>
        html`<td class="num c-${id} ${id === 'failed' && phase.failed > 0 ? 'bad' : ''}">${text(phase)}</td>`,
    )}
  </tr>`;
}

/** Whether the run has phases to be told apart. */
export function hasPhases(state: SessionState): boolean {
  return (state.snapshot?.phases.length ?? 0) > 0;
}

/** The figures of each phase, by what was to start in it. */
export function phasesView(state: SessionState): TemplateResult {
  const phases = state.snapshot?.phases ?? [];
  const dropped = phases.some((one) => one.droppedIterations > 0);
  const columns = COLUMNS.filter((one) => one.id !== 'dropped' || dropped);
  return html`<table class="grid phases" aria-label="Phases">
    <thead>
      <tr>
        <th scope="col" class="c-name">Phase</th>
        ${columns.map(({ id, title, hint }) => html`<th scope="col" class="c-${id}" title=${hint}>${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${phases.map((one) => row(one, columns, state))}
    </tbody>
  </table>`;
}
