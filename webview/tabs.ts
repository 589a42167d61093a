import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionState } from '../src/session/state.ts';
import { baselineView } from './baseline.ts';
import { customMetricsView } from './customMetrics.ts';
import { endpointsView } from './endpoints.ts';
import { failuresView } from './failures.ts';
import { groupsView } from './groups.ts';
import { hasPhases, phasesView } from './phases.ts';
import { slowestView } from './slowest.ts';
import type { Actions, PanelView } from './view.ts';

/** The last, since it is not always there and the tab that is open is remembered by its number. */
const PHASES_TAB = 3;

/** The endpoints, the failures with their number, the baseline, and the phases where there are any. */
export function tabsView(session: SessionState, view: PanelView, actions: Actions): TemplateResult {
  const failed = session.snapshot?.total.failed ?? 0;
  const missed = session.snapshot?.total.checksFailed ?? 0;
  const failures = Math.max(failed, missed, session.failures.length);
  const phased = hasPhases(session);
  const select = (event: CustomEvent<{ selectedIndex: number }>) =>
    actions.set({ tab: event.detail.selectedIndex });
  return html`<vscode-tabs .selectedIndex=${phased || view.tab < PHASES_TAB ? view.tab : 0} @vsc-tabs-select=${select}>
    <vscode-tab-header>Endpoints</vscode-tab-header>
    <vscode-tab-panel>${endpointsView(session, view, actions)}${groupsView(session)}${customMetricsView(session)}${slowestView(session)}</vscode-tab-panel>
    <vscode-tab-header
      >Failures${
        failures > 0
          ? html`<vscode-badge variant="counter" slot="content-after">${failures > 999 ? '999+' : failures}</vscode-badge>`
          : nothing
      }</vscode-tab-header
    >
    <vscode-tab-panel>${failuresView(session, actions)}</vscode-tab-panel>
    <vscode-tab-header>Baseline</vscode-tab-header>
    <vscode-tab-panel>${baselineView(session, Date.now())}</vscode-tab-panel>
    ${
      phased
        ? html`<vscode-tab-header>Phases</vscode-tab-header>
            <vscode-tab-panel>${phasesView(session)}</vscode-tab-panel>`
        : nothing
    }
  </vscode-tabs>`;
}
