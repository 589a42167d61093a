import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionState } from '../src/session/state.ts';
import { baselineView } from './baseline.ts';
import { endpointsView } from './endpoints.ts';
import { failuresView } from './failures.ts';
import type { Actions, PanelView } from './view.ts';

/** The endpoints, the failures with their number, and the baseline. */
export function tabsView(session: SessionState, view: PanelView, actions: Actions): TemplateResult {
  const failed = session.snapshot?.total.failed ?? 0;
  const missed = session.snapshot?.total.checksFailed ?? 0;
  const failures = Math.max(failed, missed, session.failures.length);
  const select = (event: CustomEvent<{ selectedIndex: number }>) =>
    actions.set({ tab: event.detail.selectedIndex });
  return html`<vscode-tabs .selectedIndex=${view.tab} @vsc-tabs-select=${select}>
    <vscode-tab-header>Endpoints</vscode-tab-header>
    <vscode-tab-panel>${endpointsView(session, view, actions)}</vscode-tab-panel>
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
  </vscode-tabs>`;
}
