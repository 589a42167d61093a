import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ToPanel } from '../src/protocol/panelMessages.ts';
import { reduce } from '../src/session/reduce.ts';
import { IDLE, type SessionState } from '../src/session/state.ts';
import type { SuiteState } from '../src/session/suiteState.ts';
import { suiteVerdictOf } from '../src/session/suiteVerdict.ts';
import { type Verdict, verdictOf } from '../src/session/verdict.ts';
import { chartsView } from './charts.ts';
import { emptyView } from './empty.ts';
import { footerView } from './footer.ts';
import { FrameMeter } from './frameMeter.ts';
import { headerView } from './header.ts';
import type { Host } from './host.ts';
import { hotspotsView } from './hotspots.ts';
import { stepsView } from './steps.ts';
import { panelStyles } from './styles/all.ts';
import { pageStyles } from './styles/shared.ts';
import { suiteView } from './suite.ts';
import { tabsView } from './tabs.ts';
import { isHighContrast, onThemeChange, type Palette, readPalette } from './theme.ts';
import { thresholdsView } from './thresholds.ts';
import { tilesView } from './tiles.ts';
import { timesView } from './times.ts';
import { verdictView, warningsView } from './verdict.ts';
import { type Actions, type PanelView, readView } from './view.ts';

/** A live verdict's figures change four times a second; a screen reader hears it this often at most. */
const ANNOUNCE_EVERY_MS = 15_000;

/** Nobody reads a table whose every figure changes four times a second, and it costs most: this often at most. */
const TABS_EVERY_MS = 1000;

/**
 * The whole panel: the session's state, reduced from what the host tells. What changes at every snapshot is
 * drawn in one frame; the hotspots and the tabs catch up in frames of their own, so that none is long.
 */
export class HotlapPanel extends LitElement {
  static override properties = {
    session: { state: true },
    suite: { state: true },
    hot: { state: true },
    tabs: { state: true },
    view: { state: true },
    palette: { state: true },
    announced: { state: true },
  };
  static override styles = panelStyles;

  declare private session: SessionState;
  declare private suite: SuiteState | null;
  /** The session as the hotspots were last drawn of it, and the tabs. */
  declare private hot: SessionState;
  declare private tabs: SessionState;
  declare private view: PanelView;
  declare private palette: Palette | null;
  declare private announced: string;
  readonly #host: Host;
  readonly #actions: Actions;
  readonly #meter: FrameMeter;
  /** Reduced as messages come, so that a hidden panel keeps no queue; drawn in the next frame. */
  #next: SessionState = IDLE;
  #nextSuite: SuiteState | null = null;
  #announcedLevel: Verdict['level'] = 'none';
  #announcedMs = 0;
  #tabsMs = 0;
  #tabsTimer: ReturnType<typeof setTimeout> | undefined;

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
    this.suite = null;
    this.hot = IDLE;
    this.tabs = IDLE;
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
      if (message.type === 'events') this.#next = message.events.reduce(reduce, this.#next);
      else this.#nextSuite = message.suite;
      if (message.type === 'hydrate') this.#next = message.state;
    });
    this.#meter.request(() => this.#draw());
  }

  #draw(): void {
    this.session = this.#next;
    this.suite = this.#nextSuite;
    this.#catchUp();
  }

  /** Brings the hotspots up to date in the next frame, or else the tabs, where they are behind and it is time. */
  #catchUp(): void {
    const { session } = this;
    if (this.hot.hotspots !== session.hotspots || this.hot.phase !== session.phase) {
      this.#meter.request(() => {
        this.hot = this.session;
        this.#catchUp();
      });
      return;
    }
    if (this.tabs === session) return;
    const now = this.tabs.phase !== session.phase || this.tabs.run !== session.run;
    const inMs = now ? 0 : this.#tabsMs + TABS_EVERY_MS - performance.now();
    clearTimeout(this.#tabsTimer);
    if (inMs > 0) this.#tabsTimer = setTimeout(() => this.#catchUp(), inMs);
    else
      this.#meter.request(() => {
        this.tabs = this.session;
        this.#tabsMs = performance.now();
      });
  }

  /** Says the verdict when its level changes, and now and then while it stands. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.suite?.phase === 'finished' && (changed as Map<PropertyKey, unknown>).has('suite')) {
      this.announced = suiteVerdictOf(this.suite).headline;
      return;
    }
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
      ${this.#hasRun(session) ? this.#runView() : this.suite === null ? emptyView() : html`<main>${suiteView(this.suite, this.#actions)}</main>`}
    `;
  }

  #hasRun({ run, problem }: SessionState): boolean {
    return run !== null || problem !== null;
  }

  #runView(): TemplateResult {
    const { session, suite, hot, tabs, palette, view } = this;
    const actions = this.#actions;
    const nothingSent = session.phase === 'finished' && session.snapshot === null;
    return html`
      ${guard([session, suite], () => headerView(session, suite, actions))}
      <main>
        ${guard([suite], () => suiteView(suite, actions))}
        ${guard(
          [session],
          () => html`${verdictView(session, verdictOf(session), actions)}${warningsView(session.warnings)}`,
        )}
        ${
          nothingSent
            ? nothing
            : html`${guard([session], () => html`${tilesView(session)}${timesView(session)}`)}
                <div class="columns-of-two">
                  ${guard([session, palette], () => (palette ? chartsView(session, palette) : nothing))}
                  <div class="side">
                    ${guard([hot, view], () => hotspotsView(hot, view, actions))}${guard([session], () => thresholdsView(session))}
                  </div>
                </div>
                ${guard([tabs], () => stepsView(tabs))}
                ${guard([tabs, view], () => tabsView(tabs, view, actions))}`
        }
        ${guard([session], () => footerView(session, Date.now(), actions))}
      </main>
    `;
  }
}
