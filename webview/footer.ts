import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../src/metrics/snapshot.ts';
import type { SessionState } from '../src/session/state.ts';
import { age, bytes, count, ms, percent } from './format.ts';
import type { Actions } from './view.ts';

/** Starts later than this make the figures doubtful. */
const LATE_MS = 20;

interface Health {
  readonly text: string;
  readonly doubtful: boolean;
}

/** How the generator fared, in words, and whether its figures are to be doubted. */
export function generatorHealth(snapshot: Snapshot, generatorLimitedMs: number): Health {
  const { cpuShare, startDelayP99Ms, loopDelayP99Ms, memoryBytes } = snapshot.generator;
  const dropped = snapshot.total.droppedIterations;
  const parts = [
    `${percent(Math.round(cpuShare * 100) / 100)} of a core`,
    `${count(dropped)} dropped`,
    ...(startDelayP99Ms > 0 ? [`on time to ${ms(startDelayP99Ms)}`] : []),
    `event loop late by ${ms(loopDelayP99Ms)}`,
    bytes(memoryBytes),
  ];
  const doubtful = generatorLimitedMs >= 1000 || startDelayP99Ms >= LATE_MS || dropped > 0;
  return { text: parts.join(', '), doubtful };
}

function latencyNote({ total }: Snapshot): string {
  if (total.latencyMs.count === 0) return '';
  return `response time from the intended start; service time p95 ${ms(total.serviceMs.p95)}`;
}

/** How the generator itself fared, what the times mean, the baseline, and the record. */
export function footerView(
  state: SessionState,
  nowMs: number,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { snapshot, comparison, recordFile, run, phase } = state;
  if (!run) return nothing;
  const health = snapshot ? generatorHealth(snapshot, state.generatorLimitedMs) : null;
  const note = snapshot ? latencyNote(snapshot) : '';
  const sha = comparison?.baselineSha ? `, ${comparison.baselineSha.slice(0, 7)}` : '';
  return html`<footer>
    ${
      health
        ? html`<span class=${health.doubtful ? 'warn' : ''}
            >${health.doubtful ? html`<span class="mark">▲</span> the generator may have been the limit: ` : 'generator '}${health.text}</span
          >`
        : nothing
    }
    <span>${run.target}</span>
    ${note ? html`<span>${note}</span>` : nothing}
    ${comparison ? html`<span>baseline ${age(comparison.baselineSetAt, nowMs)}${sha}</span>` : nothing}
    ${
      recordFile && phase === 'finished'
        ? html`<button class="link" title=${recordFile} @click=${() => actions.post({ type: 'openRecord' })}>Open record</button>`
        : nothing
    }
  </footer>`;
}
