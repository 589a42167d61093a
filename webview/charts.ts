import { html, type TemplateResult } from 'lit';
import type { SessionState } from '../src/session/state.ts';
import { latencyLimits, phaseTimes, timeEndMs } from './chartScale.ts';
import { type ChartSpec, ERRORS, RESPONSE_TIME, THROUGHPUT } from './chartSpec.ts';
import type { Palette } from './theme.ts';

/** Percentiles with the thresholds as lines, throughput with VUs, and errors over one time axis. */
export function chartsView(state: SessionState, palette: Palette): TemplateResult {
  const { run, series, elapsedMs } = state;
  const endMs = timeEndMs(elapsedMs, run?.durationMs ?? 0, state.phase === 'finished');
  const steps = state.snapshot?.breakpoint?.steps;
  const parts = steps?.map(({ startMs }) => ({ label: '', startMs, endMs: startMs }));
  const phases = phaseTimes(parts ?? run?.phases ?? [], endMs);
  const limits = latencyLimits(state.thresholds);
  const chart = (spec: ChartSpec) =>
    html`<hotlap-chart
      id=${spec.id}
      .spec=${spec}
      .series=${series}
      .limits=${limits}
      .phases=${phases}
      .endMs=${endMs}
      .palette=${palette}
      .live=${state.phase !== 'finished'}
    ></hotlap-chart>`;
  return html`<section class="charts" aria-label="Over time">
    ${chart(RESPONSE_TIME)}${chart(THROUGHPUT)}${chart(ERRORS)}
  </section>`;
}
