import type { Clock } from '../base/clock.ts';
import type { SessionState } from '../session/state.ts';
import { marginText, percentText, thresholdValueText } from '../session/wording.ts';
import { bar, clip, padEnd, plainText, tableLines, widthOf } from './layout.ts';
import type { Output } from './output.ts';
import { progressFigures, progressPhase, progressTime } from './progressText.ts';
import type { ProgressView } from './progressView.ts';
import type { Style } from './style.ts';

const DRAW_EVERY_MS = 150;
const THRESHOLD_LIMIT = 6;
const HOTSPOT_LIMIT = 3;
const WIDEST = 100;

/** Progress on a terminal: a few lines that are drawn again in place. */
export class LiveView implements ProgressView {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #style: Style;
  #drawn = 0;
  #lastDrawMs: number | null = null;
  #state: SessionState | null = null;

  constructor(output: Output, clock: Clock, style: Style) {
    this.#output = output;
    this.#clock = clock;
    this.#style = style;
  }

  note(lines: readonly string[]): void {
    this.#output.write(this.#erasure() + lines.map((line) => `${line}\n`).join(''));
    if (this.#state) this.#draw(this.#state);
  }

  update(state: SessionState): void {
    if (state.phase === 'finished') return;
    const nowMs = this.#clock.nowMs();
    const phaseChanged = this.#state?.phase !== state.phase;
    this.#state = state;
    if (!phaseChanged && this.#lastDrawMs !== null && nowMs - this.#lastDrawMs < DRAW_EVERY_MS) return;
    this.#lastDrawMs = nowMs;
    this.#draw(state);
  }

  close(): void {
    this.#state = null;
    this.#output.write(this.#erasure());
  }

  #draw(state: SessionState): void {
    // One column is left free: a full last column makes some terminals wrap.
    const width = Math.max(20, Math.min(WIDEST, this.#output.columns - 1));
    const lines = liveLines(state, this.#style, width);
    this.#output.write(`${this.#erasure()}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #erasure(): string {
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}F\u001b[J` : '';
    this.#drawn = 0;
    return up;
  }
}

/** The lines of the live view, none wider than `width`. */
export function liveLines(state: SessionState, style: Style, width: number): string[] {
  const title = [state.run?.name ?? '', progressPhase(state)]
    .map(plainText)
    .filter((one) => one)
    .join(' · ');
  const time = progressTime(state);
  const room = Math.max(0, width - widthOf(time) - 2);
  const share = state.run && state.run.durationMs > 0 ? state.elapsedMs / state.run.durationMs : 0;
  const { full, empty } = bar(share, width);
  return [
    `${style.bold(padEnd(clip(title, room), room))}  ${time}`,
    `${style.cyan(full)}${style.dim(empty)}`,
    figuresLine(progressFigures(state), width),
    ...thresholdLines(state, style, width),
    ...hotspotLines(state, style, width),
  ];
}

/** As many figures as fit. */
function figuresLine(figures: readonly string[], width: number): string {
  let line = '';
  for (const figure of figures) {
    const next = line === '' ? figure : `${line}   ${figure}`;
    if (widthOf(next) > width) break;
    line = next;
  }
  return line;
}

/** The broken thresholds first: what does not fit is fine. */
function thresholdLines({ thresholds }: SessionState, style: Style, width: number): string[] {
  const order = [...thresholds].sort((a, b) => Number(a.ok ?? true) - Number(b.ok ?? true));
  const shown = order.slice(0, THRESHOLD_LIMIT);
  const lines = tableLines(
    shown.map(({ metric, expression, value, margin, ok }) => [
      ok === false ? '✗' : ok ? '✓' : '·',
      clip(plainText(metric), Math.max(10, width - 46)),
      expression,
      thresholdValueText(metric, expression, value, ok),
      marginText(margin, expression),
    ]),
    'lllrr',
  ).map((line, index) => {
    const clipped = clip(line, width);
    const ok = shown[index]?.ok;
    return ok === false ? style.red(clipped) : ok ? clipped : style.dim(clipped);
  });
  const rest = thresholds.length - shown.length;
  return rest > 0 ? [...lines, style.dim(`  and ${rest} more`)] : lines;
}

function hotspotLines({ hotspots }: SessionState, style: Style, width: number): string[] {
  const list = hotspots.latest ?? hotspots.total;
  if (!list) return [];
  const hot = list.hotspots.filter((one) => one.self >= 0.02).slice(0, HOTSPOT_LIMIT);
  const names = hot.map((one) => `${plainText(one.function)} ${percentText(one.self)}`);
  return hot.length === 0 ? [] : [style.dim(clip(`hot: ${names.join(', ')}`, width))];
}
