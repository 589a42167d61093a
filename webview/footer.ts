import { html, nothing, type TemplateResult } from 'lit';
import type { GeneratorTally } from '../src/metrics/generatorTally.ts';
import type { Snapshot } from '../src/metrics/snapshot.ts';
import { cpuShares, generatorLimitOf, threadsText } from '../src/session/generatorLimit.ts';
import type { SessionState } from '../src/session/state.ts';
import { loginTexts } from '../src/session/wording.ts';
import { age, bytes, count, durationText, keepUnits, ms, percent } from './format.ts';
import { isOpenModel } from './times.ts';
import type { Actions } from './view.ts';

/** How the generator fared, in words. */
function generatorHealth(snapshot: Snapshot, tally: GeneratorTally): string {
  const { generator, total } = snapshot;
  const { startDelayP99Ms, loopDelayP99Ms, memoryBytes } = generator;
  const { cpuShare, machineCpuShare } = cpuShares(tally, snapshot);
  const whole = (share: number) => percent(Math.round(share * 100) / 100);
  const parts = [
    `${whole(cpuShare)} of a core${generator.threads === undefined ? '' : ` in ${threadsText(snapshot)}`}`,
    ...(machineCpuShare > 0 ? [`the machine ${whole(machineCpuShare)} busy`] : []),
    `${count(total.droppedIterations)} dropped`,
    ...(startDelayP99Ms > 0 ? [`on time to ${ms(startDelayP99Ms)}`] : []),
    `event loop late by ${ms(loopDelayP99Ms)}`,
    bytes(memoryBytes),
  ];
  return parts.join(', ');
}

/** What the two times are, where they are not told by themselves: they differ by the wait for a connection. */
function latencyNote(state: SessionState, { total }: Snapshot): string {
  if (total.latencyMs.count === 0 || isOpenModel(state)) return '';
  return `response time p95 ${ms(total.latencyMs.p95)}, service time p95 ${ms(total.serviceMs.p95)} (from sending)`;
}

/** How the generator itself fared, what the times mean, the baseline, and the record. */
export function footerView(
  state: SessionState,
  nowMs: number,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { snapshot, comparison, recordFile, run, phase } = state;
  if (!run) return nothing;
  const { limited } = generatorLimitOf(state.generator, snapshot, run.target);
  const health = snapshot ? generatorHealth(snapshot, state.generator) : '';
  const note = snapshot ? latencyNote(state, snapshot) : '';
  const sha = comparison?.baselineSha ? `, ${comparison.baselineSha.slice(0, 7)}` : '';
  return html`<footer>
    ${
      health
        ? html`<span class=${limited ? 'warn' : ''}
            >${limited ? html`<span class="mark">▲</span> generator-limited: ` : 'generator '}${keepUnits(health)}</span
          >`
        : nothing
    }
    <span>${run.target}</span>
    ${run.warmupMs > 0 ? html`<span>${keepUnits(`the first ${durationText(run.warmupMs)} are warm-up, in no figure`)}</span>` : nothing}
    ${note ? html`<span>${keepUnits(note)}</span>` : nothing}
    ${snapshot?.logins ? html`<span>${keepUnits(loginTexts(snapshot.logins).join(', '))}</span>` : nothing}
    ${comparison ? html`<span>baseline ${age(comparison.baselineSetAt, nowMs)}${sha}</span>` : nothing}
    ${
      recordFile && phase === 'finished'
        ? html`<button class="link" title=${recordFile} @click=${() => actions.post({ type: 'openRecord' })}>Open record</button>`
        : nothing
    }
  </footer>`;
}
