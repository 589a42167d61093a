import uPlot from 'uplot';
import type { ChartRows } from './chartRows.ts';
import { type Limit, spread, topOf } from './chartScale.ts';
import type { ChartSpec, Line } from './chartSpec.ts';
import { clock, count as countText } from './format.ts';
import type { Palette } from './theme.ts';

/** All that a plot draws apart from the lines' values; read anew at every drawing. */
export interface PlotState {
  palette: Palette;
  limits: readonly Limit[];
  /** Vertical marks, in milliseconds. */
  phases: readonly number[];
  endMs: number;
}

const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800].map(
  (seconds) => seconds * 1000,
);
const LEFT_PX = 46;
const LABEL_PX = 12;
const LABEL_FONT_PX = 10;

/** Least room at the right: for the figures of a second axis. */
const GUTTER_PX = 40;
/** Between the plot and what is written at its right. */
const GAP_PX = 4;

function isWide(plot: uPlot): boolean {
  return plot.width >= 420;
}

function limitText(limit: Limit, mark: string, wide: boolean): string {
  const text = wide ? limit.label : limit.short.replaceAll(' ', '');
  return mark ? `${mark}${wide ? ' ' : ''}${text}` : text;
}

/**
 * The room at the right for the limits' labels and the second axis: the same in all charts, so that times
 * align, and the same whether a limit holds or not, so that nothing jumps.
 */
function gutterPx(plot: uPlot, { limits, palette }: PlotState): number {
  const texts = limits.map((limit) => limitText(limit, '✗', isWide(plot)));
  const widest = Math.max(0, ...texts.map((text) => palette.widthPx(text, LABEL_FONT_PX)));
  return Math.max(GUTTER_PX, Math.ceil(widest) + GAP_PX + 2);
}

function isEmpty(plot: uPlot): boolean {
  return plot.data[0].length === 0;
}

function font(palette: Palette): string {
  return `${LABEL_FONT_PX}px ${palette.fontFamily}`;
}

function seriesOptions(line: Line, state: PlotState): uPlot.Series {
  const stepped = line.stepped ? uPlot.paths.stepped?.({ align: -1 }) : undefined;
  const { fill } = line;
  return {
    label: line.label,
    scale: line.axis === 'left' ? 'y' : 'right',
    // What never rose above 0, such as errors, is no matter for a colour.
    stroke: (plot, index) =>
      (plot.series[index]?.max ?? 0) > 0 ? state.palette[line.colour] : state.palette.line,
    width: line.width,
    spanGaps: true,
    points: { show: false },
    ...(fill ? { fill: () => state.palette[fill] } : {}),
    ...(line.dash ? { dash: [...line.dash] } : {}),
    ...(stepped ? { paths: stepped } : {}),
  };
}

function axes(spec: ChartSpec, state: PlotState): uPlot.Axis[] {
  const common = (): uPlot.Axis => ({
    stroke: () => state.palette.dim,
    font: font(state.palette),
    ticks: { show: false },
  });
  const line = () => state.palette.line;
  const grid = () => state.palette.grid;
  return [
    {
      ...common(),
      grid: { show: false },
      border: { show: true, stroke: line, width: 1 },
      incrs: TIME_STEPS_MS,
      space: 56,
      size: spec.timeAxis ? 20 : 4,
      gap: 4,
      values: (_, splits) => splits.map((ms) => (spec.timeAxis ? clock(ms) : '')),
    },
    {
      ...common(),
      grid: { show: true, stroke: grid, width: 1, filter: (plot, splits) => (isEmpty(plot) ? [] : splits) },
      size: LEFT_PX,
      gap: 6,
      space: 30,
      values: (plot, splits) => splits.map((value) => (isEmpty(plot) ? '' : spec.axisText(value))),
    },
    ...(spec.lines.some((one) => one.axis === 'right')
      ? [
          {
            ...common(),
            scale: 'right',
            side: 1 as const,
            grid: { show: false },
            size: (plot: uPlot) => gutterPx(plot, state),
            gap: 6,
            space: 30,
            values: (plot, splits) => splits.map((value) => (isEmpty(plot) ? '' : countText(value))),
            incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000],
          } satisfies uPlot.Axis,
        ]
      : []),
  ];
}

