import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import type uPlot from 'uplot';
import uPlotCss from 'uplot/dist/uPlot.min.css';
import type { Series } from '../src/session/state.ts';
import { createPlot, type PlotState, plotData } from './chartPlot.ts';
import type { Limit } from './chartScale.ts';
import type { ChartSpec } from './chartSpec.ts';
import { clock } from './format.ts';
import { hiddenStyles } from './styles/shared.ts';
import type { Palette } from './theme.ts';

/** The last row in which a request ended, else the last: at the end of a run the load has often run out. */
function lastMeasured(series: Series): number {
  const measured = series.p95Ms.findLastIndex((value) => value !== null);
  return measured >= 0 ? measured : series.elapsedMs.length - 1;
}

/**
 * A time chart that is built once and fed. Its heading tells the values at the crosshair, which all charts
 * share, or the last ones; the arrow keys move the crosshair.
 */
export class HotlapChart extends LitElement {
  static override properties = {
    spec: { attribute: false },
    series: { attribute: false },
    limits: { attribute: false },
    phases: { attribute: false },
    endMs: { attribute: false },
    palette: { attribute: false },
    live: { attribute: false },
    cursor: { state: true },
  };

  declare spec: ChartSpec;
  declare series: Series;
  declare limits: readonly Limit[];
  declare phases: readonly number[];
  declare endMs: number;
  declare palette: Palette;
  /** Whether the heading tells the last values while there is no crosshair: not of a run that is over. */
  declare live: boolean;
  /** Index of the row at the crosshair. */
  declare private cursor: number | null;
  #plot: uPlot | null = null;
  #state: PlotState | null = null;
  readonly #resized = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.limits = [];
    this.phases = [];
    this.endMs = 1000;
    this.live = true;
    this.cursor = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  override render(): TemplateResult {
    const { series, spec, cursor } = this;
    const last = series.elapsedMs.length - 1;
    const index = cursor !== null && cursor <= last ? cursor : lastMeasured(series);
    const values = spec.lines.map((line) => ({ line, text: line.text(series[line.column][index] ?? null) }));
    const shown = this.live || cursor !== null;
    const at = index < 0 ? '' : clock(series.elapsedMs[index] ?? 0);
    const time = cursor === null ? html`at ${at}` : html`<b>┊ ${at}</b>`;
    const told = values.map(({ line, text }) => `${line.label} ${text}`).join(', ');
    return html`<figure>
      <figcaption>
        <b>${spec.title}</b>
        <span class="at" aria-hidden="true">${at && shown && spec.tellsTime ? time : nothing}</span>
        <span class="keys">
          ${values.map(
            ({ line, text }) =>
              html`<span class="key ${line.colour} ${line.dash ? 'dashed' : ''} ${line.width > 1.5 ? 'bold' : ''}"
                >${line.label} <b>${shown ? text : nothing}</b></span
              >`,
          )}
        </span>
      </figcaption>
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label="${spec.title} over time; the arrow keys move the crosshair"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, last)}
        aria-valuenow=${Math.max(0, index)}
        aria-valuetext=${at ? `${at}: ${told}` : 'no values yet'}
        @keydown=${this.#onKey}
        @blur=${() => this.#moveTo(null)}
      ></div>
    </figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!this.#plot) {
      this.#fit();
      return;
    }
    const state = this.#state;
    if (!state) return;
    const drawn = ['series', 'limits', 'phases', 'endMs', 'palette'] as const;
    if (!drawn.some((name) => changed.has(name))) return;
    this.#take(state);
    if (changed.has('palette')) this.#plot.redraw(false, true);
    if (changed.has('series') || changed.has('endMs') || changed.has('limits'))
      this.#plot.setData(plotData(this.spec, this.series));
  }

  #take(state: PlotState): void {
    state.palette = this.palette;
    state.limits = this.limits;
    state.phases = this.phases;
    state.endMs = this.endMs;
  }

  /** Builds the plot once there is room for it, and follows the width afterwards. */
  #fit(): void {
    const into = this.renderRoot.querySelector<HTMLElement>('.plot');
    const width = Math.floor(into?.clientWidth ?? 0);
    if (!into || width < 80) return;
    if (this.#plot) {
      if (this.#plot.width !== width) this.#plot.setSize({ width, height: this.spec.heightPx });
      return;
    }
    const state = { palette: this.palette, limits: this.limits, phases: this.phases, endMs: this.endMs };
    this.#state = state;
    this.#plot = createPlot(this.spec, state, into, width, (index) => {
      this.cursor = index;
    });
    this.#plot.setData(plotData(this.spec, this.series));
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.series.elapsedMs.length - 1;
    const now = this.cursor ?? last;
    const step = event.shiftKey ? 10 : 1;
    const moves: Record<string, number | null> = {
      ArrowLeft: now - step,
      ArrowRight: now + step,
      Home: 0,
      End: last,
      Escape: null,
    };
    const to = moves[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.#moveTo(to === null ? null : Math.min(last, Math.max(0, to)));
  }

  #moveTo(index: number | null): void {
    const plot = this.#plot;
    if (!plot) return;
    const ms = index === null ? undefined : this.series.elapsedMs[index];
    const left = ms === undefined ? -10 : plot.valToPos(ms, 'x');
    plot.setCursor({ left, top: ms === undefined ? -10 : 1 });
  }

  static override styles = [
    unsafeCSS(uPlotCss),
    hiddenStyles,
    css`
      :host {
        container-type: inline-size;
        display: block;
        min-width: 0;
      }
      figure {
        margin: 0;
      }
      figcaption {
        align-items: baseline;
        display: grid;
        font-size: 12px;
        gap: 0 14px;
        grid-template-columns: auto minmax(0, 1fr) auto;
        line-height: 18px;
      }
      figcaption > b {
        font-weight: 600;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        grid-column: 2;
        grid-row: 1;
      }
      .at {
        color: var(--dim);
        font-variant-numeric: tabular-nums;
        grid-column: 3;
        grid-row: 1;
      }
      .at b {
        color: var(--fg);
        font-weight: 400;
      }
      .key {
        color: var(--dim);
        white-space: nowrap;
      }
      .key b {
        color: var(--fg);
        display: inline-block;
        font-variant-numeric: tabular-nums;
        font-weight: 400;
        min-width: 3.4em;
      }
      .key::before {
        border-top: 1.5px solid;
        content: '';
        display: inline-block;
        margin-right: 5px;
        vertical-align: middle;
        width: 12px;
      }
      .key.bold::before {
        border-top-width: 3px;
      }
      .key.dashed::before {
        border-top-style: dashed;
      }
      .p50::before {
        color: var(--p50);
      }
      .p95::before {
        color: var(--p95);
      }
      .p99::before {
        color: var(--p99);
      }
      .requests::before {
        color: var(--requests);
      }
      .failed::before {
        color: var(--failed);
      }
      .vus::before {
        color: var(--vus);
      }
      .plot {
        overflow: hidden;
      }
      .plot:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      /* A layer each would cost more at every frame than it saves while the crosshair moves. */
      .u-cursor-x,
      .u-cursor-pt {
        will-change: auto;
      }
      .u-vt .u-cursor-x {
        border-right: 1px solid var(--dim);
      }
      .u-hz .u-cursor-x {
        border-right: 1px solid var(--dim);
      }
      @container (max-width: 460px) {
        figcaption {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .keys {
          grid-column: 1 / -1;
          grid-row: 2;
        }
        .at {
          grid-column: 2;
        }
        .key b {
          min-width: 0;
        }
      }
    `,
  ];
}
