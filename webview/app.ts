import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ToPanel } from '../src/protocol/panelMessages.ts';
import { reduce } from '../src/session/reduce.ts';
import { IDLE, type SessionState } from '../src/session/state.ts';
import { type Verdict, verdictOf } from '../src/session/verdict.ts';
import { baselineView } from './baseline.ts';
import { chartsView } from './charts.ts';
import { emptyView } from './empty.ts';
import { endpointsView } from './endpoints.ts';
import { failuresView } from './failures.ts';
import { footerView } from './footer.ts';
import { FrameMeter } from './frameMeter.ts';
import { headerView } from './header.ts';
import type { Host } from './host.ts';
import { hotspotsView } from './hotspots.ts';
import { panelStyles } from './styles/all.ts';
import { pageStyles } from './styles/shared.ts';
import { isHighContrast, onThemeChange, type Palette, readPalette } from './theme.ts';
import { thresholdsView } from './thresholds.ts';
import { tilesView } from './tiles.ts';
import { verdictView, warningsView } from './verdict.ts';
import { type Actions, type PanelView, readView } from './view.ts';

/** A live verdict's figures change four times a second; a screen reader hears it this often at most. */
const ANNOUNCE_EVERY_MS = 15_000;

/** The whole panel: the session's state, reduced from what the host tells, drawn once a frame. */
export class HotlapPanel extends LitElement {
  static override properties = {
    session: { state: true },
    view: { state: true },
    palette: { state: true },
    announced: { state: true },
  };
  static override styles = panelStyles;

  declare private session: SessionState;
  declare private view: PanelView;
  declare private palette: Palette | null;
  declare private announced: string;
  readonly #host: Host;
  readonly #actions: Actions;
  readonly #meter: FrameMeter;
  /** Reduced as messages come, so that a hidden panel keeps no queue; drawn in the next frame. */
  #next: SessionState = IDLE;
  #announcedLevel: Verdict['level'] = 'none';
  #announcedMs = 0;

  constructor(host: Host) {
    super();
    this.#host = host;
    this.#actions = {
      post: (message) => host.post(message),
      set: (change) => {
        this.view = { ...this.view, ...change };
        host.remember(this.view);
      },
    };
    this.#meter = new FrameMeter((worstFrameMs, frames) =>
      host.post({ type: 'measured', worstFrameMs, frames }),
    );
    this.session = IDLE;
    this.view = readView(host.recall());
    this.palette = null;
    this.announced = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageStyles()];
    onThemeChange(() => this.#readTheme());
    this.#host.listen((message) => this.#receive(message));
    this.#host.post({ type: 'ready' });
  }

  protected override firstUpdated(): void {
    this.#readTheme();
  }

  #readTheme(): void {
    this.toggleAttribute('high-contrast', isHighContrast());
    this.palette = readPalette(this);
  }

  #receive(message: ToPanel): void {
    this.#meter.spend(() => {
      this.#next = message.type === 'hydrate' ? message.state : message.events.reduce(reduce, this.#next);
    });
    this.#meter.request(() => {
      this.session = this.#next;
    });
  }

  /** Says the verdict when its level changes, and now and then while it stands. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!(changed as Map<PropertyKey, unknown>).has('session')) return;
    const verdict = verdictOf(this.session);
    const nowMs = performance.now();
    if (verdict.level === this.#announcedLevel && nowMs - this.#announcedMs < ANNOUNCE_EVERY_MS) return;
    this.#announcedLevel = verdict.level;
    this.#announcedMs = nowMs;
    this.announced = `${verdict.headline} ${verdict.detail}`.trim();
  }

  override render(): TemplateResult {
    const { session, announced } = this;
    return html`
      <div class="hidden" role="status" aria-live="polite">${announced}</div>
      ${session.run === null && session.problem === null ? emptyView() : this.#runView()}
    `;
  }

  #runView(): TemplateResult {
    const { session, palette, view } = this;
    const actions = this.#actions;
    const nothingSent = session.phase === 'finished' && session.snapshot === null;
    return html`
      ${headerView(session, actions)}
      <main>
        ${verdictView(session, verdictOf(session), actions)}${warningsView(session.warnings)}
        ${
          nothingSent
            ? nothing
            : html`${tilesView(session)}
                <div class="columns-of-two">
                  ${palette ? chartsView(session, palette) : nothing}
                  <div class="side">${hotspotsView(session, view, actions)}${thresholdsView(session)}</div>
                </div>
                ${this.#tabs()}`
        }
        ${footerView(session, Date.now(), actions)}
      </main>
    `;
  }

  #tabs(): TemplateResult {
    const { session, view } = this;
    const actions = this.#actions;
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
}
