import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type uPlot from 'uplot';
import type { Series } from '../src/session/state.ts';
import { createPlot, type PlotState, plotData } from './chartPlot.ts';
import { type ChartRows, joinRows, rowsPerPoint } from './chartRows.ts';
import type { Limit } from './chartScale.ts';
import type { ChartSpec, Line } from './chartSpec.ts';
import { clock } from './format.ts';
import { chartStyles } from './styles/chart.ts';
import type { Palette } from './theme.ts';

/** The last row in which a request ended, else the last: at the end of a run the load has often run out. */
function lastMeasured(series: Series): number {
  const measured = series.p95Ms.findLastIndex((value) => value !== null);
  return measured >= 0 ? measured : series.elapsedMs.length - 1;
}

/** By what they hold: both are made anew for every drawing. */
function differs(now: unknown, before: unknown): boolean {
  return JSON.stringify(now) !== JSON.stringify(before);
}

/**
 * A time chart that is built once and fed. Its heading tells the values at the crosshair, which all charts
 * share, or the last ones; the arrow keys move the crosshair.
 */
export class HotlapChart extends LitElement {
  static override properties = {
    spec: { attribute: false },
    series: { attribute: false },
    limits: { attribute: false, hasChanged: differs },
    phases: { attribute: false, hasChanged: differs },
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
  /** Index of the point at the crosshair. */
  declare private cursor: number | null;
  #plot: uPlot | null = null;
  #state: PlotState | null = null;
  #rows: ChartRows = { elapsedMs: [], values: [] };
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
    const { spec, cursor } = this;
    const last = this.#rows.elapsedMs.length - 1;
    const { atMs, values } = this.#told();
    const shown = this.live || cursor !== null;
    const at = atMs === undefined ? '' : clock(atMs);
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
        aria-valuenow=${Math.max(0, cursor ?? last)}
        aria-valuetext=${at ? `${at}: ${told}` : 'no values yet'}
        @keydown=${this.#onKey}
        @blur=${() => this.#moveTo(null)}
      ></div>
    </figure>`;
  }

  /** The time and the values at the crosshair, else the last ones that were measured. */
  #told(): { atMs: number | undefined; values: { line: Line; text: string }[] } {
    const { spec, series, cursor } = this;
    const rows = this.#rows;
    if (cursor !== null && cursor < rows.elapsedMs.length) {
      const values = spec.lines.map((line, index) => ({
        line,
        text: line.text(rows.values[index]?.[cursor] ?? null),
      }));
      return { atMs: rows.elapsedMs[cursor], values };
    }
    const at = lastMeasured(series);
    const values = spec.lines.map((line) => ({ line, text: line.text(series[line.column][at] ?? null) }));
    return { atMs: series.elapsedMs[at], values };
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('series')) this.#join();
  }

  #join(): void {
    const { series, spec } = this;
    const size = rowsPerPoint(series.elapsedMs.length, this.#plot?.width ?? 600);
    this.#rows = joinRows(
      series,
      spec.lines.map((line) => line.column),
      size,
    );
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
    // The labels' room may have changed too, which is not looked at when only data come.
    if (changed.has('palette') || changed.has('limits')) this.#plot.redraw(false, true);
    if (changed.has('series') || changed.has('endMs')) this.#plot.setData(plotData(this.#rows));
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
      if (this.#plot.width === width) return;
      this.#plot.setSize({ width, height: this.spec.heightPx });
      this.#join();
      this.#plot.setData(plotData(this.#rows));
      return;
    }
    const state = { palette: this.palette, limits: this.limits, phases: this.phases, endMs: this.endMs };
    this.#state = state;
    this.#plot = createPlot(this.spec, state, into, width, (index) => {
      this.cursor = index;
    });
    this.#join();
    this.#plot.setData(plotData(this.#rows));
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#rows.elapsedMs.length - 1;
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
    const ms = index === null ? undefined : this.#rows.elapsedMs[index];
    const left = ms === undefined ? -10 : plot.valToPos(ms, 'x');
    plot.setCursor({ left, top: ms === undefined ? -10 : 1 });
  }

  static override styles = chartStyles;
}