/** Marks where phases meet, below the lines. */
function drawPhases(plot: uPlot, state: PlotState): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = state.palette.grid;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const ms of state.phases) {
    const x = Math.round(plot.valToPos(ms, 'x', true)) + 0.5;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

/** A dashed line across the plot, in place of a line of the grid that may run there. */
function dash({ ctx, bbox }: uPlot, y: number, palette: Palette): void {
  const ratio = uPlot.pxRatio;
  const colour = ctx.strokeStyle;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.setLineDash([]);
  ctx.strokeStyle = palette.background;
  ctx.stroke();
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/** Thresholds as dashed lines with their labels in the gutter; one beyond the scale is told at the top, with an arrow. */
function drawLimits(plot: uPlot, { limits, palette }: PlotState): void {
  if (limits.length === 0) return;
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const at = limits.map((limit) => plot.valToPos(limit.value, 'y', true) - bbox.top);
  const inside = at.map((y) => Math.max(0, y));
  const labels = spread(inside, LABEL_PX * ratio, bbox.height);
  ctx.save();
  ctx.font = `${LABEL_FONT_PX * ratio}px ${palette.fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = ratio;
  limits.forEach((limit, index) => {
    const y = at[index] ?? 0;
    ctx.strokeStyle = limit.failing ? palette.bad : palette.dim;
    ctx.fillStyle = ctx.strokeStyle;
    if (y >= 0) dash(plot, bbox.top + Math.round(y) + 0.5, palette);
    const mark = y < 0 ? '↑' : limit.failing ? '✗' : '';
    const text = limitText(limit, mark, isWide(plot));
    ctx.fillText(text, bbox.left + bbox.width + GAP_PX * ratio, bbox.top + (labels[index] ?? 0));
  });
  ctx.restore();
}

/** uPlot only reads them. */
export function plotData({ elapsedMs, values }: ChartRows): uPlot.AlignedData {
  return [elapsedMs as number[], ...(values as (number | null)[][])];
}

/** Builds the plot inside `into`; it is kept for good and fed by `setData`. */
export function createPlot(
  spec: ChartSpec,
  state: PlotState,
  into: HTMLElement,
  widthPx: number,
  onCursor: (index: number | null) => void,
): uPlot {
  const limits = () => (spec.drawsLimits ? state.limits.map((limit) => limit.value) : []);
  const hasRight = spec.lines.some((one) => one.axis === 'right');
  const options: uPlot.Options = {
    width: widthPx,
    height: spec.heightPx,
    padding: [8, (plot) => (hasRight ? 0 : gutterPx(plot, state)), 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      sync: { key: 'hotlap', scales: ['x', null] },
      points: { size: 6, width: 1.5 },
    },
    scales: {
      x: { time: false, range: () => [0, state.endMs] },
      y: { range: (_, __, max) => [0, topOf(max ?? 0, limits(), spec.least)] },
      ...(hasRight
        ? { right: { range: (_: uPlot, __: number, max: number) => [0, topOf(max ?? 0, [], 2)] } }
        : {}),
    },
    axes: axes(spec, state),
    series: [{}, ...spec.lines.map((line) => seriesOptions(line, state))],
    ...(spec.band
      ? { bands: [{ series: [spec.band[0] + 1, spec.band[1] + 1], fill: () => state.palette.band }] }
      : {}),
    hooks: {
      drawAxes: [
        (plot) => drawPhases(plot, state),
        (plot) => (spec.drawsLimits ? drawLimits(plot, state) : undefined),
      ],
      setLegend: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
  };
  return new uPlot(options, [[], ...spec.lines.map(() => [])], into);
}
